"""Many series on two cores, and a training that is killed on its way."""

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import Cost, run
from bench.pairs import Pair
from bench.projects import project_environment
from configs.settings import load_settings
from warehouse.lake import Lake
from warehouse.releases import open_release
from warehouse.store import read

CORES = 2
_TRAIN = [sys.executable, "-m", "scripts.train"]
_INFER = [
    sys.executable,
    "-c",
    "from configs.settings import get_settings; from models_py import jobs; jobs.infer(get_settings())",
]
_PUBLISH = [sys.executable, "-m", "scripts.inference"]


@dataclass
class Watch:
    """The shards of an artifact while it is made: when each was written, as seen from time to time."""

    artifacts: Path
    seen: dict[str, set[int]] = field(default_factory=dict)

    def look(self) -> int:
        """How many shards are done."""
        found = {}
        for file in self.artifacts.glob("*/shards/*.parquet"):
            try:
                found[str(file.relative_to(self.artifacts))] = file.stat().st_mtime_ns
            except FileNotFoundError:  # they go when the artifact is whole
                continue
        for name, at in found.items():
            self.seen.setdefault(name, set()).add(at)
        return len(found)

    def again(self, before: "Watch") -> int:
        """Shards that were done before and were written again."""
        return sum(bool(self.seen.get(name, set()) - times) for name, times in before.seen.items())


def scale(pair: Pair, folder: Path) -> dict[str, float]:
    """Seconds and memory of training, killed once and started again, and of forecasting; what was done again.

    `seconds` is the wall time of both trainings and the forecast; that of landing, building and publishing is beside it.
    """
    two_cores()
    project = pair.make_project(folder)
    environment = project_environment(project, FORECASTING__WORKERS=str(CORES))

    def step(name: str, command: list[str]) -> Cost:
        return run(command, project, environment, folder / f"{name}.log")

    etl = step("etl", [sys.executable, "-m", "scripts.run_etl"])
    n_series, n_shards = sizes(project)
    before, after = Watch(project / "artifacts"), Watch(project / "artifacts")
    killed = run(_TRAIN, project, environment, folder / "killed.log", lambda: 3 * before.look() >= n_shards)
    done = before.look()
    if not done or done >= n_shards:
        raise RuntimeError(f"{done} of {n_shards} shards were done when training ended: take more series")
    # Looked at while it lasts, as its shards go when the artifact is whole; never stopped.
    resumed = run(_TRAIN, project, environment, folder / "train.log", lambda: after.look() < 0)
    forecast, published = step("forecast", _INFER), step("publish", _PUBLISH)
    parts = (killed, resumed, forecast)
    return {
        "series": n_series,
        "seconds": sum(cost.seconds for cost in parts),
        "peak_gib": max(cost.peak_gib for cost in (*parts, published)),
        "etl_seconds": etl.seconds,
        "killed_seconds": killed.seconds,
        "resumed_seconds": resumed.seconds,
        "forecast_seconds": forecast.seconds,
        "publish_seconds": published.seconds,
        "shards": n_shards,
        "shards_before": done,
        "shards_resumed": len(set(after.seen) - set(before.seen)),
        "shards_again": after.again(before),
        "cpu_ms_per_series": 1000 * sum(cost.cpu_seconds for cost in parts) / n_series,
    }


def sizes(project: Path) -> tuple[int, int]:
    """(series that have data, sums included; shards of them) of a project with one set."""
    series = read(open_release(Lake(str(project / "data"))), "dim_series", ["n_obs"])
    alive = int((series["n_obs"] > 0).sum())
    return alive, -(-alive // load_settings().forecasting.shard_size)


def two_cores() -> None:
    """Keep this process, and all that it starts from here on, on CORES of the machine's."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
