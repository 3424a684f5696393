"""What an extractor is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pyarrow as pa


class SourceError(Exception):
    """A source that cannot be landed; the message names what was expected, what was found and what to do."""


class Extractor(Protocol):
    """Yields the rows of a file in their order, in batches of bounded size, columns and values unchanged."""

    def __call__(self, path: Path) -> Iterator[pa.RecordBatch]: ...
