"""Rolling origins: what each model would have said, seen with what was known then."""

import numpy as np
import pandas as pd

from models_py.forecasting.portfolio import predict
from models_py.profile import PROFILE, profile_at, truncate
from models_py.rules import Rules

ROWS = ["ds", "known_at", "h", "model", "y_hat", "y", "error"]


def cutoffs(panel: pd.DataFrame, horizon: int, n_windows: int) -> list[pd.Timestamp]:
    """The origins of one series set, oldest first, `horizon` periods apart; the last window ends the data.

    Fewer than n_windows where the history is too short for them.
    """
    calendar = pd.DatetimeIndex(np.sort(panel["ds"].unique()))
    places = [len(calendar) - 1 - horizon * k for k in range(n_windows, 0, -1)]
    return [calendar[i] for i in places if i >= 0]


def backtest(panel: pd.DataFrame, series: pd.DataFrame, horizon: int, rules: Rules) -> pd.DataFrame:
    """Base forecasts of one series set from every origin.

    One row per (unique_id, cutoff, h, model): columns ROWS and PROFILE. `y` is NaN where it is not an actual
    (see `actuals`), `known_at` is when it became one. Only series that were neither short nor stale at the
    cutoff.
    """
    known = actuals(panel)
    calendar = pd.DatetimeIndex(np.sort(panel["ds"].unique()))
    windows = [
        _window(panel, series, known, cutoff, _after(calendar, cutoff, horizon), rules)
        for cutoff in cutoffs(panel, horizon, rules.n_windows)
    ]
    windows = [w for w in windows if len(w)]
    return pd.concat(windows, ignore_index=True) if windows else pd.DataFrame(columns=[*ROWS, *PROFILE])


def actuals(panel: pd.DataFrame) -> pd.DataFrame:
    """What a forecast may be scored with: unique_id, ds, y, known_at.

    A period without an observation is known to be an actual zero only when a later observation shows that the
    series lives on: `known_at` is the ds of that observation. Trailing and closed periods
    (is_actual false) are not in the answer.
    """
    observed = ~(panel["is_filled"].astype(bool) | panel["is_trailing"].astype(bool))
    known_at = panel["ds"].where(observed).groupby(panel["unique_id"]).bfill()
    scored = panel["is_actual"].astype(bool) & known_at.notna()
    return panel.assign(known_at=known_at).loc[scored, ["unique_id", "ds", "y", "known_at"]]


def as_of(base: pd.DataFrame, cutoff: pd.Timestamp) -> pd.DataFrame:
    """The rows of a backtest that could be scored at the cutoff: nothing that was learnt later."""
    return base[(base["known_at"] <= cutoff) & base["y"].notna()]


def _after(calendar: pd.DatetimeIndex, cutoff: pd.Timestamp, horizon: int) -> pd.DataFrame:
    place = calendar.get_loc(cutoff)
    return pd.DataFrame({"ds": calendar[place + 1 : place + 1 + horizon]}).assign(h=lambda f: np.arange(1, len(f) + 1))


def _window(
    panel: pd.DataFrame,
    series: pd.DataFrame,
    known: pd.DataFrame,
    cutoff: pd.Timestamp,
    steps: pd.DataFrame,
    rules: Rules,
) -> pd.DataFrame:
    history = truncate(panel, cutoff)
    profile = profile_at(history, series, cutoff, rules.min_train_size)
    profile = profile[profile["state"] == "ok"]
    future = profile[["unique_id"]].merge(steps, how="cross")
    base = predict(history, profile, future, rules.portfolio)
    return base.merge(known, how="left", on=["unique_id", "ds"]).merge(profile, on="unique_id")
