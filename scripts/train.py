"""Backtest the portfolio on the current release and save an artifact: selection, intervals, metadata."""

import sys

from configs.settings import get_settings
from models_py import jobs
from models_py.artifacts import ArtifactError
from models_py.engine import EngineError
from scripts.progress import bar
from warehouse.releases import ReleaseError


def main() -> int:
    try:
        with bar() as show:
            result = jobs.train(get_settings(), show)
    except (ReleaseError, ArtifactError, EngineError) as error:
        print(f"training stopped: {error}", file=sys.stderr)
        return 1
    print(f"artifact {result.run_id} {'is up to date' if result.reused else 'trained'}: {result.artifact}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
