"""Days are explained by the weekday, the place in the month and what is known in advance, and by a level that moves."""

import numpy as np
import pandas as pd
import pytest

from models_py.forecasting.calendar_regression import CalendarRegression
from models_py.forecasting.zoo import ZOO

H, WEEK = 28, 7


def days(n: int = 400, closed: tuple[int, ...] = ()) -> pd.DataFrame:
    """A series that doubles in the first days of a month, sells more at weekends, and by a deal now and then."""
    ds = pd.date_range("2021-01-01", periods=n)
    ds = ds[~ds.dayofweek.isin(closed)]
    deal = np.random.default_rng(2).integers(0, 2, len(ds)).astype(float)
    turn = 2 * np.pi * (ds.day.to_numpy() - 1) / ds.days_in_month.to_numpy()
    log_y = 4 + 0.3 * np.cos(turn) + 0.5 * (ds.dayofweek.to_numpy() >= 5) + 0.4 * deal
    return pd.DataFrame({"unique_id": "a", "ds": ds, "y": np.exp(log_y), "x_deal": deal, "n_holidays": 0})


def split(series: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Panel, future and what came."""
    future = series.tail(H).assign(h=range(1, H + 1))
    return series.head(-H), future.drop(columns="y"), future["y"].to_numpy()


@pytest.mark.parametrize("name", ["calendar_regression", "calendar_theta"])
@pytest.mark.parametrize("closed", [(), (6,), (5, 6)])
def test_it_knows_the_days_of_the_month_and_a_deal_that_is_planned(closed: tuple[int, ...], name: str) -> None:
    panel, future, y = split(days(closed=closed))
    answer = ZOO[name].fit_predict(panel, future, H, WEEK - len(closed))
    assert answer["error"].isna().all()
    assert answer["y_hat"].to_numpy() == pytest.approx(y, rel=0.03)
    theta = ZOO["dynamic_optimized_theta"].fit_predict(panel, future, H, WEEK - len(closed))["y_hat"]
    assert np.abs(theta - y).mean() > 5 * np.abs(answer["y_hat"] - y).mean()


def test_the_level_follows_a_step_and_outliers_do_not_move_it() -> None:
    panel, future, y = split(days())
    noisy = panel["y"] * np.random.default_rng(3).lognormal(0, 0.1, len(panel))
    stepped = noisy.where(panel.index < len(panel) - 60, noisy * 2)
    stepped = stepped.where(~panel.index.isin([100, 200, len(panel) - 2]), 1e6)
    answer = CalendarRegression().fit_predict(panel.assign(y=stepped), future, H, WEEK)
    assert answer["y_hat"].to_numpy() == pytest.approx(2 * y, rel=0.25)


def test_values_at_or_below_zero_are_regressed_as_they_are() -> None:
    panel, future, y = split(days().assign(y=lambda d: d["y"] - 80))
    answer = CalendarRegression().fit_predict(panel, future, H, WEEK)
    assert np.abs(answer["y_hat"] - y).mean() < 0.2 * np.abs(y - y.mean()).mean()


def test_each_series_is_alone() -> None:
    panel, future, _ = split(days())
    alone = CalendarRegression().fit_predict(panel, future, H, WEEK)["y_hat"]
    short, new = panel.tail(90).assign(unique_id="b"), future.assign(unique_id="c")
    both = pd.concat([future, future.assign(unique_id="b"), new], ignore_index=True).sample(frac=1, random_state=1)
    answer = CalendarRegression().fit_predict(pd.concat([panel, short], ignore_index=True), both, H, WEEK)
    of = dict(list(answer.sort_values("ds").groupby("unique_id")))
    assert of["a"]["y_hat"].to_numpy() == pytest.approx(alone.to_numpy(), rel=0.01)
    assert set(of["b"]["error"]) == {"ValueError: expected at least 91 days of history, found 90"}
    assert set(of["c"]["error"]) == {"no history"}


def test_a_short_history_and_closed_steps_are_left_to_the_model_of_the_rest() -> None:
    panel, future, _ = split(days())
    short, open_steps = panel.tail(90), future.iloc[[0, 3, 27]]
    answer = ZOO["calendar_theta"].fit_predict(short, open_steps, H, WEEK)
    theta = ZOO["dynamic_optimized_theta"].fit_predict(short, open_steps, H, WEEK)
    assert answer["y_hat"].tolist() == theta["y_hat"].tolist()
    whole = ZOO["calendar_theta"].fit_predict(panel, future, H, WEEK)["y_hat"].to_numpy()
    assert ZOO["calendar_theta"].fit_predict(panel, open_steps, H, WEEK)["y_hat"].tolist() == whole[[0, 3, 27]].tolist()


@pytest.mark.parametrize("freq", ["h", "W-MON", "ME"])
def test_other_periods_than_days_are_refused(freq: str) -> None:
    panel, future, _ = split(days().assign(ds=pd.date_range("1971-01-04", periods=400, freq=freq)))
    answer = CalendarRegression().fit_predict(panel, future, H, WEEK)
    assert set(answer["error"]) == {"ValueError: expected days, found other periods"}


@pytest.mark.parametrize("y", [np.zeros(150), np.full(150, 7.0), np.full(150, 1e12), np.r_[np.zeros(149), 1e9]])
def test_strange_series_get_finite_forecasts(y: np.ndarray) -> None:
    panel, future, _ = split(days(150 + H))
    for name in ("calendar_regression", "calendar_theta"):
        answer = ZOO[name].fit_predict(panel.assign(y=y), future, H, WEEK)
        assert np.isfinite(answer["y_hat"]).all()
        if y.std() == 0:
            assert answer["y_hat"].to_numpy() == pytest.approx(y[0])
