"""Tables of SQLite, DuckDB and PostgreSQL. ibis writes the SQL; rows are streamed, never held as a whole.

The result goes into a local Parquet file first: what it holds is known only when it was read to the end.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from fsspec.implementations.local import LocalFileSystem

from configs.contracts import SourceConfig
from warehouse.row_groups import write_row_groups
from warehouse.sources.base import Piece, Request, Rows, SourceError, explained, explaining
from warehouse.sources.contract_check import check_schema
from warehouse.sources.databases import DATABASE_ERRORS, connected
from warehouse.sources.files import File
from warehouse.sources.parquet import read_rows

_SPOOL_ROWS = 1 << 20  # of a row group, and never another number: the digest of the file names the load
_ISO = r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$"


def pieces(request: Request) -> list[Piece]:
    """One piece: the table's rows; with a watermark those at or after its newest landed value, and those without one."""
    table = str(request.config.table)
    spool = request.scratch / "result.parquet"
    file = File(request.source, LocalFileSystem(), str(spool), table)
    return [Piece(table, partial(_spooled, request, spool), partial(read_rows, file))]


def _spooled(request: Request, spool: Path, seen: Callable[[int], None]) -> str:
    """Put the result into the file `spool`; answers the digest of the file, as equal rows make equal files."""
    with _reading(request) as rows:
        check_schema(f"{request.source}: {request.config.table}", request.config, rows.schema)
        write_row_groups(str(spool), rows.schema, rows.batches, seen, _SPOOL_ROWS, _SPOOL_ROWS)
    with spool.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()[:16]


@contextmanager
def _reading(request: Request) -> Iterator[Rows]:
    source, config = request.source, request.config

    def said(error: Exception) -> str:
        return f"{source}: table {config.table}: cannot be read: {str(error).strip()}; nothing of it was landed"

    with connected(source, config.url.get_secret_value() if config.url else "") as database:
        with explaining(DATABASE_ERRORS, said):
            table = database.table(str(config.table))
            rows = database.rows(_query(table, config, request.since))
        yield Rows(rows.schema, _watched(source, config, rows.schema, explained(rows.batches, DATABASE_ERRORS, said)))


def _query(table: Any, config: SourceConfig, since: Any) -> Any:
    """In one order always, so that the same rows are the same file."""
    mark = config.watermark
    if mark in table.columns and since is not None:
        newest = ibis.literal(since)
        stands = table[mark] >= (newest if table[mark].type().is_string() else newest.cast(table[mark].type()))
        table = table.filter(stands | table[mark].isnull())
    first = [name for name in (mark, *config.key_columns) if name in table.columns]
    return table.order_by(list(dict.fromkeys([*first, *table.columns])))


def _watched(
    source: str, config: SourceConfig, schema: pa.Schema, batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """The batches; stops where the watermark is text that does not sort as what it stands for."""
    mark = config.watermark
    kind = config.columns[mark].type if mark else "string"
    as_text = mark is not None and kind != "string" and pa.types.is_string(schema.field(mark).type)
    for batch in batches:
        if as_text and not (kind in ("date", "timestamp") and _all_iso(batch.column(mark))):
            raise SourceError(
                f"{source}: watermark {mark}: expected a column of type {kind}, or text as 2024-01-31 10:00:00, found text "
                "that does not sort so; give the table a typed column, or take the watermark away"
            )
        yield batch


def _all_iso(values: pa.Array) -> bool:
    return pc.all(pc.match_substring_regex(values, _ISO), min_count=0).as_py() is not False
