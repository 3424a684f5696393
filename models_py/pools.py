"""The errors that a forecast is compared with: the pool of each row, and its quantiles at any level."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

ALL, ANY_STEP = "all", 0
GROUPS = (
    ["series_set", "demand_class", "h"],
    ["series_set", "demand_class"],
    ["series_set", "h"],
    ["series_set"],
)
Array = npt.NDArray[np.float64]


class LevelError(ValueError):
    """A level that an artifact has no errors for; the message says which it has."""


@dataclass(frozen=True)
class Pools:
    """Of each row the bounds that its pool has of each level of `grid`, in spreads, and the size of the pool.

    lo, hi are (rows, levels), n is (rows,); NaN where a set has no errors at all.
    """

    index: pd.Index
    grid: Array
    lo: Array
    hi: Array
    n: Array

    @property
    def reach(self) -> Array:
        """The highest level in percent that so few errors can tell of; a higher one has the bounds of all of them."""
        return np.asarray(100 * (1 - 2 / (self.n + 1)))

    def at(self, level: float) -> tuple[pd.Series, pd.Series]:
        """(q_lo, q_hi) of a level: as calibrated, or on a straight line between its neighbours, so that levels are nested.

        Raises LevelError for a level beyond the grid.
        """
        return tuple(pd.Series(self._side(side, level), self.index) for side in (self.lo, self.hi))

    def _side(self, side: Array, level: float) -> Array:
        if not len(self.grid):
            return np.full(len(self.index), np.nan)
        place = int(np.searchsorted(self.grid, level, side="right")) - 1
        if place >= 0 and self.grid[place] == level:
            return side[:, place]
        if not 0 <= place < len(self.grid) - 1:
            raise LevelError(
                f"level {level:g}: the artifact has intervals from {self.grid[0]:g} to {self.grid[-1]:g} percent; train again"
            )
        return self._between(side, place, level)

    def _between(self, side: Array, place: int, level: float) -> Array:
        """Between two levels of the grid; one beyond what the pool can tell of stands where that ends."""
        near, far, start = side[:, place], side[:, place + 1], self.grid[place]
        length = np.minimum(self.grid[place + 1], np.maximum(self.reach, start)) - start
        share = np.where(length > 0, np.minimum((level - start) / np.where(length > 0, length, 1.0), 1.0), 1.0)
        inside = np.clip(near + share * (far - near), np.minimum(near, far), np.maximum(near, far))
        return np.where(share < 1, inside, far)


def pools(points: pd.DataFrame, calibration: pd.DataFrame) -> Pools:
    """The pool of each row of points (series_set, demand_class, h): its own group's, else the next of GROUPS that there is."""
    grid = np.sort(calibration["level"].unique()).astype(float)
    wide = calibration.pivot(index=GROUPS[0], columns="level", values=["q_lo", "q_hi", "n"])
    found = np.full((len(points), wide.shape[1]), np.nan)
    own = points["demand_class"]
    for kind, h in ((own, points["h"]), (own, ANY_STEP), (ALL, points["h"]), (ALL, ANY_STEP)):
        keys = points[["series_set"]].assign(demand_class=kind, h=h)
        pool = wide.reindex(pd.MultiIndex.from_frame(keys)).to_numpy(dtype=float)
        found = np.where(np.isnan(found), pool, found)
    lo, hi, n = np.split(found, 3, axis=1) if len(grid) else (found, found, found)
    return Pools(points.index, grid, lo, hi, n[:, 0] if len(grid) else np.full(len(points), np.nan))


def max_levels(points: pd.DataFrame, calibration: pd.DataFrame) -> pd.Series:
    """By unique_id the highest whole level that its steps' pools can tell of; NaN where there are no errors."""
    reach = pd.Series(np.floor(pools(points, calibration).reach + 1e-9), points.index)
    return reach.groupby(points["unique_id"]).min()
