"""Forecast every series with the newest artifact, append the vintage, publish a release with it."""

import sys

from configs.settings import get_settings
from models_py import jobs
from models_py.artifacts import ArtifactError
from models_py.engine import EngineError
from scripts.progress import bar
from warehouse import dbt
from warehouse.dbt import DbtError
from warehouse.releases import ReleaseError


def main() -> int:
    settings = get_settings()
    try:
        with bar() as show:
            result = jobs.infer(settings, show)
        print(
            f"forecast {result.run_id} {'is there already' if result.reused else 'written'}, artifact {result.artifact_id}"
        )
        dbt.build(settings, select=["source:jobs+"])
    except (ReleaseError, ArtifactError, DbtError, EngineError) as error:
        print(f"inference stopped: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
