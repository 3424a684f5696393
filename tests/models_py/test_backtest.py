"""Rolling origins see only what was known."""

import numpy as np
import pandas as pd
import pytest

from models_py.backtest import actuals, as_of, backtest, periods_to_end
from models_py.forecasting.portfolio import predict
from models_py.profile import latest_profile, profile_at, truncate
from models_py.rules import Rules
from tests.models_py.conftest import HORIZON, RULES, START, demo_panel, dim_series, one_series

WEEK = pd.Timedelta(days=7)


def test_windows_are_a_horizon_apart_and_the_newest_ends_with_the_data(panel: pd.DataFrame) -> None:
    base, end = backtest(panel, dim_series(panel), HORIZON, RULES), panel["ds"].max()
    found = base.groupby("window")["cutoff"].unique().map(list).to_dict()
    assert found == {1: [end - 3 * WEEK], 2: [end - 6 * WEEK], 3: [end - 9 * WEEK]}
    assert base.loc[base["window"] == 1, "ds"].max() == end


def test_windows_are_counted_from_the_end_of_each_series() -> None:
    panel = pd.concat([one_series("a", [3.0] * 20), one_series("b", [4.0] * 18)])
    base = backtest(panel, dim_series(panel), HORIZON, RULES)
    newest = base[base["window"] == 1].groupby("unique_id")["cutoff"].first()
    assert newest.to_dict() == {"a": START + 16 * WEEK, "b": START + 14 * WEEK}


def test_when_the_history_is_short_then_there_are_fewer_windows() -> None:
    panel = one_series("a", [1.0] * 11)
    assert set(backtest(panel, dim_series(panel), HORIZON, RULES)["window"]) == {1}


def test_a_business_calendar_is_walked_by_its_own_periods() -> None:
    panel = one_series("a", [1.0] * 12)
    panel["ds"] = panel["known_at"] = pd.bdate_range("2024-01-01", periods=12)
    base = backtest(panel, dim_series(panel), HORIZON, Rules(RULES.portfolio, 1, 1.0, 2))
    assert sorted(base["ds"].unique()) == list(pd.bdate_range("2024-01-12", periods=3))


@pytest.mark.parametrize("poison", [np.nan, 1e9, -1e9])
def test_a_model_never_sees_beyond_its_cutoff(poison: float) -> None:
    panel = demo_panel()
    poisoned = panel.copy()
    later = periods_to_end(panel) < 2 * HORIZON
    numbers = ["y", "recent_mean", "scale", "scale_sq"]
    poisoned.loc[later, numbers] = poison
    clean, dirty = (backtest(p, dim_series(p), HORIZON, RULES) for p in (panel, poisoned))
    columns = ["unique_id", "h", "model", "y_hat", "scale"]
    clean, dirty = (b.loc[b["window"] == 2, columns].reset_index(drop=True) for b in (clean, dirty))
    assert len(clean) > 100
    pd.testing.assert_frame_equal(clean, dirty, check_exact=True)


def test_only_series_with_enough_live_history_are_backtested(panel: pd.DataFrame) -> None:
    base = backtest(panel, dim_series(panel), HORIZON, RULES)
    assert not {"y_short", "z_point"} & set(base["unique_id"])
    last = base[base["cutoff"] == base["cutoff"].max()]
    assert "x_stale" not in set(last["unique_id"])


def test_trailing_periods_are_forecast_but_never_scored() -> None:
    panel = one_series("a", [3.0] * 12 + [0.0] * 2)
    base = backtest(panel, dim_series(panel), HORIZON, RULES)
    last = base[(base["cutoff"] == base["cutoff"].max()) & (base["model"] == "imapa")]
    assert last["y"].tolist()[0] == 3.0
    assert last["y"].isna().tolist() == [False, True, True]


def test_closed_periods_are_never_scored() -> None:
    panel = one_series("a", [3.0] * 12)
    panel.loc[10, "is_actual"] = False
    assert 10 not in actuals(panel, HORIZON).index


def test_a_zero_is_known_to_be_demand_only_once_demand_returns() -> None:
    known = actuals(one_series("a", [3.0, 0.0, 0.0, 2.0, 0.0]), horizon=2)
    assert known["y"].tolist() == [3.0, 0.0, 0.0, 2.0]
    assert known["known_in"].tolist() == [2, 0, 0, 0]
    assert as_of(known, 1)["y"].tolist() == [3.0]


def test_base_forecasts_of_a_window_are_those_made_from_the_truncated_panel(panel: pd.DataFrame) -> None:
    base = backtest(panel, dim_series(panel), HORIZON, RULES)
    cutoff = base["cutoff"].min()
    cutoffs = pd.Series(cutoff, index=panel["unique_id"].unique())
    then = truncate(panel, cutoffs)
    profile = profile_at(then, dim_series(panel), cutoffs, RULES.min_train_size).query("state == 'ok'")
    future = base.loc[base["cutoff"] == cutoff, ["unique_id", "ds", "h"]].drop_duplicates()
    again = predict(then, profile, future, RULES.portfolio)
    stored = base[base["cutoff"] == cutoff]
    keys = ["unique_id", "model", "h"]
    pd.testing.assert_series_equal(
        again.set_index(keys)["y_hat"].sort_index(),
        stored.set_index(keys)["y_hat"].sort_index(),
        check_exact=True,
    )


def test_the_latest_profile_is_that_of_the_end_of_each_series() -> None:
    panel = pd.concat([one_series("a", [3.0] * 12), one_series("b", [4.0, 9.0] * 5)])
    latest = latest_profile(panel, dim_series(panel), RULES.min_train_size).set_index("unique_id")
    assert latest["cutoff"].tolist() == [START + 11 * WEEK, START + 9 * WEEK]
    assert latest[["last_y", "largest"]].to_numpy().tolist() == [[3.0, 3.0], [9.0, 9.0]]


def test_what_was_interpolated_is_not_known_before_its_gap_ends() -> None:
    panel = one_series("a", [1.0] * 12, support="real")
    panel.loc[[5, 6], "known_at"] = panel["ds"][7]
    inside, after = (pd.Series({"a": panel["ds"][place]}) for place in (6, 7))
    assert list(truncate(panel, inside)["ds"]) == list(panel["ds"][:5])
    assert list(truncate(panel, after)["ds"]) == list(panel["ds"][:8])
    assert profile_at(panel, dim_series(panel), inside, 2).empty
