"""The linear regression over all series of a set: what it learns from them, and what it does where there is little."""

import numpy as np
import pandas as pd
import pytest

from models_py.forecasting.base import Failure, failures
from models_py.forecasting.global_linear import GlobalLinear, TrainedLinear, lengths
from models_py.forecasting.learnt import from_bytes, to_bytes
from tests.models_py.conftest import HORIZON, damped, feat_future, panel_of

YEARS = 1


def answer_of(model: GlobalLinear | TrainedLinear, panel: pd.DataFrame, freq: int = YEARS) -> pd.DataFrame:
    return model.fit_predict(panel, feat_future(panel), HORIZON, freq)


def test_it_learns_how_all_series_go_on_and_beats_the_last_value() -> None:
    whole = damped(60, 40)
    panel = panel_of(y[:-HORIZON] for y in whole)
    y_hat = answer_of(GlobalLinear(), panel)["y_hat"].to_numpy().reshape(-1, HORIZON)
    spread = np.array([[np.abs(np.diff(y)).mean()] for y in whole])
    y = np.array([y[-HORIZON:] for y in whole])
    last = np.array([[y[-HORIZON - 1]] for y in whole])
    assert (np.abs(y - y_hat) / spread).mean() < 0.8 * (np.abs(y - last) / spread).mean()


def test_a_trend_goes_on_in_the_unit_of_each_series() -> None:
    panel = panel_of(level + slope * np.arange(20.0) for level, slope in [(10, 1), (1e6, -500), (3, 0.01)] * 5)
    answer = answer_of(GlobalLinear(), panel)
    step = answer["unique_id"].map(panel.groupby("unique_id")["y"].agg(lambda y: y.iloc[-1] - y.iloc[-2]))
    last = answer["unique_id"].map(panel.groupby("unique_id")["y"].last())
    assert ((answer["y_hat"] - last) / step).to_numpy() == pytest.approx(answer["h"].to_numpy(), rel=0.2)


def test_seasons_are_repeated_where_windows_hold_one() -> None:
    t = np.arange(32)
    panel = panel_of((10 + i) * (1 + t % 4) for i in range(10))
    answer = answer_of(GlobalLinear(), panel, freq=4)
    expected = answer["unique_id"].str[1:].astype(int).add(10) * (1 + (31 + answer["h"]) % 4)
    assert answer["y_hat"].to_numpy() == pytest.approx(expected.to_numpy(), rel=0.05)


@pytest.mark.parametrize(
    ("freq", "found"), [(1, (3, 5, 8)), (4, (3, 5, 9)), (7, (3, 8, 15)), (12, (3, 13)), (2, (3, 5))]
)
def test_windows_are_as_long_as_whole_seasons(freq: int, found: tuple[int, ...]) -> None:
    assert lengths(freq) == found


def test_every_series_is_forecast_with_the_longest_window_that_it_has() -> None:
    trained = TrainedLinear({n: [[0.0] * (n - 1) + [float(n), 0, 0, 0]] * HORIZON for n in (3, 5)})
    panel = panel_of([np.arange(3.0), np.arange(4.0), np.arange(5.0), np.arange(9.0)])
    answer = answer_of(trained, panel)
    moves = answer["y_hat"] - answer["unique_id"].map(panel.groupby("unique_id")["y"].last())
    assert moves.groupby(answer["unique_id"]).first().to_numpy() == pytest.approx([3, 3, 5, 5], rel=0.02)


def test_when_a_series_is_too_short_then_it_fails_alone() -> None:
    panel = panel_of([*damped(10, 20), np.array([5.0, 6.0])])
    future = pd.concat([feat_future(panel), feat_future(panel).head(HORIZON).assign(unique_id="ghost")])
    answer = GlobalLinear().fit_predict(panel, future, HORIZON, YEARS).assign(model="global_linear")
    told = [Failure("s010", "global_linear", "short history"), Failure("ghost", "global_linear", "no history")]
    assert failures(answer) == told
    assert answer["y_hat"].isna().sum() == 2 * HORIZON


def test_when_few_windows_are_long_then_shorter_ones_serve() -> None:
    trained = GlobalLinear().fit(panel_of(damped(5, 9)), HORIZON, YEARS, [])
    assert sorted(trained.coefficients) == [3]


def test_when_there_is_nothing_to_learn_from_then_it_says_so() -> None:
    panel = panel_of([np.arange(3.0)])
    with pytest.raises(ValueError, match="no series has more than 3 periods"):
        answer_of(GlobalLinear(), panel)


def test_a_step_that_no_series_reaches_is_the_last_value() -> None:
    trained = GlobalLinear().fit(panel_of(damped(30, 5)), HORIZON, YEARS, [])
    assert trained.coefficients[3][HORIZON - 1] == [0.0] * 6


@pytest.mark.parametrize("factor", [1.0, 1e-300, 1e300, 0.0])
def test_forecasts_are_finite_whatever_the_level(factor: float) -> None:
    panel = panel_of(
        [factor * y / 1e6 for y in damped(20, 20)] + [np.zeros(12), np.full(12, 7.0), np.r_[np.zeros(11), 9]]
    )
    answer = answer_of(GlobalLinear(), panel)
    assert np.isfinite(answer["y_hat"]).all()
    constant = answer[answer["unique_id"].isin(["s020", "s021"])]["y_hat"]
    assert constant.to_numpy() == pytest.approx([0, 0, 0, 7, 7, 7], abs=0.1)


def test_what_was_interpolated_from_later_values_is_not_learnt() -> None:
    panel = panel_of(damped(20, 20))
    odd = panel["t"] == 12
    untold = panel.assign(known_at=panel["known_at"].mask(odd, panel["ds"] + pd.Timedelta(days=7)))
    wild = untold.assign(y=untold["y"].mask(odd, 1e9))
    trained, of_wild = (GlobalLinear().fit(rows[rows["t"] < 13], HORIZON, YEARS, []) for rows in (untold, wild))
    assert trained == of_wild


def test_a_series_that_was_not_seen_is_forecast_the_same_alone_and_among_others() -> None:
    trained = GlobalLinear().fit(panel_of(damped(40, 30)), HORIZON, YEARS, [])
    new = panel_of(damped(25, 30, seed=9))
    together = answer_of(trained, new)
    alone = pd.concat([answer_of(trained, rows) for _, rows in new.groupby("unique_id")], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone, check_exact=True)


def test_the_same_panel_gives_the_same_bytes_and_they_the_same_forecasts() -> None:
    panel, model = panel_of(damped(40, 30)), GlobalLinear(max_windows=300)
    trained, again = (model.fit(panel, HORIZON, YEARS, []) for _ in range(2))
    assert to_bytes(trained) == to_bytes(again)
    read = from_bytes("global_linear", to_bytes(trained))
    assert read == trained
    pd.testing.assert_frame_equal(
        answer_of(trained, panel), read.fit_predict(panel, feat_future(panel), HORIZON, YEARS)
    )
