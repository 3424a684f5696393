"""Parquet files, one row group after the other, types unchanged; folders named `key=value` become text columns."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.sources.base import Piece, Request, Rows, explained, explaining
from warehouse.sources.files import File, find, with_partitions

_BATCH_ROWS = 1 << 17


def pieces(request: Request) -> list[Piece]:
    """One piece for each file of `config.path`."""
    return [Piece(file.name, file.digest, partial(read_rows, file)) for file in find(request.source, request.config)]


@contextmanager
def read_rows(file: File) -> Iterator[Rows]:
    """The rows of one Parquet file; raises SourceError where it is none, is cut off or damaged."""
    errors, said = (pa.ArrowException, *file.errors), partial(_said, file)
    with file.open() as data:
        with explaining(errors, said):
            opened = pq.ParquetFile(data, pre_buffer=True)
            schema = opened.schema_arrow
        yield with_partitions(file, Rows(schema, explained(opened.iter_batches(_BATCH_ROWS), errors, said)))


def _said(file: File, error: Exception) -> str:
    return f"{file.said}: not a readable Parquet file: {error}; nothing of it was landed"
