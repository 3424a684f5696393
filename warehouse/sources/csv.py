"""CSV files, plain or compressed (.gz, .xz, .bz2): every value is landed as the text that it is."""

import bz2
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv

from warehouse.sources.base import SourceError

_OPENERS: dict[str, Callable[[Path], Any]] = {".gz": gzip.GzipFile, ".xz": lzma.LZMAFile, ".bz2": bz2.BZ2File}
_BLOCK_BYTES = 8 << 20


def read_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """Yield the file's rows in batches, all columns as text; raises SourceError where it is no readable UTF-8 CSV."""
    header = _header(path)
    with _open(path) as data:
        try:
            yield from pacsv.open_csv(
                data,
                read_options=pacsv.ReadOptions(block_size=_BLOCK_BYTES),
                parse_options=pacsv.ParseOptions(newlines_in_values=True),
                convert_options=pacsv.ConvertOptions(
                    column_types={name: pa.string() for name in header}, strings_can_be_null=False
                ),
            )
        except (pa.ArrowInvalid, lzma.LZMAError, EOFError, OSError) as error:
            raise SourceError(f"{path.name}: not a readable UTF-8 CSV: {error}") from error


def _open(path: Path) -> Any:
    """A binary file of the content, decompressed by the name's ending."""
    return _OPENERS.get(path.suffix, io.FileIO)(path)


def _header(path: Path) -> list[str]:
    try:
        with _open(path) as data:
            first = data.readline()
    except (lzma.LZMAError, EOFError, OSError) as error:
        raise SourceError(f"{path.name}: cannot be read: {error}") from error
    if not first.strip():
        raise SourceError(f"{path.name}: expected a CSV with a header line, found an empty file")
    try:
        return list(pacsv.read_csv(pa.BufferReader(first)).column_names)
    except pa.ArrowInvalid as error:
        raise SourceError(f"{path.name}: the header line is not CSV: {error}") from error
