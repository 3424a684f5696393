"""Which faults go where: two of each kind, at random among the series and weeks where the kind can be told from chance at all."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bench.deliveries import WEEK
from bench.faults import Fault

# Each kind twice, in two variants: eight times the orders, an eighth of them; nothing, the same again; a whole file, its
# second half; as much again, and twice as much, of eight weeks; pennies for pounds, grams for kilos; and half a year.
VARIANTS = {
    "late file": ("file", "rest"), "seasonality break": ("26", "26"), "level shift": ("8", "0.125"),
    "dead sensor": ("silent", "stuck"), "unit change": ("100", "1000"), "revised history": ("1", "2"),
}  # fmt: skip
# Sizes that are within what a series does by chance in two weeks are found by nobody: faults are put into calm series.
_ORDERS_AT_LEAST, _CALM_ROWS, _CALM_UNITS, _EVEN_YEARS, _SEASON = 5, 0.4, 0.8, 0.6, 6.0


def plan(
    units: pd.DataFrame, rows: pd.DataFrame, first: pd.Timestamp, n_weeks: int, rng: np.random.Generator
) -> list[Fault]:
    """Twelve faults in weeks of `first` and the n - 3 after it, each in another series; units, rows: of `bench.deliveries.weekly`.

    Raises ValueError where a kind has no series left. Late files are three weeks from each other and from all else.
    """
    weeks = pd.date_range(first, periods=n_weeks - 2, freq=WEEK)
    late = list(_apart(weeks[6:], 2, rng))
    faults = [Fault("late file", None, week, how) for week, how in zip(late, VARIANTS["late file"], strict=True)]
    free = [week for week in weeks if all(abs(week - other) > 3 * WEEK for other in late)]
    fit = {
        is_season: [pair for week in free for pair in _fit(is_season, units, rows, week)] for is_season in (True, False)
    }
    for kind in list(VARIANTS)[1:]:
        for how in VARIANTS[kind]:
            taken = {fault.code for fault in faults}
            pairs = [pair for pair in fit[kind == "seasonality break"] if pair[0] not in taken]
            if not pairs:
                raise ValueError(f"{kind}: no series is fit for it; take a larger sample")
            code, week = pairs[rng.integers(len(pairs))]
            faults.append(Fault(kind, code, week, how))
    return faults


def _apart(weeks: pd.DatetimeIndex, n: int, rng: np.random.Generator) -> Iterator[pd.Timestamp]:
    """n weeks, one of each part of the weeks, not at its ends."""
    for part in np.array_split(np.arange(len(weeks)), n):
        yield weeks[rng.choice(part[3:-3])]


def _fit(
    is_season: bool, units: pd.DataFrame, rows: pd.DataFrame, week: pd.Timestamp
) -> list[tuple[str, pd.Timestamp]]:
    """(code, week) of the series that are regular and calm in what was known before the week, or have such a season."""
    fit = (_has_season if is_season else _is_calm)(units, rows, week)
    return [(str(code), week) for code in fit.index[fit]]


def _is_calm(units: pd.DataFrame, rows: pd.DataFrame, week: pd.Timestamp) -> pd.Series:
    """It sold in each open week of a year, in no fewer than so many orders, and evenly."""
    is_open = rows.loc[: week - WEEK].sum(axis=1) > 0
    past_rows, past_units = (frame.loc[: week - WEEK][is_open].tail(50) for frame in (rows, units))
    fit = (
        (past_rows.notna().sum() == 50) & ((past_rows == 0).sum() == 0) & (past_rows.quantile(0.1) >= _ORDERS_AT_LEAST)
    )
    return fit & (_spread(past_rows.tail(26)) <= _CALM_ROWS) & (_spread(past_units.tail(26)) <= _CALM_UNITS)


def _has_season(units: pd.DataFrame, rows: pd.DataFrame, week: pd.Timestamp) -> pd.Series:
    """A year ago this week and the next sold so many times more, or less, than half a year ago.

    And it went as a year before in the weeks until then, of which there are ten or more, and will not fall silent by it.
    """
    smooth = rows.rolling(5, center=True, min_periods=1).mean()
    if week - (52 + 13) * WEEK < rows.index[0]:
        return pd.Series(False, rows.columns)
    now, next_week = (_log(smooth.loc[at - 26 * WEEK]) - _log(smooth.loc[at - 52 * WEEK]) for at in (week, week + WEEK))
    years = [(_log(frame) - _log(frame.shift(52))).loc[: week - WEEK].tail(26) for frame in (rows, units)]
    quiet = (
        (_spread_of_logs(years[0]) <= _EVEN_YEARS)
        & (_spread_of_logs(years[1]) <= 2 * _EVEN_YEARS)
        & (years[0].notna().sum() >= 10)
    )
    left = rows.loc[: week - WEEK].tail(13).quantile(0.1) * np.exp(np.minimum(now, 0)) >= 3
    return quiet & left & (np.minimum(now.abs(), next_week.abs()) >= np.log(_SEASON)) & (now * next_week > 0)


def _spread(past: pd.DataFrame) -> pd.Series:
    return _spread_of_logs(_log(past))


def _spread_of_logs(logs: pd.DataFrame) -> pd.Series:
    """A robust standard deviation."""
    return (logs.quantile(0.9) - logs.quantile(0.1)) / 2.563


def _log(values: pd.DataFrame) -> pd.DataFrame:
    return np.log(values.where(values > 0))
