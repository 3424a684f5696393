"""Publish a release, or point readers at an older one: the only writers of manifests and of the pointer.

Nobody waits for a reader, and no publication overwrites another one. On local disk publishing, rolling back and
pruning exclude each other by a lock. In a bucket they are safe by conditions (see `retention`): what is written or
chosen is young, what is young is not pruned, and the pointer moves only from where it was read.
"""

import hashlib
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from configs.settings import PROJECT_DIR, get_settings
from warehouse.lake import Lake
from warehouse.manifests import (
    FOLDERS,
    Manifest,
    Pointer,
    ReleaseError,
    Table,
    TableFile,
    move_pointer,
    read_manifest,
    read_pointer,
    refresh_manifest,
    write_manifest,
)

Draft = dict[str, Any]


def publish(
    lake: Lake, drafts: list[Draft], required: list[str], invocation_id: str, built_on: str | None = None
) -> Manifest:
    """Turn exported drafts into a release and move the pointer.

    `drafts` are `{"table", "layer", "files"}`, each file `{"path", "rows"}` being a local one that was exported; it is
    gone afterwards, unless it `stays`: then it has its `sha256`, too. Tables of `required` that have no draft are carried forward from the current release, which must be the
    one that the work file was `built_on`. Raises ReleaseError when it is not, when it has no such table, or when
    another publication came first; then nothing is published.
    """
    with _drafts_gone(drafts):
        tables = {draft["table"]: _table(draft) for draft in drafts}
        with lake.exclusive():
            pointer = read_pointer(lake)
            parent = read_manifest(lake, pointer.release_id) if pointer.release_id else None
            carried = _carried(parent, [name for name in required if name not in tables], built_on)
            manifest = _manifest({**carried, **tables}, pointer.release_id, invocation_id)
            _adopt(lake, drafts, tables, parent)
            write_manifest(lake, manifest)
            _check_there(lake, manifest)
            _move(lake, pointer, manifest)
    return manifest


def roll_back(lake: Lake, release_id: str) -> None:
    """Point readers at an older release; nothing is deleted.

    Raises ReleaseError when it is unknown, or when the pointer was moved by somebody else meanwhile.
    """
    with lake.exclusive():
        pointer, manifest = read_pointer(lake), read_manifest(lake, release_id)
        refresh_manifest(lake, manifest)
        _check_there(lake, manifest)
        if not move_pointer(lake, pointer, manifest.release_id):
            raise ReleaseError(
                f"not rolled back: the current release is no longer {pointer.release_id}; look at the list, and ask again"
            )


def git_sha() -> str:
    """The commit of the code: from the settings in an image, else from the git checkout, else `unknown`."""
    stated = get_settings().git_sha
    if stated or not shutil.which("git"):
        return stated or "unknown"
    answer = subprocess.run(["git", "rev-parse", "HEAD"], cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or "unknown"


@contextmanager
def _drafts_gone(drafts: list[Draft]) -> Iterator[None]:
    try:
        yield
    finally:
        for draft in drafts:
            for file in draft["files"]:
                if not file.get("stays"):
                    Path(file["path"]).unlink(missing_ok=True)


def _table(draft: Draft) -> Table:
    """A draft as the table that it will be: files are named by their content, so the same content again is the same file."""
    folder = "/".join((FOLDERS[draft["layer"]], draft["table"]))
    return Table(tuple(_table_file(folder, file) for file in draft["files"]))


def _table_file(folder: str, file: dict[str, Any]) -> TableFile:
    path = Path(file["path"])
    digest = file.get("sha256") or _sha256(path)
    return TableFile(f"{folder}/{digest[:16]}.parquet", file["rows"], digest, path.stat().st_size)


def _sha256(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _carried(parent: Manifest | None, names: list[str], built_on: str | None) -> dict[str, Table]:
    known = parent.tables if parent else {}
    missing = [name for name in names if name not in known]
    if missing:
        raise ReleaseError(f"nothing published: never built: {', '.join(missing)}; run `dbt build` without a selection")
    current = parent.release_id if parent else None
    if names and current != built_on:
        raise ReleaseError(
            f"nothing published: the current release is {current}, these tables were built beside {built_on}; "
            "run `dbt build` without a selection"
        )
    return {name: known[name] for name in names}


def _manifest(tables: dict[str, Table], parent: str | None, invocation_id: str) -> Manifest:
    now = datetime.now(UTC)
    return Manifest(
        # Microseconds, then chance: ids sort by time also within a second.
        release_id=f"{now:%Y%m%dT%H%M%S}-{now.microsecond:05x}{uuid.uuid4().hex[:3]}",
        created_at=now.isoformat(timespec="seconds"),
        parent=parent,
        git_sha=git_sha(),
        invocation_id=invocation_id,
        tables=dict(sorted(tables.items())),
    )


def _adopt(lake: Lake, drafts: list[Draft], tables: dict[str, Table], parent: Manifest | None) -> None:
    """Put drafts in their places. What the current release names and has is safe from pruning: it is not copied again.

    Locally a move costs nothing, and mends a file that the disk has damaged.
    """
    known = {file.file: file.sha256 for file in parent.files} if parent else {}
    for draft in drafts:
        for made, table in zip(draft["files"], tables[draft["table"]].files, strict=True):
            is_there = known.get(table.file) == table.sha256 and lake.exists(table.file)
            if lake.is_local or not is_there:
                (lake.share if made.get("stays") else lake.adopt)(made["path"], table.file)


def _check_there(lake: Lake, manifest: Manifest) -> None:
    missing = [name for name, table in manifest.tables.items() if not all(lake.exists(f.file) for f in table.files)]
    if missing:
        raise ReleaseError(
            f"release {manifest.release_id} lacks files of {', '.join(missing)}: "
            "run `python -m scripts.releases verify`, then `dbt build` without a selection"
        )


def _move(lake: Lake, pointer: Pointer, manifest: Manifest) -> None:
    if move_pointer(lake, pointer, manifest.release_id):
        return
    lake.fs.rm_file(lake.path("releases", f"{manifest.release_id}.json"))
    raise ReleaseError(
        f"nothing published: the current release is no longer {pointer.release_id}, another build came first; "
        "run `dbt build` again"
    )
