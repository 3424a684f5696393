"""A DuckDB prompt on a release, the current one by default: `python -m scripts.sql [RELEASE_ID] [-c QUERY] [--save FILE]`."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from configs.settings import get_settings
from warehouse.lake import Lake
from warehouse.releases import Release, ReleaseError, open_release


def save(release: Release, file: Path) -> str:
    """Write a DuckDB file of views on the release, in place of one that is there; any DuckDB client opens it."""
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        # A view carries the name of its file's catalog, so the draft has the file's own name.
        draft = Path(folder) / file.name
        release.save_views(str(draft))
        draft.replace(file)
    return f"{file}: {len(release.manifest.tables)} views on release {release.id}; open it with `duckdb {file}`"


def prompt(release: Release, command: str | None) -> int:
    """Run DuckDB's own shell on the release; with a `command`, run that and leave. Answers its exit code."""
    print(f"release {release.id}: {', '.join(release.manifest.tables)}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "release.duckdb")
        release.save_views(database)
        shell = [str(Path(sys.executable).with_name("duckdb")), "-readonly", database]
        return subprocess.run(shell + (["-c", command] if command else []), check=False).returncode


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", nargs="?", help="an older release; default: the current one")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("-c", "--command", help="run one query and leave")
    what.add_argument("--save", metavar="FILE", type=Path, help="write a DuckDB file of views on the release and leave")
    asked = parser.parse_args(arguments)
    try:
        release = open_release(Lake(get_settings().lake_root), asked.release)
        if asked.save:
            print(save(release, asked.save))
            return 0
        return prompt(release, asked.command)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
