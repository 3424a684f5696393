"""The raw layer: `raw/<source>/load_id=<digest>/part.parquet`, one folder for each content that landed."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from configs.contracts import SourceConfig
from warehouse.lake import Lake
from warehouse.origin import ORIGIN_TYPES

_PART = "part.parquet"
_NO_LOAD = "load_id=none"
_TYPES = {
    "string": pa.string(), "integer": pa.int64(), "double": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(),
    "timestamp": pa.timestamp("us"), "timestamptz": pa.timestamp("us", "UTC"),
}  # fmt: skip


def loads(lake: Lake, source: str) -> dict[str, str]:
    """The finished loads of a source: digest -> address. Older lakes put the time before the digest."""
    there = [str(path).rsplit("/", 2)[1:] for path in lake.fs.find(lake.path("raw", source))]
    names = [load for load, file in there if file == _PART and load != _NO_LOAD and load.startswith("load_id=")]
    return {name.removeprefix("load_id=").rsplit("-", 1)[-1]: lake.path("raw", source, name, _PART) for name in names}


def ensure_landed(lake: Lake, sources: Mapping[str, SourceConfig]) -> None:
    """Give every source a file without rows, so that SQL finds the contract's columns before the first load.

    Columns of a CSV file are text there as in its loads; those of typed sources have their types, which SQL would else unite to text.
    """
    for name, config in sources.items():
        schema = _schema(config)
        target = ("raw", name, _NO_LOAD, _PART)
        if not (lake.exists(*target) and _found(lake, *target).equals(schema)):
            with lake.drafting(*target) as draft:
                pq.write_table(schema.empty_table(), draft)


@contextmanager
def drafting(lake: Lake, source: str, scratch: Path) -> Iterator[str]:
    """A local file to write a load in, beside the loads where the lake is local; it is gone after the block.

    Its name ends in .tmp, so what a killed load leaves is never read as data.
    """
    folder = Path(lake.path("raw", source)) if lake.is_local else scratch
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{uuid.uuid4().hex}.tmp"
    try:
        yield str(draft)
    finally:
        draft.unlink(missing_ok=True)


def keep(lake: Lake, draft: str, source: str, digest: str) -> None:
    """Make a finished draft the load of its content, in one step: the same content is the same file."""
    lake.adopt(draft, "raw", source, f"load_id={digest}", _PART)


def _schema(config: SourceConfig) -> pa.Schema:
    types = {name: pa.string() if config.kind == "csv" else _TYPES[c.type] for name, c in config.columns.items()}
    return pa.schema(types | ORIGIN_TYPES)


def _found(lake: Lake, *parts: str) -> pa.Schema:
    with lake.fs.open(lake.path(*parts), "rb") as data:
        return pq.read_schema(data).remove_metadata()
