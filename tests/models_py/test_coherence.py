"""Served forecasts of a set with sums add up: from training to the answer to a request."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from configs.settings import Settings
from models_py import artifacts
from models_py.coherence import SIDES, coherent, variances_of
from models_py.generate import generate, relatives
from models_py.jobs import infer, train
from tests.models_py.conftest import HORIZON, demo_panel, dim_series, one_series, release
from warehouse.lake import Lake
from warehouse.releases import open_release
from warehouse.store import read

BOUNDS = ["lo_95", "lo_80", "y_hat", "hi_80", "hi_95"]
MakeSettings = Callable[..., Settings]


def with_total(panel: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """A panel with the sum of its series, its dim_series and its edges."""
    sums = panel.groupby("t")["y"].sum()
    whole = pd.concat([panel, one_series("total", sums.to_numpy())], ignore_index=True)
    series = dim_series(whole)
    series["level"] = np.where(series["unique_id"] == "total", "total", "bottom")
    bottoms = series.loc[series["level"] == "bottom", "unique_id"].to_numpy()
    edges = pd.DataFrame({"unique_id": "total", "bottom_unique_id": bottoms}).assign(series_set="weekly", level="total")
    return whole, series, edges


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    made = make_settings(n_windows=4)
    panel, series, edges = with_total(demo_panel(n_series=12))
    release(Lake(made.lake_root), panel.sort_values(["unique_id", "ds"]), series, edges)
    return made


def gaps(rows: pd.DataFrame, by: list[str]) -> np.ndarray:
    total = rows[rows["unique_id"] == "total"].set_index(by)["y_hat"]
    parts = rows[rows["unique_id"] != "total"].groupby(by)["y_hat"].sum()
    return np.asarray((total - parts) / total)


def job_rows(settings: Settings, table: str, run_id: str) -> pd.DataFrame:
    return pd.read_parquet(f"{settings.lake_root}/jobs/{table}/run_id={run_id}")


def test_what_is_served_adds_up_with_stale_short_and_new_series_too(settings: Settings) -> None:
    train(settings)
    rows = job_rows(settings, "forecasts", infer(settings).run_id)
    assert set(rows["unique_id"]) >= {"total", "x_stale", "y_short", "z_point"}
    assert gaps(rows, ["h"]) == pytest.approx(0, abs=1e-9)
    assert (rows[BOUNDS].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert (rows[BOUNDS] >= 0).all(axis=None)


def test_the_backtest_of_what_is_served_is_that_of_coherent_forecasts(settings: Settings) -> None:
    run = train(settings)
    rows = job_rows(settings, "backtests", run.run_id)
    served, plain = (rows[rows["model"] == model] for model in ("served", "mean_ensemble"))
    total = served[served["unique_id"] == "total"]
    assert len(total) == 3 * HORIZON
    moved = total.merge(plain, on=["unique_id", "cutoff", "h"], suffixes=("", "_plain"))
    assert (moved["y_hat"] != moved["y_hat_plain"]).any()
    # Bottoms that were stale at the cutoff are in the sum and not among the scored rows.
    scored = served[served["unique_id"] != "total"].groupby(["cutoff", "h"])["y_hat"].sum()
    assert (scored <= total.set_index(["cutoff", "h"])["y_hat"] + 1e-9).all()


def test_a_request_for_one_series_gets_what_was_stored_for_it(settings: Settings) -> None:
    train(settings)
    stored = job_rows(settings, "forecasts", infer(settings).run_id)
    artifact = artifacts.latest(Lake(settings.artifacts_root))
    served, status = generate(open_release(Lake(settings.lake_root)), artifact, ["s01"], HORIZON)
    assert set(served["unique_id"]) == set(status["unique_id"]) == {"s01"}
    expected = stored[stored["unique_id"] == "s01"].sort_values("h")
    assert served.sort_values("h")[BOUNDS].to_numpy().tolist() == expected[BOUNDS].to_numpy().tolist()


def test_relatives_are_all_of_a_set_with_sums_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    edges = pd.DataFrame({"unique_id": "a:total", "bottom_unique_id": ["a:1", "a:2"], "series_set": "a"})
    assert relatives(edges, {"a:1", "b:1"}) == {"a:1", "a:2", "a:total", "b:1"}
    assert relatives(edges, {"b:1"}) == {"b:1"}
    monkeypatch.setattr("models_py.generate.MOST_RELATIVES", 2)
    assert relatives(edges, {"a:1"}) == {"a:1"}


def test_a_sum_is_not_made_of_some_of_its_parts(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    train(settings)
    monkeypatch.setattr("models_py.generate.MOST_RELATIVES", 2)
    artifact = artifacts.latest(Lake(settings.artifacts_root))
    served, _ = generate(open_release(Lake(settings.lake_root)), artifact, ["total", "s01"], HORIZON)
    by_series = served.groupby("unique_id")["y_hat"].sum()
    assert by_series["total"] > 3 * by_series["s01"]


def test_without_edges_nothing_moves(settings: Settings) -> None:
    train(settings)
    edges = read(open_release(Lake(settings.lake_root)), "dim_hierarchy").head(0)
    rows = pd.DataFrame({"unique_id": ["a"], "h": 1, "y_hat": 3.0, "support": "real"})
    assert coherent(rows, edges) is rows


def test_a_sum_is_trusted_more_the_more_series_it_has_and_a_series_less_the_larger_it_is() -> None:
    edges = (np.array([4, 4, 4, 4]), np.array([0, 1, 2, 3]))
    profile = pd.DataFrame({"recent_mean": [1.0, 2.0, 3.0, 0.0, 6.0], "scale": [1.0, 1.0, 1.0, 8.0, 3.0]})
    assert variances_of(profile, edges, non_negative=True).tolist() == [1.0, 2.0, 3.0, 2.0, 4.0]
    assert variances_of(profile, edges, non_negative=False).tolist() == [1.0, 1.0, 1.0, 64.0, 33.5]


def test_a_small_series_is_moved_less_than_a_large_one() -> None:
    rows = pd.DataFrame({"unique_id": ["small", "large", "total"], "h": 1, "y_hat": [1.0, 9.0, 20.0]})
    rows = rows.assign(support="non_negative", recent_mean=rows["y_hat"], scale=1.0, **dict.fromkeys(SIDES, 1.0))
    edges = pd.DataFrame({"unique_id": "total", "bottom_unique_id": ["small", "large"]})
    moved = coherent(rows, edges)["y_hat"] - rows["y_hat"]
    assert 0 < moved[0] < moved[1]
    assert moved[1] == pytest.approx(9 * moved[0])
