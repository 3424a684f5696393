"""Anomalies: a planted spike is found, ordinary data keep the promised rate, and no width is no reason to fail."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from tests.projects import Project, make_project, source
from warehouse.releases import Release, open_release
from warehouse.store import append_job_rows, read
from warehouse.tables import JOB_TABLES

DAYS = pd.date_range("2021-01-01", periods=90)
TESTED = DAYS[-21:-1]  # the last day may not be over
SPIKE, CORRECTED, CONSTANT_SPIKE = TESTED[15], TESTED[10], TESTED[5]
N_ORDINARY = 40
RUN = "train-planted"


def rows(name: str) -> pd.DataFrame:
    """Series around 100, one of which has a spike; one that never moves but once; one that is lumpy; one that sells nothing."""
    rng = np.random.default_rng(0)
    y = {f"s{i:02d}": 100 + rng.normal(0, 10, len(DAYS)) for i in range(N_ORDINARY)}
    if name == "odd":
        y["s00"][DAYS.get_loc(SPIKE)] = 300
        y["constant"] = np.where(DAYS == CONSTANT_SPIKE, 250.0, 100.0)
        y["nothing"] = np.zeros(len(DAYS))
        y["lumpy"] = np.where(rng.uniform(size=len(DAYS)) < 0.3, rng.exponential(100, len(DAYS)), 0)
        y["lumpy"][DAYS.get_loc(SPIKE)] = 20
    return pd.concat([pd.DataFrame({"series": k, "ds": DAYS, "y": v}) for k, v in y.items()])


def forecasts(name: str) -> pd.DataFrame:
    """Backtest rows of the served forecast: the truth for what is random, no width for what never moves."""
    told = rows(name).query("ds in @TESTED").assign(model="served", series_set=name, h=1, run_id=RUN, y_hat=100.0)
    width = np.where(told["series"].isin(["constant", "nothing"]), 0.0, 19.6)
    told = told.assign(unique_id=name + ":" + told["series"], cutoff=told["ds"] - pd.Timedelta(days=1))
    told["y_hat"] = told["y_hat"].mask(told["series"] == "nothing", 0.0).mask(told["series"] == "lumpy", told["y"])
    told["y_hat"] = told["y_hat"].mask((told["series"] == "lumpy") & (told["ds"] == SPIKE), 400.0)
    # What a constant series is forecast with has the rounding of an average.
    told["y_hat"] = told["y_hat"].mask(told["series"] == "constant", 100 + 1e-12)
    told = told.assign(lo_95=told["y_hat"] - width, hi_95=told["y_hat"] + 2 * width)
    missed = told[(told["series"] == "s01") & (told["ds"] == SPIKE)]
    older = missed.assign(cutoff=missed["cutoff"] - pd.Timedelta(days=9), y_hat=1e6, lo_95=1e6 - 1, hi_95=1e6 + 1)
    return pd.concat([told, older, told.assign(model="ces", y_hat=1e6, lo_95=1e6, hi_95=1e6)])


def record(project: Project, *frames: pd.DataFrame) -> None:
    """What a training would have written."""
    now = datetime(2021, 4, 1)
    stamped = pd.concat(frames).assign(created_at=now)
    append_job_rows(project.lake, "backtests", RUN, stamped.reindex(columns=JOB_TABLES["backtests"].names))
    run = pd.DataFrame([{"run_id": RUN, "created_at": now, "activated_at": now, "kind": "train", "n_series": 1}])
    append_job_rows(project.lake, "runs", RUN, run.reindex(columns=JOB_TABLES["runs"].names))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    sources = (source(name, "D") for name in ("ordinary", "odd"))
    project = make_project(tmp_path_factory.mktemp("anomalies"), *sources, models=["fct_anomalies", "dim_series"])
    for name in ("ordinary", "odd"):
        project.deliver(name, rows(name))
    told = forecasts("odd")
    told.loc[(told["series"] == "s02") & (told["ds"] == CORRECTED), "y"] = 1e6  # what the training still saw
    record(project, forecasts("ordinary"), told)
    return project


@pytest.fixture(scope="module")
def release(project: Project) -> Release:
    return project.build()


@pytest.fixture(scope="module")
def found(release: Release) -> pd.DataFrame:
    return read(release, "fct_anomalies").set_index(["unique_id", "ds"])


def test_a_planted_spike_is_the_rarest_with_what_was_expected(found: pd.DataFrame) -> None:
    spike = found.loc["odd:s00", SPIKE]
    assert spike["is_anomaly"]
    assert (spike["direction"], spike["y"], spike["y_hat"]) == ("above", 300, 100)
    assert spike["score"] == pytest.approx((300 - 100) / 39.2)
    assert spike["p_value"] == 2 / spike["n_pool"]  # one series moved that never had: it is odder


def test_every_actual_outside_its_interval_is_there_and_no_other(found: pd.DataFrame) -> None:
    told = forecasts("ordinary").query("model == 'served'").drop_duplicates(["series", "ds"])
    outside = told[(told["y"] < told["lo_95"]) | (told["y"] > told["hi_95"])]
    there = found.query("series_set == 'ordinary'")
    assert set(there.index) == set(zip(outside["unique_id"], outside["ds"], strict=True))
    assert (there["direction"] == "below").mean() > 0.9  # this side is half as wide


def test_ordinary_data_keep_the_nominal_rate(found: pd.DataFrame) -> None:
    n = N_ORDINARY * len(TESTED)
    flagged = found.query("series_set == 'ordinary' and is_anomaly")
    assert set(found.query("series_set == 'ordinary'")["n_pool"]) == {n}
    assert len(flagged) == n // 100


def test_a_p_value_counts_the_others_that_are_as_far(found: pd.DataFrame) -> None:
    told = forecasts("ordinary").query("model == 'served'").drop_duplicates(["series", "ds"])
    side = np.where(told["y"] > told["y_hat"], told["hi_95"] - told["y_hat"], told["y_hat"] - told["lo_95"])
    scores = ((told["y"] - told["y_hat"]).abs() / side).to_numpy()
    for _, row in found.query("series_set == 'ordinary'").iterrows():
        assert row["p_value"] == pytest.approx((scores >= row["score"] - 1e-12).sum() / len(scores))


def test_when_an_interval_has_no_width_then_rounding_is_no_anomaly_and_a_move_is(found: pd.DataFrame) -> None:
    constant = found.loc["odd:constant"]
    assert constant.index[constant["is_anomaly"]].tolist() == [CONSTANT_SPIKE]
    assert np.isfinite(found["score"]).all()
    assert constant.loc[CONSTANT_SPIKE, "p_value"] == 1 / constant.loc[CONSTANT_SPIKE, "n_pool"]
    assert "odd:nothing" not in found.index.get_level_values("unique_id")


def test_of_several_forecasts_of_a_period_the_nearest_counts(found: pd.DataFrame) -> None:
    assert (found["y_hat"] < 1e5).all()
    assert found.index.is_unique


def test_when_a_value_was_corrected_since_then_it_is_no_anomaly(found: pd.DataFrame) -> None:
    assert ("odd:s02", CORRECTED) not in found.query("is_anomaly").index


def test_a_small_class_is_compared_with_the_whole_set(found: pd.DataFrame, release: Release) -> None:
    classes = read(release, "dim_series").set_index("unique_id")["demand_class"]
    assert classes["odd:lumpy"] != classes["odd:s00"]
    lumpy, spike = found.loc["odd:lumpy", SPIKE], found.loc["odd:s00", SPIKE]
    assert (lumpy["pool"], spike["pool"]) == ("all", classes["odd:s00"])
    assert lumpy["n_pool"] == (N_ORDINARY + 3) * len(TESTED) > spike["n_pool"]
    assert lumpy["p_value"] == 2 / lumpy["n_pool"]


def test_the_threshold_is_one_variable(project: Project, found: pd.DataFrame) -> None:
    project.dbt("build", "--select", "fct_anomalies", anomaly_p_value=0.003)
    strict = read(open_release(project.lake), "fct_anomalies")
    assert len(strict) == len(found)
    assert 0 < strict["is_anomaly"].sum() < found["is_anomaly"].sum()
    assert (strict["is_anomaly"] == (strict["p_value"] <= 0.003)).all()
