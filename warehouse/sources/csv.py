"""CSV files, plain or compressed (.gz .xz .bz2 .zst), in any encoding: every value lands as the text that it is."""

import bz2
import csv
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.csv as pacsv

from configs.contracts import SourceConfig
from warehouse.sources.base import Piece, Request, Rows, SourceError, explained, explaining
from warehouse.sources.files import File, find, with_partitions


def _plain(data: BinaryIO) -> BinaryIO:
    return data


_OPENERS: dict[str, Callable[[BinaryIO], Any]] = {
    ".gz": lambda data: gzip.GzipFile(fileobj=data),
    ".xz": lzma.LZMAFile,
    ".bz2": bz2.BZ2File,
    ".zst": lambda data: pa.CompressedInputStream(pa.PythonFile(data, "r"), "zstd"),
}
_UNREADABLE = (pa.ArrowException, lzma.LZMAError, zlib.error, csv.Error, EOFError, UnicodeError)
_BLOCK_BYTES = 8 << 20


def pieces(request: Request) -> list[Piece]:
    """One piece for each file of `config.path`."""
    config = request.config
    how = "" if config.encoding == "utf-8" else config.encoding
    return [
        Piece(file.name, partial(file.digest, how=how), partial(_read, file, config))
        for file in find(request.source, config)
    ]


@contextmanager
def _read(file: File, config: SourceConfig) -> Iterator[Rows]:
    errors, said = (*_UNREADABLE, *file.errors), partial(_said, file, config)
    with explaining(errors, said):
        header = _header(file, config)
    with file.open() as data:
        with explaining(errors, said):
            stream = _stream(file, data, config, header)
        yield with_partitions(file, Rows(stream.schema, explained(stream, errors, said)))


def _stream(file: File, data: BinaryIO, config: SourceConfig, header: list[str]) -> pacsv.CSVStreamingReader:
    return pacsv.open_csv(
        _decompressed(file, data),
        read_options=pacsv.ReadOptions(block_size=_BLOCK_BYTES, encoding=config.encoding),
        parse_options=pacsv.ParseOptions(delimiter=config.delimiter, newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False
        ),
    )


def _header(file: File, config: SourceConfig) -> list[str]:
    """The names of the columns, so that none of them is guessed to be something else than text."""
    with file.open() as data:
        text = io.TextIOWrapper(_decompressed(file, data), encoding=config.encoding, newline="")
        header = next(filter(None, csv.reader(text, delimiter=config.delimiter)), None)
    if header is None:
        raise SourceError(f"{file.said}: expected a CSV with a header line, found an empty file")
    return [header[0].removeprefix("\ufeff"), *header[1:]]


def _decompressed(file: File, data: BinaryIO) -> Any:
    return _OPENERS.get(PurePosixPath(file.name).suffix, _plain)(data)


def _said(file: File, config: SourceConfig, error: Exception) -> str:
    kind = f"{config.encoding.upper()} CSV (see `encoding`, `delimiter`)"
    return f"{file.said}: not a readable {kind}: {error}; nothing of it was landed"
