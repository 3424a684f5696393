"""List the lake's releases or point readers at an older one: `python -m scripts.releases list | rollback RELEASE_ID`."""

import argparse
import sys

from configs.settings import get_settings
from warehouse.lake import Lake
from warehouse.releases import Manifest, ReleaseError, current_id, list_ids, open_release, roll_back


def lines(lake: Lake) -> list[str]:
    """One line per release, newest first: `*` at the current one, id, rows in all tables, commit."""
    current = current_id(lake)
    return [_line(open_release(lake, name).manifest, name == current) for name in list_ids(lake)]


def _line(manifest: Manifest, is_current: bool) -> str:
    rows = sum(table.rows for table in manifest.tables.values())
    mark = "*" if is_current else " "
    return f"{mark} {manifest.release_id}  {len(manifest.tables)} tables  {rows:>12,} rows  {manifest.git_sha[:12]}"


def rollback(lake: Lake, release_id: str) -> str:
    """Point readers at `release_id` and say from where; raises ReleaseError when it is unknown."""
    before = current_id(lake)
    roll_back(lake, release_id)
    return f"readers now get {release_id}, before: {before}. Publish next with `make etl`: it builds all tables anew"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="all releases, newest first; * is what readers get")
    verbs.add_parser("rollback", help="move the pointer; nothing is deleted").add_argument("release_id")
    asked = parser.parse_args(arguments)
    lake = Lake(get_settings().lake_root)
    try:
        said = [rollback(lake, asked.release_id)] if asked.verb == "rollback" else lines(lake)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(said) if said else f"no release in {lake.root} yet: run `make etl`")
    return 0


if __name__ == "__main__":
    sys.exit(main())
