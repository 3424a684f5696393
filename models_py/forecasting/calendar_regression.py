"""A regression of days on the calendar, with a level that moves: weekday, place in the month, and what is known in advance.

Months of days are no season that a count of periods can tell, yet pay days and ends of months move much of what is sold.
A ridge regression (Hoerl & Kennard 1970) of each series, in logarithms where it is positive, made robust by Huber's
weights (Huber 1964); what it leaves is followed by simple exponential smoothing (Brown 1956), which gives the level, or by
another model, which then sees days that are all alike but for the weekday.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from models_py.forecasting.base import failed
from models_py.forecasting.local import LONGEST, Array, LocalModel

Places = npt.NDArray[np.int64]
N_WEEKDAYS = 7
# Of robust standard deviations: what is farther weighs less in the regression, and moves the level no more.
_TAME, _FARTHEST = 1.5, 3.0
_ROUNDS = 4


@dataclass(frozen=True)
class CalendarRegression:
    """How to regress.

    harmonics   pairs of sine and cosine over a month
    penalty     of the ridge, in days, for effects of one standard deviation; weekdays are free of it
    smoothing   of the level, in (0, 1)
    shortest    days of history below which months are not told from chance
    rest        what forecasts a series freed of all but its weekdays, instead of the level; alone where history is short
    """

    harmonics: int = 3
    penalty: float = 1.0
    smoothing: float = 0.1
    shortest: int = 91
    rest: LocalModel | None = None

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        """See `Forecaster`; fails where periods are not days, and for a series of fewer than `shortest` of them."""
        if not _is_daily(panel):
            return failed(future, "ValueError: expected days, found other periods")
        columns = _known_ahead(panel, future)
        past, ahead = (self._explaining(days, columns) for days in (panel, future))
        center, unit = np.nanmean(past[:, N_WEEKDAYS:], axis=0), np.nanstd(past[:, N_WEEKDAYS:], axis=0)
        for x in (past, ahead):
            x[:, N_WEEKDAYS:] = np.nan_to_num((x[:, N_WEEKDAYS:] - center) / np.where(unit > 0, unit, 1.0))
        y, history = panel["y"].to_numpy(np.float64), panel.groupby("unique_id").indices
        y_hat, error = np.full(len(future), np.nan), np.full(len(future), "no history", dtype=object)
        for uid, steps in future.groupby("unique_id").indices.items():
            if uid in history:
                days, places = history[uid][-LONGEST:], future["h"].to_numpy()[steps] - 1
                try:
                    y_hat[steps], error[steps] = self.forecast(y[days], past[days], ahead[steps], places, freq), None
                except Exception as failure:  # noqa: BLE001 - one series must not stop the others
                    error[steps] = f"{type(failure).__name__}: {failure}"
        return future[["unique_id", "ds", "h"]].assign(y_hat=y_hat, error=error)

    def forecast(self, y: Array, past: Array, ahead: Array, places: Places, freq: int) -> Array:
        """One series, y of shape (n,), at steps `places` (from 0), from what explains it: (n, k) and (steps, k).

        Raises ValueError where there is too little history.
        """
        if len(y) < self.shortest:
            if self.rest:
                return self.rest.forecast(y, int(places.max()) + 1, freq)[places]
            raise ValueError(f"expected at least {self.shortest} days of history, found {len(y)}")
        positive = bool((y > 0).all())
        z = np.log(y) if positive else y
        center = float(np.median(z))
        unit = 1.0 if positive else float(np.abs(z - center).mean()) or 1.0
        z = (z - center) / unit
        effects, spread = self._effects(z, past)
        if self.rest is None:
            return _undo(ahead @ effects + self._level(z - past @ effects, _FARTHEST * spread), center, unit, positive)
        effects[:N_WEEKDAYS] = 0.0
        free = _undo(z - past @ effects, center, unit, positive)
        alike = self.rest.forecast(free, int(places.max()) + 1, freq)[places]
        moved = unit * (ahead @ effects)
        return np.asarray(alike * np.exp(moved) if positive else alike + moved)

    def _level(self, left: Array, farthest: float) -> float:
        level = 0.0
        for value in left.tolist():
            level += self.smoothing * min(max(value - level, -farthest), farthest)
        return level

    def _effects(self, z: Array, x: Array) -> tuple[Array, float]:
        """Coefficients, and the robust standard deviation of what they leave."""
        ridge = np.r_[np.full(N_WEEKDAYS, 1e-3), np.full(x.shape[1] - N_WEEKDAYS, self.penalty)]
        weights, spread = np.ones(len(z)), 0.0
        for _ in range(_ROUNDS):
            weighted = x * weights[:, None]
            effects = np.linalg.solve(weighted.T @ x + np.diag(ridge), weighted.T @ z)
            far = np.abs(z - x @ effects)
            spread = float(np.median(far)) / 0.6745 + 1e-9
            weights = 1 / np.maximum(1, far / (_TAME * spread))
        return effects, spread

    def _explaining(self, days: pd.DataFrame, columns: Sequence[str]) -> Array:
        """Weekdays, 0 or 1, then what varies over the month and by `columns`: one row per row of `days`."""
        ds = pd.DatetimeIndex(days["ds"])
        weekdays = np.asarray(ds.dayofweek)[:, None] == np.arange(N_WEEKDAYS)
        turns = 2 * np.pi * np.asarray((ds.day - 1) / ds.days_in_month)[:, None] * np.arange(1, self.harmonics + 1)
        others = days[columns].to_numpy(np.float64, na_value=np.nan)
        return np.column_stack([weekdays, np.sin(turns), np.cos(turns), others])


def _undo(z: Array, center: float, unit: float, positive: bool) -> Array:
    fitted = center + unit * z
    return np.asarray(np.exp(fitted) if positive else fitted)


def _is_daily(panel: pd.DataFrame) -> bool:
    """Whether the median step is a day; closed days make some longer."""
    same = panel["unique_id"].to_numpy()[1:] == panel["unique_id"].to_numpy()[:-1]
    steps = np.diff(pd.DatetimeIndex(panel["ds"]).to_numpy())[same]
    return len(steps) > 0 and bool(np.median(steps.astype("timedelta64[h]").astype(np.int64)) == 24)


def _known_ahead(panel: pd.DataFrame, future: pd.DataFrame) -> list[str]:
    """Holidays and covariates that are known at all steps to come."""
    named = [name for name in future if name == "n_holidays" or str(name).startswith("x_")]
    return sorted(name for name in named if name in panel and future[name].notna().all() and panel[name].notna().any())
