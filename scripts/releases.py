"""The lake's releases: `python -m scripts.releases list | show | file | rollback | verify | prune`."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator

from configs.settings import get_settings
from warehouse import retention
from warehouse.lake import Lake
from warehouse.locks import Busy
from warehouse.manifests import read_manifest
from warehouse.releases import Manifest, ReleaseError, current_id, list_ids, open_release, roll_back

Outcome = tuple[Iterable[str], bool]
_UNITS = ("B", "kB", "MB", "GB", "TB")


def list_releases(lake: Lake, asked: argparse.Namespace) -> Outcome:
    """One line per release, newest first: `*` at the current one, id, rows in all tables, commit."""
    current = current_id(lake)
    said = [_line(read_manifest(lake, name), name == current) for name in list_ids(lake)]
    return said or [f"no release in {lake.root} yet: run `make etl`"], True


def show(lake: Lake, asked: argparse.Namespace) -> Outcome:
    """What a release is made of: parent, commit, and the rows, size and name of each table's files."""
    manifest = read_manifest(lake, asked.release_id)
    head = {
        "release": manifest.release_id, "created": manifest.created_at, "parent": manifest.parent or "none",
        "commit": manifest.git_sha, "dbt": manifest.invocation_id,
    }  # fmt: skip
    return [*(f"{name:<8} {value}" for name, value in head.items()), *_tables(manifest)], True


def file(lake: Lake, asked: argparse.Namespace) -> Outcome:
    """The paths of a table's Parquet files on this machine, a line each; of a lake in a bucket, they are fetched first."""
    return open_release(lake, asked.release_id).local_files(asked.table), True


def rollback(lake: Lake, asked: argparse.Namespace) -> Outcome:
    """Point readers at `release_id` and say from where."""
    before = current_id(lake)
    roll_back(lake, asked.release_id)
    return [
        f"readers now get {asked.release_id}, before: {before}. Publish next with `make etl`: it builds all tables anew"
    ], True


def verify(lake: Lake, asked: argparse.Namespace) -> Outcome:
    """Hash all files again and name those that are missing or not what the manifest says."""
    checked = dict(retention.verify(lake, asked.release_id))
    faults = [f"{lake.path(file)}: {fault}" for file, fault in checked.items() if fault]
    return [*faults, f"{len(checked)} files checked, {len(faults)} at fault"], not faults


def prune(lake: Lake, asked: argparse.Namespace) -> Outcome:
    """Delete old releases and the files that only they name."""
    done = retention.prune(lake, asked.keep, asked.days, asked.dry_run)
    verb = "would free" if asked.dry_run else "freed"
    counts = f"{len(done.releases)} releases, {len(done.files)} files, {len(done.drafts)} drafts"
    return [*done.releases, *done.files, *done.drafts, f"{verb} {_size(done.n_bytes)}: {counts}"], True


VERBS: dict[str, tuple[Callable[[Lake, argparse.Namespace], Outcome], str]] = {
    "list": (list_releases, "all releases, newest first; * is what readers get"),
    "show": (show, "a release's tables, rows, sizes, parent and commit"),
    "file": (file, "the path of a table's Parquet file on this machine"),
    "rollback": (rollback, "move the pointer; nothing is deleted"),
    "verify": (verify, "hash all files again, of all releases by default; fails when one is missing or damaged"),
    "prune": (prune, "delete old releases; raw data, job tables and the current release stay"),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    own = {name: verbs.add_parser(name, help=told) for name, (_, told) in VERBS.items()}
    own["show"].add_argument("release_id", nargs="?", help="default: the current one")
    own["file"].add_argument("table")
    own["file"].add_argument("release_id", nargs="?", help="default: the current one")
    own["rollback"].add_argument("release_id")
    own["verify"].add_argument("release_id", nargs="?", help="default: all")
    own["prune"].add_argument("--keep", type=int, required=True, help="so many of the newest stay, at least 1")
    own["prune"].add_argument("--days", type=float, help="and all that are younger than this")
    own["prune"].add_argument("--dry-run", action="store_true", help="say what would go, and delete nothing")
    return parser


def _line(manifest: Manifest, is_current: bool) -> str:
    rows = sum(table.rows for table in manifest.tables.values())
    mark = "*" if is_current else " "
    return f"{mark} {manifest.release_id}  {len(manifest.tables)} tables  {rows:>12,} rows  {manifest.git_sha[:12]}"


def _tables(manifest: Manifest) -> Iterator[str]:
    yield f"{'table':<28} {'rows':>14} {'size':>10}  file"
    for name, table in manifest.tables.items():
        for label, file in zip([name, *[""] * len(table.files)], table.files, strict=False):
            size = "-" if file.size is None else _size(file.size)
            yield f"{label:<28} {file.rows:>14,} {size:>10}  {file.file}"


def _size(n_bytes: float) -> str:
    for unit in _UNITS[:-1]:
        if n_bytes < 1000:
            return f"{n_bytes:.0f} {unit}"
        n_bytes /= 1000
    return f"{n_bytes:.1f} {_UNITS[-1]}"


def main(arguments: list[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    try:
        said, is_well = VERBS[asked.verb][0](Lake(get_settings().lake_root), asked)
    except (ReleaseError, Busy, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(said))
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
