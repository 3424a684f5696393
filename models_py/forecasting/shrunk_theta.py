"""The optimised theta method on a series freed of its season, whose indices are shrunk towards none.

Indices of few seasons are noisy, so each is believed as far as the indices differ by more than chance: Miller & Williams
(2003), Shrinkage estimators of time series seasonal factors and their effect on forecasting accuracy, IJF 19(4).
Theta: Fiorucci et al. (2016), Models for optimising the theta method, IJF 32(4).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models_py.forecasting.local import LONGEST, Array, LocalModel, each_series

_PLAIN = LocalModel("DynamicOptimizedTheta")
_TINY = 1e-12
# A season is taken out of a history that is longer than so many of it.
CYCLES = 3


@dataclass(frozen=True)
class ShrunkTheta:
    """A season is taken out of a history that is longer than `cycles` of it."""

    cycles: int

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        """See `Forecaster`."""
        return each_series(panel, future, h, lambda y: self.forecast(y[-LONGEST:], h, freq))

    def forecast(self, y: Array, h: int, freq: int) -> Array:
        """The next h values of one series; a season multiplies where all values are positive, else it is added."""
        found = season_of(y, freq, self.cycles)
        if found is None:
            return _PLAIN.forecast(y, h, 1)
        places = np.arange(len(y) + h) % freq
        multiplies, effect = found
        past, ahead = effect[places[: len(y)]], effect[places[len(y) :]]
        if multiplies:
            return np.asarray(_PLAIN.forecast(y / past, h, 1) * ahead)
        return np.asarray(_PLAIN.forecast(y - past, h, 1) + ahead)


def season_of(y: Array, freq: int, cycles: int = CYCLES) -> tuple[bool, Array] | None:
    """Whether the season of y multiplies, which it does where all values are positive, and its effect at each place from the first value.

    None for a history that is not longer than `cycles` of it.
    """
    if freq < 2 or len(y) <= cycles * freq:
        return None
    if (y > 0).all():
        return True, 1 + shrunk_season(y / _trend(y, freq) - 1, freq)
    return False, shrunk_season(y - _trend(y, freq), freq)


def shrunk_season(left: Array, freq: int) -> Array:
    """The effect of each place of a season, of mean 0, from what a trend left of whole series: NaN where there is no trend.

    Effects are multiplied by 1 - v / V, at least 0: V is their variance, v the mean variance of a mean of a place.
    """
    place, known = np.arange(len(left)) % freq, np.isfinite(left)
    n = np.bincount(place[known], minlength=freq)
    mean = np.bincount(place[known], weights=left[known], minlength=freq) / n
    squares = np.bincount(place[known], weights=(left - mean[place])[known] ** 2, minlength=freq)
    of_mean = float(np.mean(squares / np.maximum(n - 1, 1) / n))
    effect = mean - mean.mean()
    among = float(np.sum(effect**2) / (freq - 1))
    return np.asarray(effect * max(0.0, 1 - of_mean / max(among, _TINY)))


def _trend(y: Array, freq: int) -> Array:
    """The centred moving average over a season; NaN for half a season at both ends."""
    weights = np.ones(freq) if freq % 2 else np.r_[0.5, np.ones(freq - 1), 0.5]
    half = len(weights) // 2
    inside = np.convolve(y, weights / freq, "valid")
    return np.concatenate([np.full(half, np.nan), inside, np.full(half, np.nan)])
