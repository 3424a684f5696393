"""All models of the portfolio on the series that use them: isolated, checked for plausibility, clipped."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from models_py.forecasting.base import Forecaster, failed
from models_py.forecasting.seasons import seasons_of
from models_py.forecasting.zoo import forecaster
from models_py.profile import SUMS

NAIVE = "seasonal_naive"
# A series without a demand class is treated as the hardest one.
UNKNOWN_CLASS = "lumpy"
SPARSE = ("intermittent", "lumpy")
IMPLAUSIBLE = 10.0
# Series without gaps in their demand may have a portfolio by their seasons, which goes before that of their class.
REGULAR = ("smooth", "erratic")
UNSEASONAL, SHORT_SEASON, MONTHS, DAYS, SEVERAL_SEASONS = (
    "unseasonal",
    "short_season",
    "months",
    "days",
    "several_seasons",
)
SUMS_OF_DAYS = "sums_of_days"
# Periods of a short season: quarters; of a year of months; and of a week of days, of which some may be closed.
SHORT, YEAR_OF_MONTHS, WEEKS_OF_DAYS = 4, 12, (5, 6, 7)


def predict(
    panel: pd.DataFrame,
    profile: pd.DataFrame,
    future: pd.DataFrame,
    portfolio: Mapping[str, Sequence[str]],
    fitted: Mapping[str, Forecaster] = MappingProxyType({}),
) -> pd.DataFrame:
    """Base forecasts of one series set: one row per (unique_id, h, model), columns of `Forecaster` and model.

    `panel` ends at the cutoff, `profile` is that of the cutoff; models of `fitted` have learnt already, from all of
    the set, and are taken instead of those of the zoo. A forecast that is not finite, or further
    than ten times the largest |y| of the history from zero, counts as failed, for all its steps; the others
    are clipped to the support. Raises UnknownModelError when the portfolio names a model that is not in the
    zoo.
    """
    if profile.empty or future.empty:
        return pd.DataFrame(columns=["unique_id", "ds", "h", "y_hat", "error", "model"])
    freq = int(profile["season_length"].iloc[0])
    rows = [
        _run(name, fitted.get(name) or forecaster(name), ids, panel, future, freq, len(profile))
        for name, ids in sorted(plan(profile, portfolio).items())
    ]
    return clip(mark_implausible(pd.concat(rows, ignore_index=True), profile), profile)


def plan(profile: pd.DataFrame, portfolio: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Model name -> series. Seasonal naive is run for all: it is what the others have to beat."""
    runs: dict[str, list[str]] = {NAIVE: list(profile["unique_id"])}
    columns = ["unique_id", "state", "demand_class", "season_length"]
    for uid, state, demand_class, season_length in profile[columns].itertuples(index=False):
        for name in _models_for(state, demand_class, season_length, portfolio):
            if name != NAIVE:
                runs.setdefault(name, []).append(uid)
    return runs


def used_models(portfolio: Mapping[str, Sequence[str]], season_length: int) -> set[str]:
    """The models that series of a set may use, whatever their demand."""
    kinds = (*REGULAR, *SPARSE)
    return {name for kind in kinds for name in _models_for("ok", kind, season_length, portfolio)}


def _models_for(
    state: str, demand_class: str | None, season_length: int, portfolio: Mapping[str, Sequence[str]]
) -> Sequence[str]:
    if state != "ok":
        return ["historic_average"] if state == "short" else []
    if demand_class == SUMS:
        models = portfolio.get(SUMS, portfolio["smooth"])
        return portfolio.get(SUMS_OF_DAYS, models) if season_length in WEEKS_OF_DAYS else models
    models = portfolio.get(str(demand_class), portfolio[UNKNOWN_CLASS])
    return portfolio.get(_by_season(season_length), models) if demand_class in REGULAR else models


def _by_season(season_length: int) -> str:
    """The kind that a season makes of series without gaps in their demand; empty where it makes none."""
    seasons = seasons_of(season_length)
    if len(seasons) != 1:
        return SEVERAL_SEASONS if seasons else UNSEASONAL
    if season_length in WEEKS_OF_DAYS:
        return DAYS
    if season_length == YEAR_OF_MONTHS:
        return MONTHS
    return SHORT_SEASON if season_length <= SHORT else ""


def _run(
    name: str, model: Forecaster, ids: list[str], panel: pd.DataFrame, future: pd.DataFrame, freq: int, n_all: int
) -> pd.DataFrame:
    steps, history = (frame if len(ids) == n_all else frame[frame["unique_id"].isin(ids)] for frame in (future, panel))
    try:
        rows = model.fit_predict(history, steps, int(future["h"].max()), freq)
    except Exception as error:  # noqa: BLE001 - one model must not stop the others
        rows = failed(steps, f"{type(error).__name__}: {error}")
    return rows.assign(model=name, error=rows["error"].astype(object))


def mark_implausible(base: pd.DataFrame, profile: pd.DataFrame) -> pd.DataFrame:
    """Turn forecasts that nobody should see into failures that say why."""
    bound = IMPLAUSIBLE * base["unique_id"].map(profile.set_index("unique_id")["largest"]) + 1e-9
    bad = ~(base["y_hat"].abs() <= bound)
    bad = bad.groupby([base["unique_id"], base["model"]]).transform("any")
    error = base["error"].where(
        ~bad | base["error"].notna(), "implausible: not finite, or over 10 times the largest |y|"
    )
    return base.assign(y_hat=base["y_hat"].mask(bad), error=error)


def clip(base: pd.DataFrame, profile: pd.DataFrame) -> pd.DataFrame:
    """No negative demand."""
    floor = base["unique_id"].map(floors(profile))
    return base.assign(y_hat=np.maximum(base["y_hat"], floor))


def floors(profile: pd.DataFrame) -> pd.Series:
    """The lowest possible value of each series, by unique_id."""
    support = profile.set_index("unique_id")["support"]
    return pd.Series(np.where(support == "non_negative", 0.0, -np.inf), index=support.index)
