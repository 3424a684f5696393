"""Rolling origins: what each model would have said, seen with what was known then."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from models_py.forecasting.base import Forecaster
from models_py.forecasting.portfolio import predict
from models_py.profile import PROFILE, profile_at, truncate
from models_py.rules import Rules

ROWS = ["window", "ds", "known_in", "h", "model", "y_hat", "y", "error"]


def backtest(
    panel: pd.DataFrame,
    series: pd.DataFrame,
    horizon: int,
    rules: Rules,
    known: Sequence[str] = (),
    fitted: Mapping[int, Mapping[str, Forecaster]] = MappingProxyType({}),
    whole: bool = False,
) -> pd.DataFrame:
    """Base forecasts of one series set from every origin.

    Origins are `horizon` periods apart, counted back from the end of each series: window 1 is the newest and ends
    with the data. One row per (unique_id, window, h, model): columns ROWS and PROFILE. `y` is NaN where it is not
    an actual; `known_in` tells when it became one (see `actuals`). Only series that were neither short nor stale at
    their cutoff, or all with `whole`, for sums that need all their parts; fewer windows where the history is too short for them. `known` are the columns of the panel that
    are known in advance: models see them of the steps. `fitted` has, by window, the models that
    have learnt from all of the set until its cutoffs.
    """
    panel = panel.reset_index(drop=True)
    scored, to_end = actuals(panel, horizon), periods_to_end(panel)
    told = panel[["unique_id", "ds", *known]]
    windows = [
        _window(panel, told, series, scored, to_end, k, horizon, rules, fitted.get(k, {}), whole)
        for k in range(rules.n_windows, 0, -1)
    ]
    windows = [w for w in windows if len(w)]
    return pd.concat(windows, ignore_index=True) if windows else pd.DataFrame(columns=[*ROWS, *PROFILE])


def periods_to_end(panel: pd.DataFrame) -> pd.Series:
    """How many periods of its series come after each row of a sorted panel."""
    return panel.groupby("unique_id").cumcount(ascending=False)


def actuals(panel: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """What a forecast may be scored with: unique_id, ds, y, known_in.

    A period without an observation is known to be an actual zero only when a later observation shows that the
    series lives on. `known_in` is the earliest window at whose cutoff that was known, 0 being the end of the data:
    windows have larger numbers the older they are. Trailing and closed periods (is_actual false) are not in the
    answer.
    """
    observed = ~(panel["is_filled"].astype(bool) | panel["is_trailing"].astype(bool))
    shown = periods_to_end(panel).where(observed).groupby(panel["unique_id"]).bfill()
    scored = panel["is_actual"].astype(bool) & shown.notna()
    return panel.assign(known_in=shown // horizon).loc[scored, ["unique_id", "ds", "y", "known_in"]]


def as_of(base: pd.DataFrame, window: int) -> pd.DataFrame:
    """The rows of a backtest that could be scored at the cutoff of a window: nothing that was learnt later."""
    return base[(base["known_in"] >= window) & base["y"].notna()]


def _window(
    panel: pd.DataFrame,
    told: pd.DataFrame,
    series: pd.DataFrame,
    scored: pd.DataFrame,
    to_end: pd.Series,
    window: int,
    horizon: int,
    rules: Rules,
    fitted: Mapping[str, Forecaster],
    whole: bool,
) -> pd.DataFrame:
    cutoffs = panel.loc[to_end == horizon * window, ["unique_id", "ds"]].set_index("unique_id")["ds"]
    steps = told[to_end.between(horizon * (window - 1), horizon * window - 1)]
    future = steps.assign(h=horizon * window - to_end)
    profile = profile_at(truncate(panel, cutoffs), series, cutoffs, rules.min_train_size)
    if not whole:
        profile = profile[profile["state"] == "ok"]
    history = truncate(panel, profile.set_index("unique_id")["cutoff"])
    future = future[future["unique_id"].isin(profile["unique_id"])]
    base = predict(history, profile, future, rules.portfolio, fitted)
    return base.assign(window=window).merge(scored, how="left", on=["unique_id", "ds"]).merge(profile, on="unique_id")
