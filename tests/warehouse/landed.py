"""What landed, as SQL reads it."""

import os
import sys
from pathlib import Path
from typing import Any

import duckdb

from configs.contracts import SourceConfig
from configs.settings import PROJECT_DIR
from warehouse.lake import Lake

DEPOTS: dict[str, Any] = {
    "Depot": {"as": "depot", "type": "string", "nullable": False},
    "day": {"type": "date", "format": "%d/%m/%Y", "nullable": False},
    "parcels": {"type": "double", "min": 0},
}
HEADER = "Depot,day,parcels\n"


def csv_source(path: Path | str, **fields: Any) -> SourceConfig:
    return SourceConfig(**{"kind": "csv", "path": str(path), "columns": DEPOTS, **fields})


def loads(lake: Lake, source: str = "depots") -> list[Path]:
    """The files of finished loads, without the one that has no rows."""
    return [file for file in sorted(Path(lake.root).glob(f"raw/{source}/*/*.parquet")) if "=none" not in str(file)]


def rows(lake: Lake, source: str = "depots") -> list[dict[str, Any]]:
    """All rows that landed, by what SQL's glob finds, in the order of their files."""
    found = duckdb.read_parquet(f"{lake.root}/raw/{source}/*/*.parquet", union_by_name=True, hive_partitioning=False)
    return sorted(found.to_arrow_table().to_pylist(), key=lambda row: (row["_file"], row["_row"], row["_load_id"]))


def values(lake: Lake, *columns: str, source: str = "depots") -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows(lake, source)]


def child(program: str, *arguments: str) -> list[str]:
    """The command that runs a piece of Python in a process of its own, on this code."""
    return [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(PROJECT_DIR)!r})\n{program}", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1"}
