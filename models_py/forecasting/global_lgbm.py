"""One LightGBM model over the series of a set: direct, all steps at once, on the features of SQL.

Learns across series (Montero-Manso & Hyndman 2021) how far y(t + h) will be from a simple forecast of it, the anchor,
in the series' own scale. Everything that it sees is a column of the panel, read at the origin t, at the step t + h when
it is known in advance, or a whole number of seasons before the step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from models_py.forecasting.seasons import seasons_of
from models_py.rules import Point

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

PARAMS = {
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_bin": 127,
    "num_threads": 1,
    "seed": 7,
    "deterministic": True,
    "force_col_wise": True,
    "verbose": -1,
}
# Most of demand with gaps is noise: fewer and larger leaves, and half the rounds.
SPARSE_PARAMS = {**PARAMS, "num_leaves": 15, "min_data_in_leaf": 200}
# Columns in the unit of the series: seen relative to y and divided by the scale, or only divided.
SHIFTED = ("lag_", "roll_mean", "roll_min", "roll_max", "season_mean", "recent_mean")
DIVIDED = ("roll_std", "trend")
CALENDAR = (
    "minute",
    "hour",
    "day_of_week",
    "day_of_month",
    "week_of_year",
    "month",
    "quarter",
    "n_holidays",
    "season_key",
)
NOT_FEATURES = {"y", "t", "year", "scale", "scale_sq", "is_actual", "is_trailing", "is_filled", *CALENDAR}
# A season is looked back on this often.
CYCLES = 3
# Far off what is usual, an example teaches nothing but itself.
FARTHEST = 50.0


@dataclass(frozen=True)
class GlobalLightGBM:
    """How to train; `max_pairs` of an origin and a step bound memory and time."""

    rounds: int = 200
    max_pairs: int = 150_000
    params: dict[str, Any] = field(default_factory=lambda: dict(PARAMS))
    sparse_rounds: int = 100
    sparse_params: dict[str, Any] = field(default_factory=lambda: dict(SPARSE_PARAMS))

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        """See `Forecaster`; trained on the panel that it is given."""
        return self.fit(panel, h, freq, known_columns(panel, future)).fit_predict(panel, future, h, freq)

    def fit(
        self, panel: pd.DataFrame, h: int, freq: int, known: Sequence[str], point: Point = "by_class"
    ) -> "TrainedLightGBM":
        """See `GlobalModel`; raises ValueError when there is not one pair of an origin and a step."""
        import lightgbm

        table, seasons = Table(panel), seasons_of(freq)
        origins, steps = self._pairs(table, h)
        if not len(origins):
            raise ValueError(f"lightgbm: no series has more than one period of history in {len(panel)} rows")
        y = table.y[origins + steps]
        anchors = table.anchors(origins, steps, seasons)
        anchor = min(anchors, key=lambda name: float(np.mean(np.abs(y - anchors[name]) / table.scale[origins])))
        shell = TrainedLightGBM("", anchor, seasons, tuple(known), tuple(feature_columns(panel, known)))
        target = np.clip((y - anchors[anchor]) / table.scale[origins], -FARTHEST, FARTHEST)
        data = lightgbm.Dataset(
            shell.features(table, origins, steps, table.columns(known)[origins + steps]), target, free_raw_data=True
        )
        is_sparse = is_intermittent(panel)
        squared = is_sparse if point == "by_class" else point == "mean"
        params, rounds = (self.sparse_params, self.sparse_rounds) if is_sparse else (self.params, self.rounds)
        booster = lightgbm.train({**params, "objective": "l2" if squared else "l1"}, data, rounds)
        return replace(shell, text=booster.model_to_string())

    def from_fields(self, fields: Mapping[str, Any]) -> "TrainedLightGBM":
        """See `GlobalModel`."""
        whole: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}
        return TrainedLightGBM(**whole)

    def _pairs(self, table: "Table", h: int) -> tuple[Places, Places]:
        """Origins, by place, and steps: at most `max_pairs`, all steps of an origin together."""
        usable = np.flatnonzero(table.is_known & (table.left > 0))
        most = max(self.max_pairs // h, 1)
        if len(usable) > most:
            usable = np.sort(np.random.default_rng(7).choice(usable, most, replace=False))
        origins, steps = np.repeat(usable, h), np.tile(np.arange(1, h + 1), len(usable))
        inside = steps <= table.left[origins]
        origins, steps = origins[inside], steps[inside]
        real = table.is_known[origins + steps]
        return origins[real], steps[real]


@dataclass(frozen=True)
class TrainedLightGBM:
    """What one training learnt; meets `Forecaster` for series of the same set, also those that it has not seen."""

    text: str
    anchor: str
    seasons: tuple[int, ...]
    known: tuple[str, ...]
    origin: tuple[str, ...]

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        """See `Forecaster`; nothing is fitted."""
        table = Table(panel)
        place = table.last.reindex(future["unique_id"]).to_numpy()
        has = ~np.isnan(place)
        origins, steps = place[has].astype(np.int64), future["h"].to_numpy(dtype=np.int64)[has]
        y_hat = np.full(len(future), np.nan)
        if has.any():
            known = Table(future[has]).columns(self.known)
            learnt = self._booster.predict(self.features(table, origins, steps, known), num_threads=1)
            anchor = table.anchors(origins, steps, self.seasons)[self.anchor]
            y_hat[has] = anchor + learnt * table.scale[origins]
        error = pd.Series(has, index=future.index).map({True: None, False: "no history"})
        return future[["unique_id", "ds", "h"]].assign(y_hat=y_hat, error=error)

    def features(self, table: "Table", origins: Places, steps: Places, known: Array) -> npt.NDArray[np.float32]:
        """One row for each pair of an origin and a step."""
        y, scale = table.y[origins], table.scale[origins]
        columns = [steps, *table.relative(self.origin, origins).T, y / scale]
        columns += [(a - y) / scale for a in table.anchors(origins, steps, self.seasons).values()]
        columns += [
            (table.at(origins, steps, season, back) - y) / scale for season in self.seasons for back in range(1, CYCLES)
        ]
        return np.column_stack([*columns, known]).astype(np.float32)

    @cached_property
    def _booster(self) -> Any:
        import lightgbm

        return lightgbm.Booster(model_str=self.text)


class Table:
    """A panel, sorted by series and time, by place."""

    def __init__(self, panel: pd.DataFrame) -> None:
        self.panel = panel
        ids = panel["unique_id"].to_numpy()
        is_first = np.r_[True, ids[1:] != ids[:-1]] if len(ids) else np.zeros(0, dtype=bool)
        starts = np.flatnonzero(is_first)
        sizes = np.diff(np.r_[starts, len(ids)])
        self.start: Places = np.repeat(starts, sizes)
        self.last = pd.Series(starts + sizes - 1, index=ids[starts], dtype=float)
        self.left: Places = np.repeat(starts + sizes - 1, sizes) - np.arange(len(ids))
        self.age: Places = np.arange(len(ids)) - self.start + 1

    @cached_property
    def y(self) -> Array:
        return np.asarray(self.panel["y"], dtype=np.float64)

    @cached_property
    def scale(self) -> Array:
        """The unit of each origin: its in-sample naive error, else its level, else 1."""
        scale = self.panel["scale"].to_numpy(dtype=np.float64, na_value=np.nan)
        level = np.abs(self.panel["recent_mean"].to_numpy(dtype=np.float64, na_value=np.nan))
        return np.asarray(np.where(scale > 0, scale, np.where(level > 0, level, 1.0)))

    @cached_property
    def is_known(self) -> npt.NDArray[np.bool_]:
        """False where y was interpolated from what came later: neither an origin nor something to learn."""
        return np.asarray((self.panel["known_at"] == self.panel["ds"]).to_numpy() & np.isfinite(self.y))

    def ends(self, length: int, most: int) -> Places:
        """The places of windows' newest values, which something follows: at most `most`, the same ones every time."""
        usable = np.flatnonzero(self.is_known & (self.left > 0) & (self.age >= length))
        if len(usable) <= most:
            return usable
        return np.sort(np.random.default_rng(7).choice(usable, most, replace=False))

    def columns(self, names: Sequence[str]) -> Array:
        if not len(names):
            return np.empty((len(self.panel), 0))
        found = [self.panel[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in names]
        return np.asarray(np.column_stack(found))

    def relative(self, names: Sequence[str], places: Places) -> Array:
        """Columns at places, those in the unit of the series made free of it."""
        values = self.columns(names)[places]
        y, scale = self.y[places], self.scale[places]
        for k, name in enumerate(names):
            if name.startswith(SHIFTED):
                values[:, k] = (values[:, k] - y) / scale
            elif name.startswith(DIVIDED):
                values[:, k] = values[:, k] / scale
        return values

    def at(self, origins: Places, steps: Places, season: int, back: int) -> Array:
        """y a number of whole seasons before the step: the newest that is known at the origin, or `back` before it."""
        places = origins + steps - season * ((steps - 1) // season + 1 + back)
        return np.where(places >= self.start[origins], self.y[np.maximum(places, 0)], np.nan)

    def anchors(self, origins: Places, steps: Places, seasons: Sequence[int]) -> dict[str, Array]:
        """Simple forecasts by name; the last value where they are not known."""
        last = self.y[origins]
        recent = self.columns(["recent_mean"])[origins, 0]
        simple = {"last": last, "recent_mean": recent}
        simple |= {f"season_{m}": self.at(origins, steps, m, 0) for m in seasons}
        return {name: np.where(np.isnan(values), last, values) for name, values in simple.items()}


def known_columns(panel: pd.DataFrame, future: pd.DataFrame) -> list[str]:
    """The columns of a step that are known before it comes: calendar, and covariates that `future` has."""
    covariates = sorted(c for c in future.columns if c.startswith("x_") and future[c].notna().any())
    return [c for c in (*CALENDAR, *covariates) if c in panel and c in future]


def feature_columns(panel: pd.DataFrame, known: Sequence[str]) -> list[str]:
    """The columns to learn from at the origin: every numeric one, so a new column of feat_panel is a new feature."""
    numeric = panel.select_dtypes(["number", "bool"]).columns
    return [c for c in numeric if c not in NOT_FEATURES and panel[c].notna().any()]


def is_intermittent(panel: pd.DataFrame) -> bool:
    """Whether most series have gaps in their demand: there the mean is wanted, as the median is often zero."""
    classes = panel.drop_duplicates("unique_id", keep="last")["demand_class"]
    return bool(classes.isin(["intermittent", "lumpy"]).mean() > 0.5)
