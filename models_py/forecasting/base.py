"""What every model meets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import pandas as pd

from models_py.rules import Point

FORECAST = ["unique_id", "ds", "h", "y_hat", "error"]


class Forecaster(Protocol):
    """A model. To add one of statsforecast, write one line in `zoo.ZOO`; for another kind, a class like this.

    `fit_predict` gets frames of one series set and never anything later than the cutoff:

    panel   one row per (unique_id, ds), sorted so and gap-free by position: y, and the feature columns as
            known at ds
    future  one row per (unique_id, h): ds and known calendar columns of the steps 1..h after the cutoff
    h       the largest step asked for
    freq    periods in one season (52 for weekly data); positions are regular, dates need not be
    levels  interval levels, for a model that has a use for them; the served intervals come from `calibrate`

    and answers one row per row of `future`: unique_id, ds, h, y_hat, error. `error` is None where y_hat is a
    forecast. A series that cannot be forecast has y_hat NaN and the error's text, and never stops the others.
    """

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame: ...


class Trained(Forecaster, Protocol):
    """What a global model learnt: a dataclass whose fields JSON can hold; forecasts series that it has not seen, too."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class GlobalModel(Forecaster, Protocol):
    """A model that learns from all series of a set at once. To add one, write a class like this and a line in `zoo.GLOBAL_MODELS`."""

    def fit(self, panel: pd.DataFrame, h: int, freq: int, known: Sequence[str], point: Point = "by_class") -> Trained:
        """Learn from the origins of a panel (see `Forecaster`); `known` are its columns that are known in advance.

        `point` is what is aimed at: see `rules.Rules`.

        Raises ValueError when there is nothing to learn from.
        """
        ...

    def from_fields(self, fields: Mapping[str, Any]) -> Trained:
        """What was learnt, from its fields as they come out of JSON."""
        ...


@dataclass(frozen=True)
class Failure:
    """One series that one model could not forecast."""

    unique_id: str
    model: str
    error: str


def failed(future: pd.DataFrame, error: str) -> pd.DataFrame:
    """The answer of a model that failed for all series of `future`."""
    return future[["unique_id", "ds", "h"]].assign(y_hat=float("nan"), error=error)


def failures(forecasts: pd.DataFrame) -> list[Failure]:
    """The failures in a long frame that has a `model` column, one for each series and model."""
    bad = forecasts[forecasts["error"].notna()].drop_duplicates(["unique_id", "model"])
    return [Failure(*row) for row in bad[["unique_id", "model", "error"]].itertuples(index=False)]
