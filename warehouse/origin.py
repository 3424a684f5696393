"""What every landed row says of where it comes from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from configs.contracts import ORIGIN_COLUMNS

ORIGIN_TYPES: dict[str, pa.DataType] = dict(
    zip(ORIGIN_COLUMNS, (pa.string(), pa.string(), pa.timestamp("us"), pa.string(), pa.int64()), strict=True)
)
# As they are written: what is the same in all rows is stored once. Readers see plain columns.
_WRITTEN = {
    name: pa.dictionary(pa.int8(), kind) if pa.types.is_string(kind) else kind for name, kind in ORIGIN_TYPES.items()
}


@dataclass(frozen=True)
class Origin:
    """The origin of one load; `loaded_at` is UTC without a zone, `file` a file's name or a table's."""

    source: str
    load_id: str
    loaded_at: datetime
    file: str

    def schema(self, rows: pa.Schema) -> pa.Schema:
        """The schema of rows with their origin."""
        return pa.schema([*rows, *(pa.field(name, kind) for name, kind in _WRITTEN.items())])

    def added(self, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The batches with their origin, in the `schema` that this gives; `_row` counts from 1."""
        row = 1
        for batch in batches:
            n = batch.num_rows
            yield pa.record_batch([*batch.columns, *self._columns(row, n)], schema=schema)
            row += n

    def _columns(self, row: int, n: int) -> list[Any]:
        at = pa.repeat(pa.scalar(self.loaded_at, ORIGIN_TYPES["_loaded_at"]), n)
        source, load_id, file = (_same(text, n) for text in (self.source, self.load_id, self.file))
        return [source, load_id, at, file, pa.arange(row, row + n)]


def _same(text: str, n: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int8()), n), pa.array([text]))
