"""Faults that are put into raw lines, as they would come from a source; what each is and what its cause has to be is fixed here."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bench.deliveries import WEEK

# What monitoring has to call it. A season that breaks is a change of the world, so it is drift.
CAUSES = {
    "level shift": "drift", "dead sensor": "data quality", "late file": "late input",
    "revised history": "revised input", "unit change": "data quality", "seasonality break": "drift",
}  # fmt: skip
_REVISED_WEEKS = 8


@dataclass(frozen=True)
class Fault:
    """`code` is the product, null for all; `week` the first one that is wrong; `how`: the variant of its kind."""

    kind: str
    code: str | None
    week: pd.Timestamp
    how: str

    @property
    def cause(self) -> str:
        return CAUSES[self.kind]


def inject(lines: pd.DataFrame, fault: Fault, rng: np.random.Generator) -> pd.DataFrame:
    """The lines with the fault; lines of `bench.deliveries.read_lines`."""
    of_fault = lines["week"] >= fault.week
    if fault.code is not None:
        of_fault &= lines["StockCode"] == fault.code
    return pd.concat([lines[~of_fault], _KINDS[fault.kind](lines, lines[of_fault], fault, rng)], ignore_index=True)


def _level(lines: pd.DataFrame, own: pd.DataFrame, fault: Fault, rng: np.random.Generator) -> pd.DataFrame:
    """From now on so many times the orders."""
    return _times(own, pd.Series(float(fault.how), own.index), rng)


def _dead(lines: pd.DataFrame, own: pd.DataFrame, fault: Fault, rng: np.random.Generator) -> pd.DataFrame:
    """Nothing any more, or the lines of the last good week again and again."""
    if fault.how == "silent":
        return own.head(0)
    last = lines[(lines["StockCode"] == fault.code) & (lines["week"] == fault.week - WEEK)]
    weeks = pd.date_range(fault.week, lines["week"].max(), freq=WEEK)
    return pd.concat([_moved(last, week - last["week"], f"S{i}") for i, week in enumerate(weeks)])


def _late(lines: pd.DataFrame, own: pd.DataFrame, fault: Fault, rng: np.random.Generator) -> pd.DataFrame:
    """All of a week's file comes with the next one, or what was sold from Wednesday on."""
    is_late = (own["week"] == fault.week) & (own["sold_at"].dt.dayofweek >= (0 if fault.how == "file" else 2))
    return own.assign(delivered=own["delivered"] + is_late * WEEK)


def _revised(lines: pd.DataFrame, own: pd.DataFrame, fault: Fault, rng: np.random.Generator) -> pd.DataFrame:
    """With the week's file come so many more lines of the weeks before it as there were."""
    is_own = (lines["StockCode"] == fault.code) & (lines["week"] < fault.week)
    past = lines[is_own & (lines["week"] >= fault.week - _REVISED_WEEKS * WEEK)]
    late = [_moved(past, pd.Timedelta(0), f"R{i}") for i in range(int(fault.how))]
    return pd.concat([own, *(rows.assign(delivered=own["delivered"].min()) for rows in late)])


def _unit(lines: pd.DataFrame, own: pd.DataFrame, fault: Fault, rng: np.random.Generator) -> pd.DataFrame:
    """From now on so many times the quantity in each line."""
    return own.assign(Quantity=(pd.to_numeric(own["Quantity"]) * int(fault.how)).astype(str))


def _season(lines: pd.DataFrame, own: pd.DataFrame, fault: Fault, rng: np.random.Generator) -> pd.DataFrame:
    """From now on a quarter of a year with so many times the orders and one with so many times fewer, in turns."""
    quarter = (own["week"] - fault.week) // (13 * WEEK)
    return _times(own, float(fault.how) ** (1 - 2.0 * (quarter % 2)), rng)


def _times(own: pd.DataFrame, factor: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    """Each line as often as its factor says, on average; copies are orders of their own."""
    n = np.floor(factor.to_numpy() + rng.random(len(own))).astype(int)
    return pd.concat(
        [_moved(own[n > i], pd.Timedelta(0), f"X{i}" if i else "") for i in range(max(n.max(initial=0), 1))]
    )


def _moved(lines: pd.DataFrame, by: pd.Timedelta | pd.Series, mark: str) -> pd.DataFrame:
    """The lines at another time, as other orders."""
    sold_at = lines["sold_at"] + by
    return lines.assign(
        sold_at=sold_at, week=lines["week"] + by, delivered=lines["delivered"] + by,
        Invoice=lines["Invoice"] + mark, InvoiceDate=sold_at.dt.strftime("%m/%d/%Y %H:%M"),
    )  # fmt: skip


_KINDS: dict[str, Callable[[pd.DataFrame, pd.DataFrame, Fault, np.random.Generator], pd.DataFrame]] = {
    "level shift": _level, "dead sensor": _dead, "late file": _late,
    "revised history": _revised, "unit change": _unit, "seasonality break": _season,
}  # fmt: skip
