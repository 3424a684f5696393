"""Immutable releases: publish, list, open, roll back.

A release is a manifest that names one Parquet file for each table. Files are named by their content,
so a table that did not change is the same file in the next release. `current.json` is the one pointer;
moving it is the publication, and readers take no lock.
"""

import hashlib
import json
import shutil
import subprocess
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import duckdb
import pyarrow.dataset as pads

from configs.settings import PROJECT_DIR, get_settings
from warehouse.lake import Lake

FOLDERS = {"features": "feature_store", "marts": "processed"}
_CHUNK = 1 << 20


class ReleaseError(Exception):
    """A release that is missing, broken or incomplete; the message says which and what to do."""


@dataclass(frozen=True)
class TableFile:
    """One table of a release; `file` is relative to the lake's root."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a release holds, and where it came from."""

    release_id: str
    created_at: str
    parent: str | None
    git_sha: str
    invocation_id: str
    tables: dict[str, TableFile]

    @classmethod
    def parse(cls, data: bytes) -> "Manifest":
        fields = json.loads(data)
        return cls(**{**fields, "tables": {k: TableFile(**v) for k, v in fields["tables"].items()}})


@dataclass(frozen=True)
class Release:
    """A release, open for reading. `duckdb()` has a view for each table, under the table's own name."""

    lake: Lake
    manifest: Manifest

    @property
    def id(self) -> str:
        return self.manifest.release_id

    def file(self, table: str) -> str:
        """The address of a table's Parquet file; raises ReleaseError that lists the tables there are."""
        if table not in self.manifest.tables:
            raise ReleaseError(f"release {self.id} has no table {table!r}; it has: {', '.join(self.manifest.tables)}")
        return self.lake.path(self.manifest.tables[table].file)

    def dataset(self, table: str) -> pads.Dataset:
        """A table as an Arrow dataset, for scans that push columns and filters down."""
        return pads.dataset(self.lake.fs.open(self.file(table)) if not self.lake.is_local else self.file(table))

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        return self._views(":memory:")

    def save_views(self, database: str) -> None:
        """Make a DuckDB file with a view for each table, for a shell or another tool."""
        self._views(database).close()

    def _views(self, database: str) -> duckdb.DuckDBPyConnection:
        con = duckdb.connect(database)
        con.execute("set parquet_metadata_cache = true")  # the files never change
        if not self.lake.is_local:
            con.register_filesystem(self.lake.fs)
        for table in self.manifest.tables:
            con.read_parquet(self.file(table)).create_view(table)
        return con

    def duckdb(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own on the release, safe to use in one thread."""
        return self._connection.cursor()


def current_id(lake: Lake) -> str | None:
    """The id of the release that readers get, None before the first."""
    return json.loads(lake.read("current.json"))["release_id"] if lake.exists("current.json") else None


def list_ids(lake: Lake) -> list[str]:
    """All release ids, newest first."""
    names = (name.removesuffix(".json") for name in lake.names("releases") if name.endswith(".json"))
    return sorted(names, reverse=True)


def open_release(lake: Lake, release_id: str | None = None) -> Release:
    """Open a release, the current one by default; raises ReleaseError when there is none or its id is unknown."""
    wanted = release_id or current_id(lake)
    if wanted is None:
        raise ReleaseError(f"no release in {lake.root} yet: run `make etl`")
    if wanted not in list_ids(lake):
        raise ReleaseError(f"unknown release {wanted!r}; the newest are: {', '.join(list_ids(lake)[:5])}")
    return Release(lake, Manifest.parse(lake.read("releases", f"{wanted}.json")))


def roll_back(lake: Lake, release_id: str) -> None:
    """Point readers at an older release; nothing is deleted."""
    _point_at(lake, open_release(lake, release_id).id)


def publish(
    lake: Lake, drafts: list[dict[str, Any]], required: list[str], invocation_id: str, built_on: str | None = None
) -> Manifest:
    """Turn exported drafts into a release and move the pointer.

    `drafts` are `{"table", "layer", "rows", "draft"}`, `draft` being the exported file's path in the lake. Tables of
    `required` that have no draft are carried forward from the current release, which must be the one that the work
    file was `built_on`. Raises ReleaseError when it is not, or has no such table; then nothing is published.
    """
    parent = current_id(lake)
    drafted = {d["table"] for d in drafts}
    carry = [name for name in required if name not in drafted]
    try:
        carried = _carried(lake, carry, parent, built_on) if carry else {}
    except ReleaseError:
        for d in drafts:
            lake.fs.rm_file(d["draft"])
        raise
    tables = {**carried, **{d["table"]: _adopt(lake, d) for d in drafts}}
    now = datetime.now(UTC)
    manifest = Manifest(
        release_id=f"{now:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}",
        created_at=now.isoformat(timespec="seconds"),
        parent=parent,
        git_sha=git_sha(),
        invocation_id=invocation_id,
        tables=dict(sorted(tables.items())),
    )
    lake.write(json.dumps(asdict(manifest), indent=1).encode(), "releases", f"{manifest.release_id}.json")
    if current_id(lake) != parent:
        raise ReleaseError(f"nothing published: the current release is no longer {parent}; run `dbt build` again")
    _point_at(lake, manifest.release_id)
    return manifest


def _carried(lake: Lake, names: list[str], parent: str | None, built_on: str | None) -> dict[str, TableFile]:
    known = open_release(lake, parent).manifest.tables if parent else {}
    missing = [name for name in names if name not in known]
    if missing:
        raise ReleaseError(f"nothing published: never built: {', '.join(missing)}; run `dbt build` without a selection")
    if parent != built_on:
        raise ReleaseError(
            f"nothing published: the current release is {parent}, these tables were built beside {built_on}; "
            "run `dbt build` without a selection"
        )
    return {name: known[name] for name in names}


def git_sha() -> str:
    """The commit of the code: from the settings in an image, else from the git checkout, else `unknown`."""
    stated = get_settings().git_sha
    if stated or not shutil.which("git"):
        return stated or "unknown"
    answer = subprocess.run(["git", "rev-parse", "HEAD"], cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or "unknown"


def _point_at(lake: Lake, release_id: str) -> None:
    lake.write(json.dumps({"release_id": release_id}).encode(), "current.json")


def _adopt(lake: Lake, draft: dict[str, Any]) -> TableFile:
    """Name an exported file by its content; the same content again is the same file."""
    digest = _sha256(lake, draft["draft"])
    file = "/".join((FOLDERS[draft["layer"]], draft["table"], f"{digest[:16]}.parquet"))
    if lake.exists(file):
        lake.fs.rm_file(draft["draft"])
    else:
        lake.move(draft["draft"], lake.path(file))
    return TableFile(file=file, rows=draft["rows"], sha256=digest)


def _sha256(lake: Lake, path: str) -> str:
    digest = hashlib.sha256()
    with lake.fs.open(path, "rb") as data:
        while chunk := data.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
