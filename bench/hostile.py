"""Series that break forecasting code: made up, the same ones for the same seed, frames out.

Every kind comes with any length, shuffled rows and, in the set of demand, as what cannot be negative.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.floating[Any]]
Kind = Callable[[np.random.Generator, int], Array]
START = pd.Timestamp("2022-01-01")
SEASON = 7
SHORTEST, LONGEST = 3, 90


def hostile_series(n: int, seed: int, non_negative: bool) -> pd.DataFrame:
    """n series of all kinds in turn: unique_id (`<kind>-<number>`), ds (days), y; NaN and infinities among y.

    `non_negative` is demand: |y| of the kinds, but of `stray` ones, whose first value stays below zero, to be rejected.
    """
    names, parts = list(KINDS), []
    for i in range(n):
        name = names[i % len(names)]
        # A generator for each series, so that a series is the same in a smaller set.
        random = np.random.default_rng([seed, i, int(non_negative)])
        y = KINDS[name](random, int(random.integers(SHORTEST, LONGEST + 1)))
        y = np.abs(y) if non_negative else y
        if name == "stray":
            y[0] = -1.0
        parts.append(_rows(f"{name}-{i:05d}", name, y, random))
    return pd.concat(parts, ignore_index=True)


def _rows(uid: str, name: str, y: Array, random: np.random.Generator) -> pd.DataFrame:
    ds = START + pd.to_timedelta(np.arange(LONGEST - len(y), LONGEST), unit="D")
    rows = pd.DataFrame({"unique_id": uid, "ds": ds, "y": y})
    if name == "holes":
        rows = rows[(random.random(len(y)) < 0.6) | (np.arange(len(y)) == 0)]
    if name == "twice":
        rows = pd.concat([rows, rows.sample(frac=0.2, random_state=1).assign(y=lambda f: f["y"] + 1)])
    return rows.iloc[random.permutation(len(rows))]


def _noise(random: np.random.Generator, n: int) -> Array:
    return random.normal(100, 10, n)


def _at(y: Array, places: Any, value: float) -> Array:
    y[places] = value
    return y


def _nan_runs(random: np.random.Generator, n: int) -> Array:
    y = _noise(random, n)
    for start in random.integers(0, n, 3):
        y[start : start + int(random.integers(1, 12))] = np.nan
    return _at(y, 0, 100.0)


def _step(random: np.random.Generator, n: int) -> Array:
    return _noise(random, n) * np.where(np.arange(n) < n * random.random(), 1.0, 10.0 ** random.integers(-6, 7))


def _spikes(random: np.random.Generator, n: int) -> Array:
    return _noise(random, n) * np.where(random.random(n) < 0.05, 1e6, 1.0)


def _huge_seasonal(random: np.random.Generator, n: int) -> Array:
    return 1e7 * (1 + np.sin(2 * np.pi * np.arange(n) / SEASON)) + random.normal(0, 1, n)


def _leading_zeros(random: np.random.Generator, n: int) -> Array:
    return np.where(np.arange(n) < n - 1 - random.integers(0, max(n // 2, 1)), 0.0, _noise(random, n))


def _explosive(random: np.random.Generator, n: int) -> Array:
    rate = float(random.uniform(0.1, 0.6))
    return np.asarray(np.exp(np.arange(n) * rate))


KINDS: Mapping[str, Kind] = {
    "constant": lambda random, n: np.full(n, float(random.integers(1, 100))),
    "zeros": lambda random, n: np.zeros(n),
    "one_point": lambda random, n: _noise(random, 1),
    "two_points": lambda random, n: _noise(random, 2),
    "one_zero": lambda random, n: np.zeros(1),
    "nan_runs": _nan_runs,
    "all_missing": lambda random, n: np.full(n, np.nan),
    "missing_tail": lambda random, n: _at(_noise(random, n), slice(n // 2, None), np.nan),
    "beyond_squares": lambda random, n: _at(_noise(random, n), int(random.integers(1, n)), 1e300),
    "astronomic": lambda random, n: 1e60 * _noise(random, n),
    "subnormal": lambda random, n: np.full(n, 5e-324),
    "infinities": lambda random, n: _at(_noise(random, n), random.integers(1, n, 3), np.inf),
    "huge": lambda random, n: 1e12 * _noise(random, n),
    "tiny": lambda random, n: 1e-9 * _noise(random, n),
    "negative": lambda random, n: -_noise(random, n),
    "step": _step,
    "spikes": _spikes,
    "random_walk": lambda random, n: np.cumsum(random.normal(0, 10, n)),
    "alternating": lambda random, n: 50.0 * (-1.0) ** np.arange(n),
    "huge_seasonal": _huge_seasonal,
    "leading_zeros": _leading_zeros,
    "integers": lambda random, n: random.poisson(3, n).astype(float),
    "one_sale": lambda random, n: _at(np.zeros(n), int(random.integers(0, n)), 1e9),
    "sparse": lambda random, n: np.where(random.random(n) < 0.1, random.poisson(5, n), 0.0).astype(float),
    "almost_constant": lambda random, n: 1e6 + 1e-7 * random.normal(0, 1, n),
    "explosive": _explosive,
    "vanishing": lambda random, n: 1e6 * 0.5 ** np.arange(n),
    "trend": lambda random, n: 1000.0 - 20.0 * np.arange(n),
    "holes": _noise,
    "twice": _noise,
    "stray": _noise,
}
