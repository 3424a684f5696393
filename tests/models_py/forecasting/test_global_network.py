"""The networks over all series of a set: what they learn from them, and what they do where there is little."""

import numpy as np
import pandas as pd
import pytest

from models_py.forecasting.base import Failure, failures
from models_py.forecasting.global_network import GlobalNetwork, TrainedNetwork, Unit, window
from models_py.forecasting.learnt import from_bytes, to_bytes
from models_py.forecasting.zoo import GLOBAL_MODELS
from tests.models_py.conftest import HORIZON, damped, feat_future, panel_of

YEARS, QUARTERS = 1, 4
UNITS: tuple[Unit, ...] = ("level", "spread")


def answer_of(model: GlobalNetwork | TrainedNetwork, panel: pd.DataFrame, freq: int = YEARS) -> pd.DataFrame:
    return model.fit_predict(panel, feat_future(panel), HORIZON, freq)


@pytest.mark.parametrize("unit", UNITS)
def test_it_learns_how_all_series_go_on_and_beats_the_last_value(unit: Unit) -> None:
    whole = damped(60, 40)
    panel = panel_of(y[:-HORIZON] for y in whole)
    y_hat = answer_of(GlobalNetwork(unit), panel)["y_hat"].to_numpy().reshape(-1, HORIZON)
    spread = np.array([[np.abs(np.diff(y)).mean()] for y in whole])
    y = np.array([y[-HORIZON:] for y in whole])
    last = np.array([[y[-HORIZON - 1]] for y in whole])
    assert (np.abs(y - y_hat) / spread).mean() < 0.85 * (np.abs(y - last) / spread).mean()


@pytest.mark.parametrize("below", [0, 1000])
def test_a_season_is_taken_out_and_put_on_the_next_steps_again(below: int) -> None:
    # With values below zero it is added, else it multiplies.
    t = np.arange(33)
    panel = panel_of((10 + i) * (1 + t % QUARTERS) - below for i in range(20))
    answer = answer_of(GlobalNetwork(), panel, freq=QUARTERS)
    expected = answer["unique_id"].str[1:].astype(int).add(10) * (1 + (32 + answer["h"]) % QUARTERS) - below
    assert answer["y_hat"].to_numpy() == pytest.approx(expected.to_numpy(), rel=0.03, abs=0.03 * below)


@pytest.mark.parametrize(("freq", "found"), [(1, 5), (2, 5), (4, 8), (7, 14), (12, 24), (24, 36), (52, 36), (168, 36)])
def test_windows_are_two_seasons_long(freq: int, found: int) -> None:
    assert window(freq) == found


def test_when_a_series_is_too_short_then_it_fails_alone() -> None:
    panel = panel_of([*damped(10, 20), np.array([5.0, 6.0, 7.0, 8.0]), np.arange(5.0)])
    future = pd.concat([feat_future(panel), feat_future(panel).head(HORIZON).assign(unique_id="ghost")])
    answer = GlobalNetwork().fit_predict(panel, future, HORIZON, YEARS).assign(model="network")
    assert failures(answer) == [Failure("s010", "network", "short history"), Failure("ghost", "network", "no history")]
    assert answer["y_hat"].isna().sum() == 2 * HORIZON


def test_a_series_that_is_shorter_than_a_window_is_forecast_too() -> None:
    answer = answer_of(GlobalNetwork(), panel_of([*damped(20, 60), *damped(1, 6, seed=2)]), freq=12)
    assert answer["y_hat"].notna().all()


def test_when_there_is_nothing_to_learn_from_then_it_says_so() -> None:
    with pytest.raises(ValueError, match="no series has more than 5 periods"):
        answer_of(GlobalNetwork(), panel_of([np.arange(5.0)]))


def test_from_few_windows_little_is_learnt() -> None:
    # Of a handful of random walks there is nothing to learn: the last value is the best.
    random = np.random.default_rng(4)
    panels = [panel_of(1000 + random.normal(0, 1, (2, 12)).cumsum(axis=1)) for _ in range(20)]
    away = [
        answer_of(GlobalNetwork(unit), panel)["y_hat"] - answer_of(GlobalNetwork(unit, epochs=0), panel)["y_hat"]
        for panel in panels
        for unit in UNITS
    ]
    assert np.abs(np.concatenate(away)).mean() < 1.5


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("factor", [1.0, 1e-300, 1e300, 0.0])
def test_forecasts_are_finite_whatever_the_level(factor: float, unit: Unit) -> None:
    panel = panel_of(
        [factor * y / 1e6 for y in damped(20, 20)] + [np.zeros(12), np.full(12, 7.0), np.r_[np.zeros(11), 9]]
    )
    answer = answer_of(GlobalNetwork(unit), panel)
    assert np.isfinite(answer["y_hat"]).all()
    constant = answer[answer["unique_id"].isin(["s020", "s021"])]["y_hat"]
    assert constant.to_numpy() == pytest.approx([0, 0, 0, 7, 7, 7], abs=0.5)


def test_what_was_interpolated_from_later_values_is_not_learnt() -> None:
    panel = panel_of(damped(20, 20))
    odd = panel["t"] == 12
    untold = panel.assign(known_at=panel["known_at"].mask(odd, panel["ds"] + pd.Timedelta(days=7)))
    wild = untold.assign(y=untold["y"].mask(odd, 1e9))
    trained, of_wild = (GlobalNetwork().fit(rows[rows["t"] < 13], HORIZON, YEARS, []) for rows in (untold, wild))
    assert trained == of_wild


@pytest.mark.parametrize(("unit", "freq"), [(unit, freq) for unit in UNITS for freq in (YEARS, QUARTERS, 12)])
def test_a_series_that_was_not_seen_is_forecast_the_same_alone_and_among_others(unit: Unit, freq: int) -> None:
    trained = GlobalNetwork(unit).fit(panel_of(damped(40, 50)), HORIZON, freq, [])
    new = panel_of([*damped(25, 50, seed=9), *damped(8, 11, seed=10)])
    together = answer_of(trained, new, freq)
    alone = pd.concat([answer_of(trained, rows, freq) for _, rows in new.groupby("unique_id")], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone, check_exact=True)


@pytest.mark.parametrize("name", ["level_network", "spread_network"])
def test_the_same_panel_gives_the_same_bytes_and_they_the_same_forecasts(name: str) -> None:
    panel, model = panel_of(damped(40, 30)), GLOBAL_MODELS[name]
    trained, again = (model.fit(panel, HORIZON, QUARTERS, []) for _ in range(2))
    assert to_bytes(trained) == to_bytes(again)
    read = from_bytes(name, to_bytes(trained))
    assert read == trained
    future = feat_future(panel)
    pd.testing.assert_frame_equal(
        trained.fit_predict(panel, future, HORIZON, QUARTERS), read.fit_predict(panel, future, HORIZON, QUARTERS)
    )


def test_no_more_windows_are_learnt_from_than_may_be() -> None:
    panel = panel_of(damped(40, 30))
    few, all_ = (GlobalNetwork(max_windows=n).fit(panel, HORIZON, YEARS, []) for n in (300, 60_000))
    assert few != all_


def test_layers_that_do_not_follow_each_other_are_refused() -> None:
    trained = GlobalNetwork().fit(panel_of(damped(5, 9)), HORIZON, YEARS, [])
    with pytest.raises(ValueError, match="expected layers that follow each other"):
        GlobalNetwork().from_fields({"unit": "level", "layers": [*trained.layers[:-1], trained.layers[-1][1:]]})
