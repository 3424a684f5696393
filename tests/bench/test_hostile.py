"""Series that break forecasting code, through SQL and models: each is forecast, or says why not."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bench.endure import HORIZON, SEED, SETS, entry, faults
from bench.hostile import KINDS, hostile_series
from configs.settings import load_settings
from models_py import jobs
from tests.projects import Project, make_project
from warehouse.releases import open_release
from warehouse.store import read

N_SERIES = 75


def given(name: str) -> pd.DataFrame:
    return hostile_series(N_SERIES, SEED, SETS[name])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Both sets landed and built."""
    entries = {name: entry(name, f"inbox/{name}/*.parquet") for name in SETS}
    staging = dict.fromkeys(SETS, "series='unique_id', ds='ds', y='y'")
    project = make_project(tmp_path_factory.mktemp("hostile"), entries, staging=staging)
    for name in SETS:
        project.deliver(name, given(name))
    project.build()
    return project


def job_rows(project: Project, table: str) -> pd.DataFrame:
    files = sorted(Path(project.folder, "lake", "jobs", table).rglob("*.parquet"))
    return pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)


def test_no_hostile_series_is_lost_and_each_has_a_whole_forecast(project: Project) -> None:
    settings = load_settings(
        lake_root=project.lake.root, artifacts_root=str(project.folder / "artifacts"), forecasting={"workers": 1}
    )
    jobs.train(settings)
    jobs.infer(settings)
    rows = pd.concat([given(name).assign(series_set=name) for name in SETS])
    rows = rows.assign(unique_id=rows["series_set"] + ":" + rows["unique_id"])
    rejected, series = (read(open_release(project.lake), name) for name in ("rpt_rejected_rows", "dim_series"))
    found = faults(rows, rejected, series, job_rows(project, "series_status"), job_rows(project, "forecasts"))
    assert {name: broken for name, broken in found.items() if broken} == {}


def test_the_same_seed_makes_the_same_series_whatever_their_number() -> None:
    few, many = hostile_series(40, 1, False), hostile_series(60, 1, False)
    pd.testing.assert_frame_equal(few, many.iloc[: len(few)])
    assert {uid.rpartition("-")[0] for uid in few["unique_id"]} == set(KINDS)


def test_demand_is_not_negative_but_where_it_strays() -> None:
    rows = hostile_series(len(KINDS), 2, True)
    below = rows.loc[rows["y"] < 0, "unique_id"]
    assert len(below) == 1
    assert below.str.startswith("stray").all()


def test_each_broken_promise_is_found() -> None:
    name = "hostile_demand"
    uids = [f"{name}:{kind}" for kind in ("good", "lost", "mute", "negative", "crossed", "infinite", "cut", "void")]
    void = f"{name}:void"
    rows = pd.DataFrame(
        {"series_set": name, "unique_id": uids, "y": [float("nan") if u == void else 1.0 for u in uids]}
    )
    rejected = pd.DataFrame({"unique_id": [void]})
    series = pd.DataFrame({"unique_id": [u for u in uids if u not in (void, f"{name}:lost")], "n_obs": 5})
    keys = series.merge(pd.DataFrame({"h": range(1, HORIZON + 1)}), how="cross")
    forecasts = keys.assign(lo_95=1.0, lo_80=2.0, y_hat=3.0, hi_80=4.0, hi_95=5.0)
    first = forecasts["h"] == 1
    for kind, column, value in (("negative", "lo_95", -1.0), ("crossed", "lo_80", 6.0), ("infinite", "hi_95", np.inf)):
        forecasts.loc[first & (forecasts["unique_id"] == f"{name}:{kind}"), column] = value
    forecasts = forecasts[~(forecasts["unique_id"].str.endswith("cut") & first)]
    status = series[~series["unique_id"].str.endswith("mute")].assign(status="ok")
    found = faults(rows, rejected, series, status, forecasts)
    assert found == {
        "lost": [f"{name}:lost"],
        "without a status": [f"{name}:mute"],
        "failed": [],
        "without all steps": [f"{name}:cut"],
        "not finite": [f"{name}:infinite"],
        "out of order": [f"{name}:crossed"],
        "negative": [f"{name}:negative"],
    }
    assert faults(rows, rejected.head(0), series, status, forecasts)["lost"] == [f"{name}:lost", void]
