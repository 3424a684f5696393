"""Which faults go where: two of each kind, at random among the series and weeks where the kind can be told from chance at all."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bench.deliveries import WEEK
from bench.faults import Fault

# Each kind twice, in two variants: a whole file, its second half; ten times the orders, a tenth of them; nothing, the same
# again; pennies for pounds, grams for kilos; as much again, and twice as much, of eight weeks; a season of that size.
VARIANTS = {
    "late file": ("file", "rest"), "level shift": ("10", "0.1"), "dead sensor": ("silent", "stuck"),
    "unit change": ("100", "1000"), "revised history": ("1", "2"), "seasonality break": ("10", "10"),
}  # fmt: skip
# What a series does by chance in two weeks is a fault to nobody: faults are put into calm series. Of a tenth of the orders
# some have to be left, else it is silence; and of few different amounts one comes again by chance.
_ORDERS_AT_LEAST, _CALM_ROWS, _CALM_UNITS = {"0.1": 20}, 0.4, 0.8
_DIFFERENT_AT_LEAST = {"stuck": 40}


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
    of_weeks = pd.concat([calm(units, rows, week) for week in free])
    for kind in list(VARIANTS)[1:]:
        for how in VARIANTS[kind]:
            taken = {fault.code for fault in faults}
            pairs = [pair for pair in fit(how, of_weeks) if pair[0] not in taken]
            if not pairs:
                raise ValueError(f"{kind}: no series is fit for it; take a larger sample")
            code, week = pairs[rng.integers(len(pairs))]
            faults.append(Fault(kind, code, week, how))
    return faults


def _apart(weeks: pd.DatetimeIndex, n: int, rng: np.random.Generator) -> Iterator[pd.Timestamp]:
    """n weeks, one of each part of the weeks, not at its ends."""
    for part in np.array_split(np.arange(len(weeks)), n):
        yield weeks[rng.choice(part[3:-3])]


def calm(units: pd.DataFrame, rows: pd.DataFrame, week: pd.Timestamp) -> pd.DataFrame:
    """The series that were calm before a week: code, week, orders (in one of its weakest weeks), different (how far amounts differ).

    In what was known they sold in each open week of a year, and in half a year evenly.
    """
    is_open = rows.loc[: week - WEEK].sum(axis=1) > 0
    past_rows, past_units = (frame.loc[: week - WEEK][is_open].tail(52) for frame in (rows, units))
    is_calm = (past_rows.notna().sum() == 52) & ((past_rows == 0).sum() == 0)
    is_calm &= (_spread(past_rows.tail(26)) <= _CALM_ROWS) & (_spread(past_units.tail(26)) <= _CALM_UNITS)
    different = past_units.quantile(0.9) - past_units.quantile(0.1)
    found = pd.DataFrame({"week": week, "orders": past_rows.quantile(0.1), "different": different})[is_calm]
    return found.rename_axis("code").reset_index()


def fit(how: str, of_weeks: pd.DataFrame) -> list[tuple[str, pd.Timestamp]]:
    """(code, week) of the calm series that a variant is fit for."""
    is_fit = of_weeks["orders"] >= _ORDERS_AT_LEAST.get(how, 5)
    is_fit &= of_weeks["different"] >= _DIFFERENT_AT_LEAST.get(how, 0)
    return list(of_weeks.loc[is_fit, ["code", "week"]].itertuples(index=False, name=None))


def _spread(past: pd.DataFrame) -> pd.Series:
    """A robust standard deviation of logarithms."""
    logs = np.log(past.where(past > 0))
    return (logs.quantile(0.9) - logs.quantile(0.1)) / 2.563
