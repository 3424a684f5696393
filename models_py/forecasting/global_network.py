"""One small neural network over the series of a set: direct, all steps at once, on windows that are freed of their season.

A window of the last values of any series, seen relative to the newest of them and in a unit of its own, tells how far y(t + h)
will be from y(t): two hidden layers and, beside them, a linear way from the window to the steps. Least absolute errors by Adam
(Kingma & Ba 2015) on numpy alone. Global networks on windows: Smyl (2020); Oreshkin et al. (2020).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from models_py.forecasting.global_lgbm import Array, Places, Table
from models_py.forecasting.seasons import seasons_of
from models_py.forecasting.shrunk_theta import season_of
from models_py.rules import Point

Unit = Literal["level", "spread"]
Single = npt.NDArray[np.float32]
Layers = Sequence[Sequence[Sequence[float]]]

# Values that a series must have. A window has as many, or two seasons, but at most LONGEST.
SHORTEST, LONGEST = 5, 36
# A part of the last value, so that the unit of a constant series is not zero.
FLOOR = 1e-3
# In units, by what they are: what is further off teaches nothing but itself.
FARTHEST: Mapping[Unit, float] = {"level": 3.0, "spread": 10.0}
# Of Adam: how much of the mean of gradients, and of their squares, is kept in a step.
KEPT, KEPT_SQUARES = 0.9, 0.99
# Digits of a weight.
DIGITS = 7
_TINY = 1e-8


@dataclass(frozen=True)
class GlobalNetwork:
    """How to train.

    unit         of a window: its `level`, the mean size of its values, or its `spread`, their mean distance from the newest
    hidden       of each of the two layers
    steps        of Adam, each on `batch` windows; at most `epochs` times through the windows, so few of them teach little
    rate         of the first step; it falls to zero with a cosine
    max_windows  bounds memory
    """

    unit: Unit = "level"
    hidden: int = 64
    steps: int = 400
    batch: int = 256
    epochs: int = 40
    rate: float = 3e-3
    max_windows: int = 60_000

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        """See `Forecaster`; trained on the panel that it is given."""
        return self.fit(panel, h, freq, ()).fit_predict(panel, future, h, freq)

    def fit(
        self, panel: pd.DataFrame, h: int, freq: int, known: Sequence[str], point: Point = "by_class"
    ) -> "TrainedNetwork":
        """See `GlobalModel`; raises ValueError when no series is longer than the shortest window."""
        from threadpoolctl import threadpool_limits

        table = Table(panel)
        plain, ends = freed(table, freq).values, table.ends(SHORTEST, self.max_windows)
        if not len(ends):
            raise ValueError(f"network: no series has more than {SHORTEST} periods in {len(panel)} rows")
        # Sums may differ in their last bits by how many threads made them, and steps make more of it.
        with threadpool_limits(1, "blas"):
            layers = self._learn(table, plain, ends, window(freq), h, squared=point == "mean")
        return TrainedNetwork(self.unit, layers)

    def from_fields(self, fields: Mapping[str, Any]) -> "TrainedNetwork":
        """See `GlobalModel`; raises ValueError for layers that do not fit each other."""
        trained = TrainedNetwork(fields["unit"], fields["layers"])
        first, second, last, direct = trained.arrays
        (length, h), hidden = direct.shape, (first.shape[1], second.shape[1])
        expected = [(length + 1, hidden[0]), (hidden[0] + 1, hidden[1]), (hidden[1] + 1, h)]
        if trained.unit not in FARTHEST or [first.shape, second.shape, last.shape] != expected:
            raise ValueError(
                f"network: expected layers that follow each other, found {[a.shape for a in trained.arrays]}"
            )
        return trained

    def _learn(self, table: Table, plain: Array, ends: Places, length: int, h: int, squared: bool) -> Layers:
        """Layers from `features` to steps, on windows of one length."""
        x, last, unit = features(plain, ends, table.start[ends], length, self.unit)
        target = _targets(table, plain, ends, last, unit, h, FARTHEST[self.unit])
        usable = np.isfinite(x).all(axis=1) & np.isfinite(target).any(axis=1)
        x, target = x[usable], target[usable]
        if not len(x):
            return [[[0.0] * m] * n for n, m in ((length + 1, 1), (2, 1), (2, h), (length, h))]
        # The network sees columns of mean 0 and spread 1, and steps in a unit of their own; what is kept is as if it did not.
        middle, spread = x.mean(axis=0), x.std(axis=0) + FLOOR
        scale = max(float(np.nanmean(np.abs(target))), _TINY)
        inputs, aims = ((x - middle) / spread).astype(np.float32), (target / scale).astype(np.float32)
        first, second, third, direct = self._trained(inputs, aims, squared)
        first[:-1] /= spread[:, None]
        first[-1] -= middle @ first[:-1]
        direct, third = direct / spread[:, None] * scale, third * scale
        third[-1] -= middle @ direct
        return [_digits(layer) for layer in (first, second, third, direct)]

    def _trained(self, x: Single, target: Single, squared: bool) -> list[Array]:
        """The layers, the last row of those with an offset being it: first, second, last; and the linear way."""
        random = np.random.default_rng(7)
        n, (width, h) = len(x), (x.shape[1], target.shape[1])
        first, second = (random.normal(0, np.sqrt(2 / m), (m, self.hidden)) for m in (width, self.hidden))
        weights: list[Single] = [np.asarray(w, dtype=np.float32) for w in (first, second)]
        # Before the first step the answer is the last value.
        weights += [
            np.zeros(shape, np.float32) for shape in ((self.hidden, h), (width, h), self.hidden, self.hidden, h)
        ]
        means, squares = ([np.zeros_like(w) for w in weights] for _ in range(2))
        known = np.isfinite(target)
        target = np.where(known, target, np.float32(0))
        batch = min(self.batch, n)
        steps = min(self.steps, -(-self.epochs * n // batch))
        order, place = random.permutation(n), 0
        for step in range(1, steps + 1):
            if place + batch > n:
                order, place = random.permutation(n), 0
            rows, place = order[place : place + batch], place + batch
            gradients = _gradients(weights, x[rows], target[rows], known[rows], squared)
            rate = self.rate * 0.5 * (1 + np.cos(np.pi * step / steps))
            unbiased, spread = 1 / (1 - KEPT**step), 1 / (1 - KEPT_SQUARES**step)
            for w, gradient, mean, square in zip(weights, gradients, means, squares, strict=True):
                mean += np.float32(1 - KEPT) * (gradient - mean)
                square += np.float32(1 - KEPT_SQUARES) * (gradient * gradient - square)
                w -= np.float32(rate * unbiased) * mean / (np.sqrt(np.float32(spread) * square) + np.float32(_TINY))
        one, two, three, direct, *offsets = (w.astype(np.float64) for w in weights)
        return [*(np.vstack([w, b]) for w, b in zip((one, two, three), offsets, strict=True)), direct]


@dataclass(frozen=True)
class TrainedNetwork:
    """What one training learnt; meets `Forecaster` for series of the same set, also those that it has not seen.

    `layers` has the weights of two hidden layers and of the steps, their last row being an offset, and those of the linear way
    from the window to the steps.
    """

    unit: Unit
    layers: Layers

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        """See `Forecaster`; nothing is fitted."""
        table = Table(panel)
        season = freed(table, freq)
        newest, age = table.last.to_numpy(dtype=np.int64), np.zeros(len(table.last), dtype=np.int64)
        if len(newest):
            age = table.age[newest]
        moves = np.full((len(newest) + 1, h), np.nan)
        able = np.flatnonzero(age >= SHORTEST)
        x, last, unit = features(season.values, newest[able], table.start[newest[able]], self._length, self.unit)
        away = np.clip(self._answer(x), -FARTHEST[self.unit], FARTHEST[self.unit])
        moves[able] = last[:, None] + unit[:, None] * away[:, :h]
        place, step = table.last.index.get_indexer(future["unique_id"]), future["h"].to_numpy(dtype=np.int64) - 1
        y_hat = moves[place, step]
        if len(newest):
            ahead = step % season.times.shape[1]
            y_hat = y_hat * season.times[place, ahead] + season.plus[place, ahead]
        age = np.append(age, 0)[place]
        error = np.select([age == 0, age < SHORTEST], ["no history", "short history"], "").astype(object)
        error[error == ""] = None
        return future[["unique_id", "ds", "h"]].assign(y_hat=y_hat, error=error)

    def _answer(self, x: Array) -> Array:
        first, second, last, direct = self.arrays
        hidden = np.maximum(_product(np.maximum(_product(x, first[:-1], first[-1]), 0), second[:-1], second[-1]), 0)
        return _product(hidden, last[:-1], last[-1]) + _product(x, direct, np.zeros(direct.shape[1]))

    @cached_property
    def arrays(self) -> tuple[Array, ...]:
        """The layers."""
        return tuple(np.array(layer, dtype=np.float64) for layer in self.layers)

    @property
    def _length(self) -> int:
        return len(self.arrays[-1])


@dataclass(frozen=True)
class Freed:
    """Values of a table without their season; `times` and `plus` (a row for each series) put it on the next steps again."""

    values: Array
    times: Array
    plus: Array


def window(freq: int) -> int:
    """How many values a window has, for series with `freq` periods in a season."""
    seasons = seasons_of(freq)
    return min(max(2 * seasons[0], SHORTEST), LONGEST) if seasons else SHORTEST


def freed(table: Table, freq: int) -> Freed:
    """Each series without its season as `ShrunkTheta` sees it; one that is too short for that, or has gaps, as it is."""
    values, n = table.y.copy(), len(table.last)
    m = (*seasons_of(freq), 1)[0]
    times, plus = np.ones((n, m)), np.zeros((n, m))
    newest = table.last.to_numpy(dtype=np.int64)
    bounds = zip(table.start[newest], newest + 1, strict=True) if m > 1 else ()
    with np.errstate(all="ignore"):
        for series, (start, end) in enumerate(bounds):
            y = table.y[start:end]
            if not np.isfinite(y).all() or (found := season_of(y, m)) is None:
                continue
            multiplies, effect = found
            places = np.arange(len(y) + m) % m
            past, ahead = effect[places[: len(y)]], effect[places[len(y) :]]
            if multiplies:
                values[start:end], times[series] = y / past, ahead
            else:
                values[start:end], plus[series] = y - past, ahead
    return Freed(values, times, plus)


def features(y: Array, ends: Places, starts: Places, length: int, kind: Unit) -> tuple[Array, Array, Array]:
    """Of the windows that end at places of y: what is learnt from (n, length), the last values and the units (n).

    Before the start of a series its first value is repeated.

    Columns: the values before the last, relative to it, in units; and how large a change is against the level.
    """
    with np.errstate(all="ignore"):
        values = y[np.maximum(ends[:, None] + np.arange(1 - length, 1), starts[:, None])]
        last = values[:, -1]
        level, change = np.abs(values).mean(axis=1), np.abs(np.diff(values, axis=1)).mean(axis=1)
        unit = level if kind == "level" else np.abs(values - last[:, None]).mean(axis=1) + FLOOR * np.abs(last)
        divisor = np.where(unit > 0, unit, 1.0)
        shape = (values[:, :-1] - last[:, None]) / divisor[:, None]
        whole = change + level
        share = np.sqrt(change / np.where(whole > 0, whole, 1.0))
        return np.column_stack([np.clip(shape, -FARTHEST[kind], FARTHEST[kind]), share]), last, unit


def _targets(table: Table, plain: Array, ends: Places, last: Array, unit: Array, h: int, farthest: float) -> Array:
    """How far each step is from the last value, in units; NaN where it is not known."""
    steps = np.arange(1, h + 1)
    places = np.minimum(ends[:, None] + steps, len(plain) - 1)
    known = (table.left[ends][:, None] >= steps) & table.is_known[places] & (unit > 0)[:, None]
    with np.errstate(all="ignore"):
        away = (plain[places] - last[:, None]) / unit[:, None]
        return np.where(known, np.clip(away, -farthest, farthest), np.nan)


def _gradients(
    weights: Sequence[Single], x: Single, target: Single, known: npt.NDArray[np.bool_], squared: bool
) -> list[Single]:
    """Of the mean absolute, or half the squared, error by each of the weights."""
    first, second, last, direct, *offsets = weights
    one = np.maximum(x @ first + offsets[0], 0)
    two = np.maximum(one @ second + offsets[1], 0)
    error = two @ last + offsets[2] + x @ direct - target
    of_answer = (error if squared else np.sign(error)) * known / np.float32(len(x))
    of_two = (of_answer @ last.T) * (two > 0)
    of_one = (of_two @ second.T) * (one > 0)
    of_weights = [x.T @ of_one, one.T @ of_two, two.T @ of_answer, x.T @ of_answer]
    return [*of_weights, of_one.sum(axis=0), of_two.sum(axis=0), of_answer.sum(axis=0)]


def _product(x: Array, weights: Array, offset: Array) -> Array:
    """x @ weights + offset, but not as a matrix product, whose last bits depend on how many rows there are."""
    total = np.tile(offset, (len(x), 1))
    for column, row in zip(x.T, weights, strict=True):
        total += column[:, None] * row
    return total


def _digits(layer: Array) -> list[list[float]]:
    return [[float(f"{number:.{DIGITS}g}") for number in row] for row in layer.tolist()]
