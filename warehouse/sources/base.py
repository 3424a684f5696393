"""What an extractor is: it cuts a source into pieces, each landed once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from configs.contracts import SourceConfig


class SourceError(Exception):
    """A source that cannot be landed; the message names what was expected, what was found and what to do."""


@dataclass(frozen=True)
class Rows:
    """The rows of a piece in their order: batches of bounded size that share `schema`, values unchanged."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


@dataclass(frozen=True)
class Piece:
    """What lands at once: a file, or the result of one query.

    `name` goes to `_file`. `digest(seen)` is 16 hex of the content, had without the rows where that can be; where not,
    `seen` is called with the number of rows so far. `read()` opens the rows. Both raise SourceError.
    """

    name: str
    digest: Callable[[Callable[[int], None]], str]
    read: Callable[[], AbstractContextManager[Rows]]


@dataclass(frozen=True)
class Request:
    """What is asked of an extractor.

    `since` is the newest landed value of the source's watermark, None before the first load or without one;
    `scratch` a local folder that lives as long as the pieces do.
    """

    source: str
    config: SourceConfig
    since: Any
    scratch: Path


class Extractor(Protocol):
    """The pieces of a source, in a stable order; raises SourceError where there are none or they cannot be reached."""

    def __call__(self, request: Request) -> Sequence[Piece]: ...


@contextmanager
def explaining(errors: tuple[type[Exception], ...], said: Callable[[Exception], str]) -> Iterator[None]:
    """A library's error in the block becomes a SourceError that says what `said` makes of it."""
    try:
        yield
    except errors as error:
        raise SourceError(said(error)) from error


def explained(
    batches: Iterable[pa.RecordBatch], errors: tuple[type[Exception], ...], said: Callable[[Exception], str]
) -> Iterator[pa.RecordBatch]:
    """The batches; what goes wrong while they are read is explained."""
    with explaining(errors, said):
        yield from batches
