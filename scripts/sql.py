"""A DuckDB prompt on a release, the current one by default: `python -m scripts.sql [RELEASE_ID] [-c QUERY]`."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from configs.settings import get_settings
from warehouse.lake import Lake
from warehouse.releases import ReleaseError, open_release


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", nargs="?", help="an older release; default: the current one")
    parser.add_argument("-c", "--command", help="run one query and leave")
    asked = parser.parse_args()
    try:
        release = open_release(Lake(get_settings().lake_root), asked.release)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"release {release.id}: {', '.join(release.manifest.tables)}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "release.duckdb")
        release.save_views(database)
        command = [str(Path(sys.executable).with_name("duckdb")), "-readonly", database]
        return subprocess.run(command + (["-c", asked.command] if asked.command else []), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
