"""What may go, and whether what stays is whole. Only commands call this; nothing is ever deleted by itself.

Raw data and job tables are never touched, the current release is always kept. Beside it a build may publish and
somebody may roll back. On local disk a lock keeps them apart. In a bucket, nothing younger than an hour goes, and every
delete is on the condition that the object was not written since it was listed: who wants to use something old
writes it again first, and finds then that it is safe, or gone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from warehouse.lake import Lake, Stored
from warehouse.manifests import FOLDERS, Manifest, TableFile, current_id, list_ids, read_manifest

_DRAFTS = (".draft", ".tmp")
_DRAFT_AGE = timedelta(days=1)
_YOUNG = timedelta(hours=1)
_ONLY_OURS = (*FOLDERS.values(), "releases", "raw", "jobs")


@dataclass
class Pruned:
    """What a prune deleted, or would: paths from the lake's root, by kind, and their bytes together."""

    releases: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    n_bytes: int = 0


def prune(
    lake: Lake, keep: int, days: float | None = None, dry_run: bool = False, young: timedelta | None = None
) -> Pruned:
    """Delete the manifests beyond the newest `keep` (of those, the ones older than `days` where given), the files that
    no kept manifest names, and drafts older than a day.

    `young`: nothing younger goes; an hour in a bucket, nothing on local disk, where a lock does. Raises ValueError
    when `keep` is less than 1.
    """
    if keep < 1:
        raise ValueError(f"keep: expected at least 1, found {keep}")
    done = Pruned()
    with lake.exclusive():
        delete = _deleter(lake, dry_run, (timedelta(0) if lake.is_local else _YOUNG) if young is None else young)
        kept = _prune_manifests(lake, keep, days, delete, done)
        _prune_files(lake, {file.file for manifest in kept for file in manifest.files}, delete, done)
        _prune_drafts(lake, _ONLY_OURS, delete, done)
    return done


def sweep_drafts(lake: Lake) -> None:
    """Delete what killed builds left of their exports, where it is older than a day."""
    _prune_drafts(lake, tuple(FOLDERS.values()), _deleter(lake, dry_run=False, young=_DRAFT_AGE), Pruned())


def verify(lake: Lake, release_id: str | None = None) -> Iterator[tuple[str, str | None]]:
    """Hash every file of a release, of all by default, once: (file, what is wrong with it or None).

    Raises ReleaseError when the release is unknown.
    """
    ids = [release_id] if release_id else list_ids(lake)
    files = (file for name in ids for file in read_manifest(lake, name).files)
    for name, file in {file.file: file for file in files}.items():
        yield name, _fault(lake, file)


Delete = Callable[[Stored, list[str], Pruned], bool]


def _deleter(lake: Lake, dry_run: bool, young: timedelta) -> Delete:
    now = datetime.now(UTC)

    def delete(stored: Stored, into: list[str], done: Pruned) -> bool:
        """Whether it is gone, or would be."""
        if now - stored.modified < young or not (dry_run or lake.remove(stored)):
            return False
        into.append(lake.relative(stored))
        done.n_bytes += stored.size
        return True

    return delete


def _prune_manifests(lake: Lake, keep: int, days: float | None, delete: Delete, done: Pruned) -> list[Manifest]:
    """Delete manifests, oldest last; answers those that are still there."""
    # Listed before the pointer is read: a rollback in between has written its manifest again, and it cannot be deleted.
    listed = {stored.path.rsplit("/", 1)[-1]: stored for stored in lake.files("releases")}
    current = current_id(lake)
    kept = []
    for position, release_id in enumerate(list_ids(lake)):
        manifest, stored = read_manifest(lake, release_id), listed.get(f"{release_id}.json")
        stays = position < keep or release_id == current or stored is None or _is_newer(manifest, days)
        if stays or stored is None or not delete(stored, done.releases, done):
            kept.append(manifest)
    return kept


def _is_newer(manifest: Manifest, days: float | None) -> bool:
    if days is None:
        return False
    return datetime.now(UTC) - datetime.fromisoformat(manifest.created_at) < timedelta(days=days)


def _prune_files(lake: Lake, named: set[str], delete: Delete, done: Pruned) -> None:
    for folder in FOLDERS.values():
        for stored in lake.files(folder):
            if stored.path.endswith(".parquet") and lake.relative(stored) not in named:
                delete(stored, done.files, done)


def _prune_drafts(lake: Lake, folders: tuple[str, ...], delete: Delete, done: Pruned) -> None:
    old = datetime.now(UTC) - _DRAFT_AGE
    for folder in folders:
        for stored in lake.files(folder):
            if stored.path.endswith(_DRAFTS) and stored.modified < old:
                delete(stored, done.drafts, done)


def _fault(lake: Lake, file: TableFile) -> str | None:
    try:
        found = lake.sha256(file.file)
    except FileNotFoundError:
        return "missing"
    return None if found == file.sha256 else f"damaged: expected sha256 {file.sha256}, found {found}"
