"""Generated forecasts as Arrow, the same for all chunks of a job, and as the shapes of contracts."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from api import contracts as c
from models_py.calibrate import name_of
from models_py.rules import LEVELS, Asked

_NUMBERS = ("y_hat", "lo_80", "hi_80", "lo_95", "hi_95", "y_hat_naive", "y_hat_baseline")
_KEY = pa.schema(
    {"unique_id": pa.string(), "ds": pa.timestamp("us"), "h": pa.int32(), "cutoff": pa.timestamp("us"), "model": pa.string()}
)  # fmt: skip
OUTCOMES = pa.schema(
    {
        "unique_id": pa.string(), "status": pa.string(), "reason": pa.string(), "model": pa.string(),
        "max_level": pa.int32(), "covariates_used": pa.bool_(), "covariates_reason": pa.string(),
    }
)  # fmt: skip


def forecast_schema(asked: Asked) -> pa.Schema:
    """Columns of generated forecasts: those of Forecast that are not about storing it, and what is asked for besides."""
    bounds = [f"{side}_{level}" for level in asked.levels if level not in LEVELS for side in ("lo", "hi")]
    names = (*_NUMBERS, *bounds, *map(name_of, asked.quantiles))
    return pa.schema([*_KEY, *(pa.field(name, pa.float64()) for name in names)])


def as_arrow(frames: Sequence[pd.DataFrame], schema: pa.Schema) -> pa.Table:
    """The frames, one after the other, in the columns of the schema; those that a frame lacks are null."""
    tables = [
        pa.Table.from_pandas(f.reindex(columns=schema.names), schema, preserve_index=False) for f in frames if len(f)
    ]
    return pa.concat_tables(tables) if tables else schema.empty_table()


def forecasts(rows: pa.Table, asked: Asked) -> Iterator[c.GeneratedForecast]:
    """The rows of a table of `forecast_schema`."""
    for row in rows.to_pylist():
        yield c.GeneratedForecast.model_validate({**row, **_asked(row, asked)})


def _asked(row: dict[str, Any], asked: Asked) -> dict[str, Any]:
    intervals = [{"level": one, "lo": row[f"lo_{one}"], "hi": row[f"hi_{one}"]} for one in asked.levels]
    quantiles = [{"quantile": p, "value": row[name_of(p)]} for p in asked.quantiles]
    return {"intervals": intervals or None, "quantiles": quantiles or None}


def outcomes(rows: pa.Table) -> Iterable[c.SeriesOutcome]:
    """The rows of a table of OUTCOMES."""
    return map(c.SeriesOutcome.model_validate, rows.to_pylist())
