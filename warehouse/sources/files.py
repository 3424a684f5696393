"""Find the files of a source, on local disk or in a bucket, and name them by their content."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import unquote

import fsspec
import pyarrow as pa
from fsspec.implementations.local import LocalFileSystem

from configs.contracts import SourceConfig
from configs.settings import PROJECT_DIR
from warehouse.sources.base import Rows, SourceError, explaining

_WILDCARD = re.compile(r"[*?\[]")
_PARTITION = re.compile(r"([^=/]+)=([^/]*)")
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class File:
    """One file of a source; `name` is its path below the folder that holds all of the source's files.

    `version` is what told it from a later one by the same name when it was found; None where none can come.
    """

    source: str
    fs: Any
    path: str
    name: str
    version: tuple[Any, ...] | None = None

    @property
    def said(self) -> str:
        """How messages name the file."""
        return f"{self.source}: {self.name}"

    @property
    def partitions(self) -> dict[str, str | None]:
        """Keys and values of the folders around the file that are named `key=value` (Hive's way)."""
        found: dict[str, str | None] = {}
        for folder in reversed(self.path.split("/")[:-1]):
            pair = _PARTITION.fullmatch(folder)
            if pair is None:
                break
            found[unquote(pair[1])] = None if pair[2] == _NO_VALUE else unquote(pair[2])
        return dict(reversed(found.items()))

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What the file system raises when it cannot give the file or a part of it."""
        if isinstance(self.fs, LocalFileSystem):
            return (OSError,)
        from aiohttp import ClientError  # only there with the extra `gcp`, and slow to import
        from gcsfs.retry import HttpError  # type: ignore[import-untyped]
        from google.auth.exceptions import GoogleAuthError

        return OSError, ClientError, HttpError, GoogleAuthError

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The file's bytes; raises SourceError when it cannot be opened, or is another one since it was found."""
        with self._reached():
            data = self.fs.open(self.path, "rb")
        with data:
            yield data
        if self.version is not None and self.version != self._version_now():
            raise SourceError(f"{self.said}: changed while it was read; nothing of it was landed: land again")

    def digest(self, seen: Callable[[int], None], how: str = "") -> str:
        """16 hex of the content, and of `how` it is read where that is not the usual way.

        In a bucket the store's own checksum stands for the bytes, so that a known file is not fetched again.
        """
        with self._reached():
            stored = self.fs.info(self.path).get("md5Hash")
            digest = hashlib.sha256(f"md5:{stored}".encode()) if stored else self._hashed()
        parts = [f"{key}={value}" for key, value in self.partitions.items()]
        digest.update("/".join(filter(None, [how, *parts])).encode())
        return digest.hexdigest()[:16]

    def _hashed(self) -> Any:
        digest = hashlib.sha256()
        with self.fs.open(self.path, "rb") as data:
            while chunk := data.read(_CHUNK):
                digest.update(chunk)
        return digest

    def _version_now(self) -> tuple[Any, ...]:
        with self._reached():
            self.fs.invalidate_cache(self.path)
            return _version(self.fs.info(self.path))

    def _reached(self) -> AbstractContextManager[None]:
        return explaining(self.errors, lambda error: f"{self.said}: cannot be read: {error}")


def find(source: str, config: SourceConfig) -> list[File]:
    """The files of `config.path`, sorted; raises SourceError where there is none or the place cannot be reached."""
    wanted = str(config.path)
    place = File(source, *_place(source, wanted), wanted)
    with place._reached():
        place.fs.invalidate_cache()
        found = _found(place.fs, place.path)
    if not found:
        what = "files like" if _WILDCARD.search(wanted) else "the file"
        raise SourceError(f"{source}: expected {what} {wanted}, found none; is `path` right?")
    if any(info["type"] != "file" for info in found.values()):
        raise SourceError(f"{source}: path {wanted} is a folder; name its files, as {wanted.rstrip('/')}/*")
    fixed = place.path if place.path in found else _WILDCARD.split(place.path)[0]
    folder = fixed.rsplit("/", 1)[0] + "/"
    return [
        File(source, place.fs, path, path.removeprefix(folder), _version(info)) for path, info in sorted(found.items())
    ]


def with_partitions(file: File, rows: Rows) -> Rows:
    """The rows with the file's partitions as text columns, those aside that the file has itself."""
    added = {key: value for key, value in file.partitions.items() if key not in rows.schema.names}
    if not added:
        return rows
    schema = pa.schema([*rows.schema, *(pa.field(key, pa.string()) for key in added)])
    values = [pa.scalar(value, pa.string()) for value in added.values()]
    return Rows(schema, (_widened(batch, schema, values) for batch in rows.batches))


def _widened(batch: pa.RecordBatch, schema: pa.Schema, values: list[pa.Scalar]) -> pa.RecordBatch:
    added = [pa.repeat(value, batch.num_rows) for value in values]
    return pa.record_batch([*batch.columns, *added], schema=schema)


def _place(source: str, wanted: str) -> tuple[Any, str]:
    scheme = wanted.split("://")[0] if "://" in wanted else ""
    advice = f"{source}: path {wanted}: expected a local path or gs://bucket/path"
    if scheme not in ("", "file", "gs", "gcs"):
        raise SourceError(f"{advice}, found {scheme}://")
    with explaining((ImportError,), lambda error: f"{advice}; gs:// needs the extra `gcp`: {error}"):
        fs, path = fsspec.url_to_fs(wanted if scheme else str(PROJECT_DIR / wanted))
    return fs, str(path)


def _found(fs: Any, path: str) -> dict[str, Any]:
    if fs.exists(path):  # a name may have brackets of its own
        return {path: fs.info(path)}
    return {each: info for each, info in fs.glob(path, detail=True).items() if info["type"] == "file"}


def _version(info: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(info.get(key) for key in ("size", "mtime", "generation"))
