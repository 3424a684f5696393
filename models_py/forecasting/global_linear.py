"""One linear autoregression over the series of a set: direct, with coefficients of its own for every step.

A pooled regression (Montero-Manso & Hyndman 2021): a window of the last values of any series, seen relative to the newest of
them and in units of its mean absolute difference, tells how far y(t + h) will be from y(t). Least absolute errors by
iteratively reweighted least squares (Holland & Welsch 1977), with a ridge that pulls towards the last value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from models_py.forecasting.global_lgbm import Array, Places, Table
from models_py.forecasting.seasons import seasons_of
from models_py.rules import Point

# Values of a window; a series is forecast with the longest that it has. Within 1% of each other on M3 other and M4 yearly: 5 to 12.
SHORTEST = 3
UNSEASONAL = (SHORTEST, 5, 8)
# Two seasons are looked back on where they are no more than that: of months, one is better.
LONGEST = 16
# A part of the last value, so that the unit of a constant series is not zero.
FLOOR = 1e-3
# Windows for each coefficient, or the length is left out and a shorter one serves: errors of sets of one to three yearly series are 8% to 13% larger without.
ENOUGH = 5
# Far off what is usual, an example teaches nothing but itself.
FARTHEST = 30.0
# Columns of `features` beside the values of the window, of which the newest is none.
MORE = 3
# Errors below this many units weigh the same.
NEAR = 0.1


@dataclass(frozen=True)
class GlobalLinear:
    """How to train.

    max_windows  of each length: bounds memory and time
    penalty      of the ridge, for each window; `prior` is that of all, in windows: it matters for small sets
    rounds       of reweighting, after one with equal weights
    """

    max_windows: int = 60_000
    penalty: float = 1e-3
    prior: float = 10.0
    rounds: int = 2

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        """See `Forecaster`; trained on the panel that it is given."""
        return self.fit(panel, h, freq, ()).fit_predict(panel, future, h, freq)

    def fit(
        self, panel: pd.DataFrame, h: int, freq: int, known: Sequence[str], point: Point = "by_class"
    ) -> "TrainedLinear":
        """See `GlobalModel`; raises ValueError when no series is longer than the shortest window."""
        table = Table(panel)
        ends = {length: table.ends(length, self.max_windows) for length in lengths(freq)}
        if not len(ends[SHORTEST]):
            raise ValueError(f"global_linear: no series has more than {SHORTEST} periods in {len(panel)} rows")
        used = [n for n, at in ends.items() if n == SHORTEST or len(at) >= ENOUGH * (n + MORE)]
        rounds = 0 if point == "mean" else self.rounds
        return TrainedLinear({n: self._coefficients(table, ends[n], n, h, rounds) for n in used})

    def from_fields(self, fields: Mapping[str, Any]) -> "TrainedLinear":
        """See `GlobalModel`."""
        return TrainedLinear({int(length): rows for length, rows in fields["coefficients"].items()})

    def _coefficients(self, table: Table, ends: Places, length: int, h: int, rounds: int) -> list[list[float]]:
        """One row for each step, one number for each column of `features`."""
        x, last, unit = features(table.y, ends, length)
        usable = np.isfinite(x).all(axis=1) & (unit > 0)
        return [self._regress(x[usable], target[usable], rounds) for target in _targets(table, ends, last, unit, h)]

    def _regress(self, x: Array, target: Array, rounds: int) -> list[float]:
        """The coefficients of least squared errors, weighed anew towards least absolute ones in each round; all zero, which is the last value, where there is no target."""
        x, target = x[np.isfinite(target)], target[np.isfinite(target)]
        found = self._ridge(x, target, np.ones(len(x)))
        for _ in range(rounds):
            found = self._ridge(x, target, 1 / np.maximum(np.abs(target - x @ found), NEAR))
        # Sums may differ in their last bits by how many threads made them.
        return [round(float(number), 9) for number in found]

    def _ridge(self, x: Array, target: Array, weight: Array) -> Array:
        weighted = x * weight[:, None]
        squares = weighted.T @ x
        squares[np.diag_indices_from(squares)] += self.penalty * weight.sum() + self.prior
        return np.asarray(np.linalg.solve(squares, weighted.T @ target))


@dataclass(frozen=True)
class TrainedLinear:
    """What one training learnt; meets `Forecaster` for series of the same set, also those that it has not seen.

    `coefficients` has, by the length of a window, a row for each step and in it a number for each column of `features`.
    """

    coefficients: Mapping[int, Sequence[Sequence[float]]]

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        """See `Forecaster`; nothing is fitted."""
        table = Table(panel)
        place = table.last.reindex(future["unique_id"]).fillna(-1).to_numpy(dtype=np.int64)
        age = np.where(place >= 0, table.age[place], 0) if len(panel) else np.zeros(len(future), dtype=np.int64)
        y_hat = np.full(len(future), np.nan)
        for length, of_steps in sorted(self._arrays.items()):
            able = age >= length
            x, last, unit = features(table.y, place[able], length)
            chosen = of_steps[future["h"].to_numpy(dtype=np.int64)[able] - 1]
            # Not a matrix product, whose last bits depend on how many series there are.
            y_hat[able] = last + unit * sum(a * b for a, b in zip(x.T, chosen.T, strict=True))
        error = np.select([age == 0, age < min(self.coefficients)], ["no history", "short history"], "").astype(object)
        error[error == ""] = None
        return future[["unique_id", "ds", "h"]].assign(y_hat=y_hat, error=error)

    @cached_property
    def _arrays(self) -> dict[int, Array]:
        return {length: np.array(rows, dtype=np.float64) for length, rows in self.coefficients.items()}


def lengths(freq: int) -> tuple[int, ...]:
    """The lengths of windows, in values, for series with `freq` periods in a season: whole seasons and one value."""
    seasons = seasons_of(freq)
    if not seasons:
        return UNSEASONAL
    one, two = seasons[0] + 1, 2 * seasons[0] + 1
    return tuple(sorted({SHORTEST, one, *([two] if two <= LONGEST else [])}))


def features(y: Array, ends: Places, length: int) -> tuple[Array, Array, Array]:
    """Of the windows that end at places of y: what is learnt from (n, length + MORE), the last values and the units (n).

    Columns: the values before the last, relative to it; 1; how large a unit is against the level; that times the net
    change; the size of the net change, which is large where the window goes one way.
    """
    with np.errstate(all="ignore"):
        values = y[ends[:, None] + np.arange(1 - length, 1)]
        last = values[:, -1]
        unit = np.abs(np.diff(values, axis=1)).mean(axis=1) + FLOOR * np.abs(last)
        divisor = np.where(unit == 0, 1.0, unit)
        shape = (values[:, :-1] - last[:, None]) / divisor[:, None]
        share, change = unit / (divisor + np.abs(last)), -shape[:, 0]
        return np.column_stack([shape, np.ones(len(ends)), share, share * change, np.abs(change)]), last, unit


def _targets(table: Table, ends: Places, last: Array, unit: Array, h: int) -> list[npt.NDArray[np.float64]]:
    """For each step how far y is from the last value, in units; NaN where it is not known."""
    found = []
    for step in range(1, h + 1):
        places = np.minimum(ends + step, len(table.y) - 1)
        known = (table.left[ends] >= step) & table.is_known[places]
        with np.errstate(all="ignore"):
            found.append(np.where(known, np.clip((table.y[places] - last) / unit, -FARTHEST, FARTHEST), np.nan))
    return found
