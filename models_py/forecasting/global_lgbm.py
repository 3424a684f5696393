"""One LightGBM model over all series that it is given: direct, all steps at once, on the features of SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

PARAMS = {
    "objective": "l1",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.8,
    "num_threads": 1,
    "seed": 7,
    "deterministic": True,
    "verbose": -1,
}
# Measured in the unit of the series, so divided by its scale; what is left is shape.
LEVELS = ("y", "lag_", "roll_", "season_mean", "trend")
NOT_FEATURES = {"t", "year", "scale", "scale_sq", "is_actual", "is_trailing"}


@dataclass(frozen=True)
class GlobalLightGBM:
    """Learns y(t + h) / scale(t) from the panel's row at t and h; predicts from the last row of each series.

    Every numeric column of the panel is a feature, so a new column of feat_panel is a new feature. It is
    trained on the panel that it is given: in a sharded run on the series of its shard. `max_rows` bounds
    memory and time.
    """

    rounds: int = 200
    max_rows: int = 200_000
    params: Mapping[str, Any] = field(default_factory=lambda: dict(PARAMS))

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        """See `Forecaster`; raises ValueError when there is not one pair of an origin and a target."""
        import lightgbm

        features, unit = feature_columns(panel), panel_unit(panel)
        rows, target = self._examples(panel, unit, h)
        if not len(rows):
            raise ValueError(f"lightgbm: no series has more than one period of history in {len(panel)} rows")
        table = scaled(panel, features, unit)
        data = lightgbm.Dataset(table.iloc[rows[:, 0]].assign(h=rows[:, 1]), target)
        booster = lightgbm.train(dict(self.params), data, num_boost_round=self.rounds)
        last = panel.reset_index(drop=True).reset_index().groupby("unique_id")["index"].last()
        known = future[future["unique_id"].isin(last.index)].reset_index(drop=True)
        origin = last.loc[known["unique_id"]].to_numpy()
        y_hat = booster.predict(table.iloc[origin].assign(h=known["h"].to_numpy())) * unit[origin]
        answer = future[["unique_id", "ds", "h"]].merge(
            known[["unique_id", "h"]].assign(y_hat=y_hat), how="left", on=["unique_id", "h"]
        )
        return answer.assign(error=answer["y_hat"].isna().map({True: "no history", False: None}))

    def _examples(self, panel: pd.DataFrame, unit: np.ndarray, h: int) -> tuple[np.ndarray, np.ndarray]:
        """Rows (origin, step), and the scaled targets, of all pairs inside one series."""
        ids, y = panel["unique_id"].to_numpy(), panel["y"].to_numpy(dtype=float)
        steps = [k for k in range(1, h + 1) if k < len(ids)]
        known = (
            panel["known_at"] == panel["ds"]
        ).to_numpy()  # an interpolated value is no origin: it knows what came later
        pairs = [np.flatnonzero((ids[k:] == ids[:-k]) & known[:-k]) for k in steps]
        rows = np.concatenate(
            [np.column_stack([p, np.full(len(p), k)]) for p, k in zip(pairs, steps, strict=True)]
            or [np.empty((0, 2), dtype=int)]
        )
        if len(rows) > self.max_rows:
            rows = rows[np.sort(np.random.default_rng(7).choice(len(rows), self.max_rows, replace=False))]
        return rows, y[rows[:, 0] + rows[:, 1]] / unit[rows[:, 0]]


def feature_columns(panel: pd.DataFrame) -> list[str]:
    """The numeric columns that may be learnt from."""
    return [c for c in panel.select_dtypes(["number", "bool"]).columns if c not in NOT_FEATURES]


def panel_unit(panel: pd.DataFrame) -> np.ndarray:
    """The unit of each row's target: recent mean plus naive error, 1 where both are unknown."""
    unit = panel["recent_mean"].abs().fillna(0) + panel["scale"].fillna(0)
    return np.asarray(unit.where(unit > 0, 1.0), dtype=float)


def scaled(panel: pd.DataFrame, features: list[str], unit: np.ndarray) -> pd.DataFrame:
    """The features, those in the unit of the series divided by it; by position."""
    table = panel[features].astype(float).reset_index(drop=True)
    levels = [c for c in features if c.startswith(LEVELS)]
    return table.assign(**{c: table[c] / unit for c in levels})
