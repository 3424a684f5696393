"""What a global model learnt, as bytes: JSON, and nothing in it is code."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from models_py.forecasting.base import Forecaster, Trained, failed
from models_py.forecasting.zoo import GLOBAL_MODELS
from models_py.rules import Point


@dataclass(frozen=True)
class Untrained:
    """Stands for a model that had nothing to learn from: fails for all series, and says why."""

    error: str

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        """See `Forecaster`."""
        return failed(future, self.error)


def learn(name: str, panel: pd.DataFrame, h: int, freq: int, known: Sequence[str], point: Point) -> Trained | Untrained:
    """What the global model of that name learns from a panel (see `GlobalModel`); never raises."""
    try:
        return GLOBAL_MODELS[name].fit(panel, h, freq, known, point)
    except Exception as error:  # noqa: BLE001 - one model must not stop the others
        return Untrained(f"{type(error).__name__}: {error}")


def to_bytes(model: Trained | Untrained) -> bytes:
    """The fields of what was learnt; floats to the last bit."""
    return json.dumps(asdict(model)).encode()


def from_bytes(name: str, data: bytes) -> Forecaster:
    """The inverse of `to_bytes`, for the global model of that name."""
    fields = json.loads(data)
    return Untrained(**fields) if "error" in fields else GLOBAL_MODELS[name].from_fields(fields)
