"""A regression of each series on itself, whole seasons before: for series with several seasons, such as hours.

A step is explained by the values one, two ... short seasons before it, up to the long season and its double, and by the
mean of the newest season at the origin; one ridge regression (Hoerl & Kennard 1970) for each season ahead, so that every
lag is known at the origin (direct forecasts, Ben Taieb et al. 2012).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from models_py.forecasting.local import LONGEST, Array, each_series
from models_py.forecasting.seasons import seasons_of

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class SeasonalRegression:
    """`penalty` is that of the ridge, for each row of values in units of their spread."""

    penalty: float = 1e-3

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        """See `Forecaster`; fails for a series that is not longer than two of its longest seasons and the horizon."""
        return each_series(panel, future, h, lambda y: self.forecast(y, h, freq))

    def forecast(self, y: Array, h: int, freq: int) -> Array:
        """The next h values of one series; raises ValueError when it is too short or has no season."""
        seasons = seasons_of(freq)
        if not seasons or len(y) <= 2 * seasons[-1] + 2 * h:
            raise ValueError(f"expected a season, and over two of the longest and {2 * h} values, found {len(y)}")
        y = y[-LONGEST:]
        center = float(y[-seasons[-1] :].mean())
        unit = float(np.abs(y - center).mean()) or 1.0
        z = (y - center) / unit
        ahead = [self._season_ahead(z, k, seasons) for k in range(-(-h // seasons[0]))]
        return np.asarray(np.concatenate(ahead)[:h] * unit + center)

    def _season_ahead(self, z: Array, k: int, seasons: tuple[int, ...]) -> Array:
        """The values of the (k + 1)-th short season after the end."""
        m, n = seasons[0], len(z)
        lags = [m * (k + 1 + back) for back in range(max(seasons[-1] // m, 2) + 1)] + [2 * seasons[-1]]
        # A lag that is not known k seasons ahead is left out.
        lags = sorted({lag for lag in lags if lag >= m * (k + 1)})
        level = np.convolve(z, np.ones(m) / m)[:n]
        known = np.arange(max(lags) + m * (k + 1), n)
        x = _explained(z, level, known, known - m * (k + 1), lags)
        squares = x.T @ x
        squares[np.diag_indices_from(squares)] += self.penalty * len(x)
        coefficients = np.linalg.solve(squares, x.T @ z[known])
        steps = np.arange(n + m * k, n + m * (k + 1))
        return np.asarray(_explained(z, level, steps, np.full(m, n - 1), lags) @ coefficients)


def _explained(z: Array, level: Array, steps: Places, origins: Places, lags: Sequence[int]) -> Array:
    return np.column_stack([*(z[steps - lag] for lag in lags), level[origins], np.ones(len(steps))])
