"""Make a forecast of the past again, from its recorded release and artifact, and compare: `python -m scripts.reproduce RUN_ID`."""

import argparse
import sys

from configs.settings import get_settings
from models_py.artifacts import ArtifactError
from models_py.engine import EngineError
from models_py.jobs import RequestError
from models_py.reproduce import reproduce
from scripts.progress import bar
from warehouse.releases import ReleaseError


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run_id", help="a run of the API's /runs or of fct_runs, kind inference")
    asked = parser.parse_args(arguments)
    try:
        with bar() as show:
            found = reproduce(get_settings(), asked.run_id, show)
    except (RequestError, ReleaseError, ArtifactError, EngineError) as error:
        print(f"cannot reproduce: {error}", file=sys.stderr)
        return 1
    verdict = (
        "equal to the last bit" if found.is_equal else f"{found.differing:,} differ, {found.missing:,} in one only"
    )
    print(f"{found.run_id}, release {found.release_id}, artifact {found.artifact_id}: {found.rows:,} rows, {verdict}")
    return 0 if found.is_equal else 1


if __name__ == "__main__":
    sys.exit(main())
