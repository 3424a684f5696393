"""Files of a remote lake on local disk. They are immutable and named by their content, so each is fetched once.

Processes share the folder. Whoever reads a file holds a shared lock on it; whoever makes room takes only files that
nobody holds, least recently used first. Whoever fetches locks the draft, so that two do not fetch the same file.
"""

import os
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from configs.settings import PROJECT_DIR, get_settings
from warehouse.lake import Lake
from warehouse.locks import held, try_lock
from warehouse.manifests import ReleaseError, TableFile

_YOUNG_SECONDS = 60.0
_FETCH_SECONDS = 600.0


@dataclass(frozen=True)
class FileCache:
    """A folder of fetched files, `<sha256>.parquet`, of at most `max_bytes` unless more is in use."""

    folder: Path
    max_bytes: int

    def pinned(self, lake: Lake, table: TableFile, owner: object) -> str:
        """The local path of a table's file, which stays there while `owner` lives.

        Raises ReleaseError when the lake has no such file, or twice one of another content than the manifest's.
        """
        path = self.folder / f"{table.sha256}.parquet"
        while (descriptor := _pin(path)) is None:
            self._fetch(lake, table, path)
        weakref.finalize(owner, os.close, descriptor)
        os.utime(path)
        return str(path)

    def _fetch(self, lake: Lake, table: TableFile, path: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with held(self.folder / f"{path.name[:2]}.lock", _FETCH_SECONDS):
            if path.exists():
                return
            self.make_room(table.size or 0)
            _download(lake, table, path)

    def make_room(self, wanted: int) -> None:
        """Delete what was used least recently until `wanted` bytes more fit; never what is in use or younger than a minute."""
        found = sorted(_present(self.folder))
        excess = sum(size for _, size, _ in found) + wanted - self.max_bytes
        for used, _, entry in found:
            if excess <= 0 or time.time() - used < _YOUNG_SECONDS:
                return
            excess -= _deleted(entry)


def shared_cache() -> FileCache:
    """The cache that the settings say."""
    lake = get_settings().lake
    return FileCache(PROJECT_DIR / lake.cache, lake.cache_bytes)


def _pin(path: Path) -> int | None:
    """Hold a file for reading; None when it is not there, or was deleted at this moment."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    if try_lock(descriptor, shared=True) and _is_still(path, descriptor):
        return descriptor
    os.close(descriptor)
    return None


def _download(lake: Lake, table: TableFile, path: Path, attempts: int = 2) -> None:
    draft = path.with_suffix(".tmp")
    for _ in range(attempts):
        try:
            lake.fs.get_file(lake.path(table.file), str(draft))
        except FileNotFoundError:
            raise ReleaseError(f"{lake.path(table.file)}: missing; run `dbt build` without a selection") from None
        found = Lake(str(path.parent)).sha256(draft.name)
        if found == table.sha256:
            os.replace(draft, path)
            return
        draft.unlink()
    raise ReleaseError(
        f"{lake.path(table.file)}: damaged; expected sha256 {table.sha256}, found {found}; "
        "run `dbt build` without a selection"
    )


def _deleted(path: Path) -> int:
    """Delete a file that nobody holds; answers the bytes that this freed."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return 0
    try:
        if not try_lock(descriptor):
            return 0
        size = os.fstat(descriptor).st_size
        path.unlink(missing_ok=True)
        return size
    finally:
        os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False


def _present(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When it was used last, its bytes and its path, of every file; others may delete meanwhile."""
    for entry in (*folder.glob("*.parquet"), *folder.glob("*.tmp")):
        try:
            found = entry.stat()
        except FileNotFoundError:
            continue
        yield found.st_mtime, found.st_size, entry
