"""Immutable releases: open one and read it.

A release is a manifest that names the Parquet files of each table. Files are named by their content, so a table that
did not change is the same file in the next release. `current.json` is the one pointer; moving it is the publication
(`publishing`), and readers take no lock.
"""

from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any

import duckdb
from duckdb import DuckDBPyConnection

from warehouse.cache import shared_cache
from warehouse.lake import Lake
from warehouse.manifests import (
    FOLDERS,
    Manifest,
    ReleaseError,
    Table,
    TableFile,
    current_id,
    is_id,
    list_ids,
    read_manifest,
)
from warehouse.publishing import git_sha, publish, roll_back

if TYPE_CHECKING:
    import pyarrow.dataset as pads

__all__ = [
    "FOLDERS",
    "Interrupted",
    "Manifest",
    "Release",
    "ReleaseError",
    "Table",
    "TableFile",
    "current_id",
    "git_sha",
    "is_id",
    "list_ids",
    "open_release",
    "publish",
    "roll_back",
]

Interrupted = duckdb.InterruptException  # of a query whose cursor was told to `interrupt`


@dataclass(frozen=True)
class Release:
    """A release, open for reading; its connection and its files are let go when nobody refers to it any more.

    Of a lake in a bucket, marts are read through the local cache; features, which may be large, are read in place,
    and only the parts that are asked for.
    """

    lake: Lake
    manifest: Manifest
    _lock: RLock = field(default_factory=RLock, repr=False, compare=False)
    _viewed: set[str] = field(default_factory=set, repr=False, compare=False)
    _pinned: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def __reduce__(self) -> tuple[type["Release"], tuple[Lake, Manifest]]:
        """Travel to another process without what is open here."""
        return Release, (self.lake, self.manifest)

    @property
    def id(self) -> str:
        return self.manifest.release_id

    def files(self, table: str) -> list[str]:
        """The addresses of a table's Parquet files in the lake; raises ReleaseError that lists the tables there are."""
        return [self.lake.path(file.file) for file in self._table(table).files]

    def local_files(self, table: str) -> list[str]:
        """The paths of a table's files on this machine, fetched where the lake is remote, there while the release is.

        Raises ReleaseError when there is no such table, or when a file is missing or damaged.
        """
        if self.lake.is_local:
            return self.files(table)
        with self._lock:
            if table not in self._pinned:
                cache = shared_cache()
                self._pinned[table] = [cache.pinned(self.lake, file, self) for file in self._table(table).files]
            return self._pinned[table]

    def dataset(self, table: str) -> "pads.Dataset":
        """A table as an Arrow dataset, for scans that push columns and filters down."""
        import pyarrow.dataset as pads  # takes half a second, with pandas: a prompt or a decision does without

        if self._is_read_in_place(table):
            places = [place.split("://", 1)[1] for place in self.files(table)]
            return pads.dataset(places, filesystem=self.lake.fs)
        return pads.dataset(self.local_files(table))

    def duckdb(self, *tables: str) -> DuckDBPyConnection:
        """A cursor of its own, safe to use in one thread, with a view for each of `tables`, by default for all.

        Raises ReleaseError when there is no such table.
        """
        with self._lock:
            for table in tables or self.manifest.tables:
                if table not in self._viewed:
                    places = self.files(table) if self._is_read_in_place(table) else self.local_files(table)
                    self._connection.read_parquet(places).create_view(table)
                    self._viewed.add(table)
            return self.cursor()

    def cursor(self) -> DuckDBPyConnection:
        """A cursor with the views that were asked for so far; settings of the database hold for all of them."""
        with self._lock:
            return self._connection.cursor()

    def ibis(self) -> Any:
        """An ibis backend of its own on the release: `release.ibis().table("dim_series")`."""
        import ibis  # seconds, and only notebooks come here

        return ibis.duckdb.from_connection(self.duckdb())

    def save_views(self, database: str) -> None:
        """Make a DuckDB file of views on the release's files on this machine, for a shell or another tool.

        Of a remote lake, files are fetched first. The views name them by absolute paths.
        """
        with duckdb.connect(database) as con:
            for table in self.manifest.tables:
                con.read_parquet(self.local_files(table)).create_view(table)

    def _table(self, table: str) -> Table:
        if table not in self.manifest.tables:
            raise ReleaseError(f"release {self.id} has no table {table!r}; it has: {', '.join(self.manifest.tables)}")
        return self.manifest.tables[table]

    def _is_read_in_place(self, table: str) -> bool:
        return not self.lake.is_local and not self._table(table).is_mart

    @cached_property
    def _connection(self) -> DuckDBPyConnection:
        con = duckdb.connect(":memory:")
        con.execute(
            "set global parquet_metadata_cache = true"
        )  # the files never change; without global, cursors have it not
        if not self.lake.is_local:
            con.register_filesystem(self.lake.fs)
        return con


def open_release(lake: Lake, release_id: str | None = None) -> Release:
    """Open a release, the current one by default; raises ReleaseError when there is none or its id is unknown."""
    return Release(lake, read_manifest(lake, release_id))
