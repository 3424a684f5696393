"""Write a stream of batches to Parquet in row groups of a good size."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

_ROWS = 122_880  # DuckDB gives each row group to one thread, and this is the size of its own
_BYTES = 256 << 20


def write_row_groups(
    path: str,
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    seen: Callable[[int], None],
    least: int = _ROWS,
    most: int = 2 * _ROWS,
    **options: Any,
) -> int:
    """Write the batches to a local file and answer their rows; `seen` is called with the rows so far.

    A row group has `least` rows, up to `most` as batches come, fewer where they are wide or left: memory is bounded, and
    readers share the work.
    `options` are those of pyarrow's ParquetWriter.
    """
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=1, **options) as writer:
        for group in _groups(schema, _counted(batches, seen), least):
            writer.write_table(group, row_group_size=most)
            rows += group.num_rows
    return rows


def _counted(batches: Iterable[pa.RecordBatch], seen: Callable[[int], None]) -> Iterator[pa.RecordBatch]:
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        seen(rows)
        yield batch


def _groups(schema: pa.Schema, batches: Iterable[pa.RecordBatch], least: int) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        held, rows, size = [*held, batch], rows + batch.num_rows, size + batch.nbytes
        if rows >= least or size >= _BYTES:
            yield pa.Table.from_batches(held, schema)
            held, rows, size = [], 0, 0
    if rows:
        yield pa.Table.from_batches(held, schema)
