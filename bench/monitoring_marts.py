"""What the monitoring marts cost: `python -m bench.monitoring_marts [--series N] [--vintages N]`.

A made-up lake of weekly series with a run each week, served forecast and seasonal naive. Builds everything once, then times
`dbt build` of accuracy, drift, alerts and their reports, and of all that only they need, from actuals and forecasts on (how
these are scored, and what is measured of them), with their tests and the publication of a release:

full         all of it anew (--full-refresh)
incremental  after one more vintage, and one more period of actuals, with what is kept of the build before

and says whether what the second one published is, byte for byte, what a full build of the same data publishes.
Two cores. Prints a table and, as its last line, one JSON object.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.bars import conclude, one, verdicts
from bench.measure import Cost, run
from bench.projects import project_environment
from bench.scale import two_cores
from bench.vintages import deliver, make_lake, make_world, serve
from warehouse.lake import Lake
from warehouse.releases import open_release

WEEKS = 130  # of history, with those of the vintages
COMPARED = [
    "fct_accuracy",
    "rpt_accuracy",
    "fct_drift",
    "fct_alerts",
    "rpt_leaderboard",
    "rpt_monitoring_summary",
    "rpt_retrain",
]
# What is there without monitoring; the marts are what they need beside it.
GIVEN = [
    "+fct_actuals",
    "+fct_forecasts",
    "+fct_backtests",
    "+fct_runs",
    "+fct_series_status",
    "+dim_series",
    "+rpt_row_accounting",
]
MARTS = ["--select", *(f"+{name}" for name in COMPARED), "--exclude", *GIVEN]
BARS = [
    one("seconds of a full build", "full", "seconds", 60),
    one("seconds of an incremental build", "incremental", "seconds", 15),
    one("published tables that differ from a full build's", "compared", "different", 0),
]


class Builds:
    """dbt in a project, each build timed."""

    def __init__(self, project: Path) -> None:
        self.project = project
        places = {"DBT_TARGET_PATH": project / "target", "DBT_LOG_PATH": project / "logs", "DBT_PROFILES_DIR": project}
        self.environment = project_environment(
            project, **{name: str(place) for name, place in places.items()}, PYTHONPATH=str(project)
        )

    def build(self, name: str, *arguments: str) -> dict[str, Any]:
        """What `dbt build` took, and its models; raises RuntimeError when it did not pass."""
        cost = self.dbt(name, "build", "--exclude-resource-type", "unit_test", *arguments)
        seconds = {"seconds": cost.seconds, "cpu_seconds": cost.cpu_seconds, "peak_gib": cost.peak_gib}
        return {**seconds, "models": self.models()}

    def dbt(self, name: str, *command: str) -> Cost:
        dbt = str(Path(sys.executable).with_name("dbt"))
        return run([dbt, *command], self.project, self.environment, self.project / f"{name}.log")

    def models(self) -> dict[str, float]:
        """Seconds of each model of the last build."""
        results = json.loads((self.project / "target" / "run_results.json").read_text())["results"]
        return {
            r["unique_id"].split(".")[-1]: r["execution_time"] for r in results if r["unique_id"].startswith("model.")
        }

    def published(self) -> dict[str, str]:
        """Digest of what each compared table is in the newest release."""
        tables = open_release(Lake(str(self.project / "data"))).manifest.tables
        return {name: tables[name].sha256 for name in COMPARED}


def measure(folder: Path, n_series: int, n_vintages: int) -> dict[str, Any]:
    """Figures of both builds, and how many tables the incremental one published otherwise than a full one."""
    two_cores()
    world = make_world(n_series, WEEKS + 1)
    builds = Builds(make_lake(folder / "project"))
    deliver(builds.project, world, range(WEEKS))
    serve(builds.project, world, range(WEEKS - 1 - n_vintages, WEEKS - 1))
    builds.build("everything")
    full = builds.build("full", "--full-refresh", *MARTS)
    deliver(builds.project, world, range(WEEKS, WEEKS + 1))
    serve(builds.project, world, range(WEEKS - 1, WEEKS))
    builds.build("before", "--select", *GIVEN)
    incremental = builds.build("incremental", *MARTS)
    kept = builds.published()
    builds.build("again", "--full-refresh", *MARTS)
    anew = builds.published()
    different = [name for name in COMPARED if kept[name] != anew[name]]
    return {
        "full": full,
        "incremental": incremental,
        "compared": {"tables": len(COMPARED), "different": len(different)},
    }


def table(figures: Mapping[str, Any]) -> str:
    """Seconds of both builds, in all and by model."""
    full, incremental = figures["full"], figures["incremental"]
    lines = [f"{'':<34}{'full':>10}{'incremental':>14}"]
    lines += [f"{name:<34}{full[name]:>10.2f}{incremental[name]:>14.2f}" for name in full if name != "models"]
    models = full["models"]
    lines += [f"  {name:<32}{models[name]:>10.2f}{incremental['models'].get(name, 0):>14.2f}" for name in models]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=30_000)
    parser.add_argument("--vintages", type=int, default=20)
    parser.add_argument("--folder", type=Path, help="keep everything here; default: a temporary folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        figures = measure((asked.folder or Path(scratch)).resolve(), asked.series, asked.vintages)
    print(table(figures))
    sizes = {"series": asked.series, "vintages": asked.vintages, "load": os.getloadavg()[2]}
    conclude("monitoring_marts", verdicts(figures, BARS), **sizes, **figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
