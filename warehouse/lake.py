"""Where things live: one tree, on local disk or in an object store.

The design of the tree is in docs/ARCHITECTURE.md. All I/O goes through fsspec.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

from configs.settings import PROJECT_DIR


@dataclass(frozen=True)
class Lake:
    """A lake's root and the few ways in which it is written.

    `root` is a local path (a relative one is taken from the project's root) or `gs://bucket/prefix`.
    """

    root: str
    fs: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        remote = "://" in self.root
        fs, path = fsspec.url_to_fs(self.root if remote else str(PROJECT_DIR / self.root))
        object.__setattr__(self, "fs", fs)
        object.__setattr__(self, "root", self.root.rstrip("/") if remote else str(Path(path)))

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
        if not self.exists(*parts):
            return []
        self.fs.invalidate_cache(self.path(*parts))
        return sorted(str(entry).rsplit("/", 1)[-1] for entry in self.fs.ls(self.path(*parts), detail=False))

    def read(self, *parts: str) -> bytes:
        data: bytes = self.fs.cat_file(self.path(*parts))
        return data

    def write(self, data: bytes, *parts: str) -> None:
        """Write a whole file: readers see the old one or the new one, never a part."""
        with self.writing(*parts) as draft, self.fs.open(draft, "wb") as out:
            out.write(data)

    @contextmanager
    def writing(self, *parts: str) -> Iterator[str]:
        """The address of a draft that becomes the file when the block ends well, and vanishes when it does not."""
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
        """Give a finished file its name: atomic on local disk (fsync, then rename), one copy in an object store."""
        self.fs.makedirs(_folder(target), exist_ok=True)
        if not self.is_local:
            self.fs.mv(source, target)
            return
        with open(source, "rb") as written:
            os.fsync(written.fileno())
        os.replace(source, target)


def _folder(path: str) -> str:
    return path.rsplit("/", 1)[0]
