"""Where things live: one tree, on local disk or in an object store.

The design of the tree is in docs/ARCHITECTURE.md. All I/O goes through fsspec.
"""

import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fsspec.implementations.local import LocalFileSystem

from configs.settings import PROJECT_DIR
from warehouse import locks, objects

_CHUNK = 8 << 20
_LOCK_SECONDS = 600.0


@dataclass(frozen=True)
class Stored:
    """A file of the lake as it was listed; `version` tells whether it was written again since (0 on local disk)."""

    path: str
    size: int
    modified: datetime
    version: int


@dataclass(frozen=True)
class Lake:
    """A lake's root and the few ways in which it is written.

    `root` is a local path (a relative one is taken from the project's root) or `gs://bucket/prefix`.
    """

    root: str
    fs: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        scheme, remote, _ = self.root.partition("://")
        if remote and scheme != "gs":
            raise ValueError(f"lake root {self.root!r}: expected a local path or gs://bucket/prefix")
        root = self.root.rstrip("/") if remote else str(PROJECT_DIR / self.root)
        object.__setattr__(self, "fs", objects.filesystem() if remote else LocalFileSystem())
        object.__setattr__(self, "root", root)

    def __reduce__(self) -> tuple[type["Lake"], tuple[str]]:
        """Travel to another process by the root alone: connections do not."""
        return Lake, (self.root,)

    @property
    def is_local(self) -> bool:
        return isinstance(self.fs, LocalFileSystem)

    def path(self, *parts: str) -> str:
        """The address of a file of the lake, as DuckDB, pyarrow and fsspec read it."""
        return "/".join((self.root, *parts))

    def exists(self, *parts: str) -> bool:
        return bool(self.fs.exists(self.path(*parts)))

    def names(self, *parts: str) -> list[str]:
        """The names of what lies in a folder, sorted; an absent folder is empty."""
        try:
            entries = self.fs.ls(self.path(*parts), detail=False)
        except FileNotFoundError:
            return []
        return sorted(str(entry).rstrip("/").rsplit("/", 1)[-1] for entry in entries)

    def read(self, *parts: str) -> bytes:
        """The content of a file; raises FileNotFoundError when there is none."""
        data: bytes = self.fs.cat_file(self.path(*parts))
        return data

    def sha256(self, *parts: str) -> str:
        """The hash of a file's content; raises FileNotFoundError when there is none."""
        digest = hashlib.sha256()
        with self.fs.open(self.path(*parts), "rb") as data:
            while chunk := data.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def write(self, data: bytes, *parts: str) -> None:
        """Write a whole file: readers see the old one or the new one, never a part."""
        if not self.is_local:
            self.fs.pipe_file(self.path(*parts), data)
            return
        with self.writing(*parts) as draft:
            Path(draft).write_bytes(data)

    def create(self, data: bytes, *parts: str) -> bool:
        """Write a whole file unless there is one; False when there is. Of several at once, one succeeds.

        In a bucket, one who finds the very same content there takes it for his own: put something of yours in it.
        """
        if not self.is_local:
            return objects.put_if(self.fs, self.path(*parts), data, 0)
        target = Path(self.path(*parts))
        draft = target.with_name(f"{target.name}.{uuid.uuid4().hex[:8]}.tmp")
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_bytes(data)
            _sync(str(draft))
            os.link(draft, target)
            _sync(str(target.parent))
        except FileExistsError:
            return False
        finally:
            draft.unlink(missing_ok=True)
        return True

    def remove_all(self, *parts: str) -> None:
        """Delete a folder with all that is in it, or a file; what is gone already is no fault."""
        with suppress(FileNotFoundError):
            self.fs.rm(self.path(*parts), recursive=True)

    @contextmanager
    def drafting(self, *parts: str) -> Iterator[str]:
        """The local path of a draft that becomes the file when the block ends well, and vanishes when it does not."""
        if self.is_local:
            with self.writing(*parts) as draft:
                yield draft
            return
        with tempfile.TemporaryDirectory() as folder:
            draft = f"{folder}/{parts[-1]}"
            yield draft
            self.adopt(draft, *parts)

    @contextmanager
    def writing(self, *parts: str) -> Iterator[str]:
        """Like `drafting`, but the draft lies in the lake: an address for `fs`."""
        target = self.path(*parts)
        draft = f"{target}.{uuid.uuid4().hex[:8]}.tmp"
        self.fs.makedirs(_folder(target), exist_ok=True)
        try:
            yield draft
            self.move(draft, target)
        finally:
            if self.fs.exists(draft):
                self.fs.rm_file(draft)

    def move(self, source: str, target: str) -> None:
        """Give a finished file its name: atomic on local disk (fsync, rename, fsync), one copy in an object store."""
        self.fs.makedirs(_folder(target), exist_ok=True)
        if not self.is_local:
            self.fs.cp_file(source, target)
            self.fs.rm_file(source)
            return
        _sync(source)
        os.replace(source, target)
        _sync(_folder(target))

    def adopt(self, draft: str, *parts: str) -> None:
        """Make a finished local file a file of the lake, atomically. Locally it is moved, to a bucket it is copied."""
        if self.is_local:
            self.move(draft, self.path(*parts))
        else:
            self.fs.put_file(draft, self.path(*parts))

    def share(self, file: str, *parts: str) -> None:
        """Like `adopt`, but the local file stays: on the same disk both are one, and neither is ever written again."""
        if not self.is_local:
            self.fs.put_file(file, self.path(*parts))
            return
        with self.writing(*parts) as draft:
            try:
                os.link(file, draft)
            except OSError:  # another disk, or one without links
                shutil.copyfile(file, draft)

    def exclusive(self) -> AbstractContextManager[None]:
        """Alone among those that publish, roll back or prune: on local disk. In a bucket, conditions take its place.

        Raises locks.Busy, naming the process, when another one holds it for ten minutes.
        """
        if not self.is_local:
            return nullcontext()
        return locks.held(Path(self.path("releases", ".lock")), _LOCK_SECONDS)

    def read_versioned(self, *parts: str) -> tuple[bytes | None, int]:
        """A file's content, None when absent, and the version that `replace` expects."""
        # The version is asked for first: a write in between makes `replace` refuse, never overwrite.
        version = 0 if self.is_local else objects.generation(self.fs, self.path(*parts))
        try:
            return self.read(*parts), version
        except FileNotFoundError:
            return None, version

    def replace(self, data: bytes, seen: tuple[bytes | None, int], *parts: str) -> bool:
        """Write a file unless it changed since `seen` was read; False when it did. On local disk: within `exclusive`."""
        if not self.is_local:
            return objects.put_if(self.fs, self.path(*parts), data, seen[1])
        if self.read_versioned(*parts)[0] != seen[0]:
            return False
        self.write(data, *parts)
        return True

    def files(self, *parts: str) -> list[Stored]:
        """All files below a folder, at any depth, sorted by path."""
        found = self.fs.find(self.path(*parts), detail=True).values()
        listed = [
            Stored(str(f["name"]), int(f["size"]), _moment(f["mtime"]), int(f.get("generation", 0))) for f in found
        ]
        return sorted(listed, key=lambda stored: stored.path)

    def relative(self, stored: Stored) -> str:
        """A listed file's path from the lake's root."""
        return stored.path.removeprefix(self.root.removeprefix("gs://")).lstrip("/")

    def remove(self, stored: Stored) -> bool:
        """Delete a listed file unless it was written again since; False when it was, or is gone."""
        if not self.is_local:
            return objects.delete_if(self.fs, stored.path, stored.version)
        Path(stored.path).unlink(missing_ok=True)
        return True


def _folder(path: str) -> str:
    return path.rsplit("/", 1)[0]


def _sync(path: str) -> None:
    """Have a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _moment(value: datetime | float) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromtimestamp(value, UTC)
