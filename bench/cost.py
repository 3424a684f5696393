"""What a forecast costs, and how much of that is not the models themselves."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import run
from bench.pairs import Pair
from bench.projects import project_environment
from configs.settings import PROJECT_DIR
from warehouse.lake import Lake
from warehouse.releases import open_release
from warehouse.store import read


@dataclass(frozen=True)
class Priced:
    """A project whose features are published, and how many series it has."""

    project: Path
    series: int


def prepare(pair: Pair, folder: Path) -> Priced:
    """Land, build and publish features: what forecasting starts from."""
    project = pair.make_project(folder)
    run([sys.executable, "-m", "scripts.run_etl"], project, project_environment(project), folder / "etl.log")
    return Priced(project, len(read(open_release(Lake(str(project / "data"))), "dim_series")))


def price(of: Priced, preset: str) -> dict[str, Any]:
    """CPU of training and forecasting with a preset in one process, of the libraries' calls in it, and of publishing.

    `whole_seconds` is all that the process took, its start included.
    """
    environment = project_environment(of.project, FORECASTING__PRESET=preset, FORECASTING__WORKERS="1")
    out = of.project / f"bare-{preset}.json"
    command = [sys.executable, "-m", "bench.bare", str(out)]
    whole = run(command, PROJECT_DIR, environment, out.with_suffix(".log"))
    # The forecast is there already; what is left to do is to publish it.
    publish = [sys.executable, "-m", "scripts.inference"]
    published = run(publish, of.project, environment, of.project / f"publish-{preset}.log")
    return {
        **figures(json.loads(out.read_text()), whole.cpu_seconds, of.series),
        "publish_seconds": published.cpu_seconds,
    }


def figures(bare: Mapping[str, Any], whole: float, series: int) -> dict[str, Any]:
    """From what `bench.bare` wrote and the CPU seconds of its process; `models` is ms per series and fit.

    A model that learns from all series at once is counted by the forecasts of seasonal naive: one for each series and origin.
    """
    seconds, calls = bare["seconds"], bare["calls"]
    libraries = bare["imports"] + sum(seconds.values())
    fits = {name: calls["seasonal_naive"] if name == "lightgbm" else n for name, n in calls.items()}
    return {
        "series": series,
        "whole_seconds": whole,
        "bare_seconds": libraries,
        "import_seconds": bare["imports"],
        "ratio": whole / libraries,
        "ms_per_series": 1000 * whole / series,
        "models": {name: 1000 * seconds[name] / fits[name] for name in sorted(seconds)},
    }
