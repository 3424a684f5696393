"""One statsforecast model per series; a series that fails is alone with it."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from models_py.forecasting.seasons import seasons_of

Array = npt.NDArray[np.float64]

# Fits see the newest values only: AutoTheta takes 0.6 s for 1,500 values, 2.3 s for 3,000, 9 s for 6,000 and minutes for years of hours.
LONGEST = 3000


@dataclass(frozen=True)
class LocalModel:
    """A class of `statsforecast.models`, fitted to the values of each series by position.

    cycles   a season is fitted when the history is longer than that many of them; None: the model has no
             season
    several  whether the class takes more than one season (see `seasons.seasons_of`)
    trend    the class that forecasts what a decomposition leaves, with `trend_options`
    options  keyword arguments of the class
    """

    cls: str
    cycles: float | None = None
    several: bool = False
    trend: str | None = None
    trend_options: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        """See `Forecaster`."""
        return each_series(panel, future, h, lambda y: self.forecast(y, h, freq))

    def forecast(self, y: Array, h: int, freq: int) -> Array:
        """The next h values of one series, from its newest `LONGEST` values."""
        # Importing it costs seconds: only who fits pays.
        from statsforecast import models

        seasons = self._seasons(len(y), freq)
        options = dict(self.options)
        if self.cycles is not None:
            options["season_length"] = (seasons if self.several else seasons[0]) if seasons else 1
        fitted = getattr(models, self.cls)
        if self.trend:
            trend = getattr(models, self.trend)(**self.trend_options)
            model = fitted(**options, trend_forecaster=trend) if seasons else trend
        else:
            model = fitted(**options)
        return np.asarray(model.forecast(y=y[-LONGEST:], h=h)["mean"], dtype=np.float64)

    def _seasons(self, n: int, freq: int) -> list[int]:
        """The seasons that n values are enough for."""
        possible = seasons_of(freq) if self.several else (freq,)
        return [m for m in possible if m > 1 and self.cycles is not None and n > self.cycles * m]


def each_series(panel: pd.DataFrame, future: pd.DataFrame, h: int, forecast: Callable[[Array], Array]) -> pd.DataFrame:
    """What a `Forecaster` answers, from a function of one series' values to its next h values."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):  # once: to set them costs more than some fits
        warnings.simplefilter("ignore")
        answers = {uid: _isolated(y, h, forecast) for uid, y in histories(panel).items()}
    # The last row answers for series without history: get_indexer gives -1 for them.
    y_hat = np.vstack([*(values for values, _ in answers.values()), np.full(h, np.nan)])
    errors = np.array([*(error for _, error in answers.values()), "no history"], dtype=object)
    place = pd.Index(answers, dtype=object).get_indexer(future["unique_id"])
    steps = future[["unique_id", "ds", "h"]]
    return steps.assign(y_hat=y_hat[place, steps["h"].to_numpy() - 1], error=errors[place])


def _isolated(y: Array, h: int, forecast: Callable[[Array], Array]) -> tuple[Array, str | None]:
    try:
        return forecast(y), None
    except Exception as error:  # noqa: BLE001 - one series must not stop the others
        return np.full(h, np.nan), f"{type(error).__name__}: {error}"


def histories(panel: pd.DataFrame) -> dict[str, Array]:
    """The values of each series of a sorted panel, oldest first."""
    ids = panel["unique_id"].to_numpy()
    starts = (np.flatnonzero(ids[1:] != ids[:-1]) + 1).tolist() if len(ids) else []
    values = np.split(panel["y"].to_numpy(dtype=np.float64, copy=True), starts)
    return {str(ids[i]): y for i, y in zip([0, *starts], values, strict=True) if len(y)}
