"""From raw Parquet to a published release at M5 size: `python -m bench.etl [--times 1 4] [--levels]`.

Lands M5 (BENCH_DATA), builds, tests and publishes features and marts as `make etl` does, and times beside it one bare
DuckDB query with the same joins and windows, on the same cores and with the same memory limit; then the pipeline again with
every series four times. With `--levels` it is the pipeline alone, with the sums of five levels. Prints a table and one line of JSON.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq

from bench.measure import Cost, run
from bench.projects import make_project, project_environment
from configs.settings import bench_data, child_environment
from warehouse.lake import Lake
from warehouse.releases import open_release

_HERE = Path(__file__).parent
_MEMORY = "4GB"
_DUCKDB = str(Path(sys.executable).with_name("duckdb"))


@dataclass(frozen=True)
class Result:
    """One size: `landed` rows of raw data, `panel` rows of features; the pipeline's cost beside the bare query's."""

    times: int
    landed: int
    panel: int
    pipeline: Cost
    bare: Cost | None

    def figures(self) -> dict[str, float]:
        figures = {
            "times": self.times,
            "rows": self.landed,
            "panel_rows": self.panel,
            "seconds": round(self.pipeline.seconds, 1),
            "rows_per_second": round(self.landed / self.pipeline.seconds),
            "peak_gib": round(self.pipeline.peak_gib, 2),
        }
        if self.bare is None:
            return figures
        return {
            **figures,
            "bare_seconds": round(self.bare.seconds, 1),
            "bare_rows_per_second": round(self.landed / self.bare.seconds),
            "bare_peak_gib": round(self.bare.peak_gib, 2),
            "ratio": round(self.pipeline.seconds / self.bare.seconds, 2),
        }


def measure_levels(folder: Path) -> Result:
    """M5 with its hierarchy: the pipeline alone."""
    raw = folder / "m5-levels.parquet"
    places = {
        "RAW": bench_data() / "m5" / "train.parquet",
        "STATIC": bench_data() / "m5" / "static.parquet",
        "OUT": raw,
    }
    environment = child_environment(**{name: str(place) for name, place in places.items()})
    run([_DUCKDB, ":memory:", "-f", str(_HERE / "join_static.sql")], folder, environment, folder / "join.log")
    return _pipeline(folder, 1, "m5_levels", raw)


def measure(folder: Path, times: int, with_bare: bool) -> Result:
    """One size: the pipeline and, after it, the bare query."""
    raw = _replicated(folder, times)
    result = _pipeline(folder, times, "m5", raw)
    return replace(result, bare=_bare(folder, raw, result.panel)) if with_bare else result


def _pipeline(folder: Path, times: int, source: str, raw: Path) -> Result:
    """Land, build and publish `raw` as a source of bench/sources."""
    project = make_project(folder / f"project-{source}-{times}", [source], **{source: str(raw)})
    command = [sys.executable, "-m", "scripts.run_etl"]
    cost = run(command, project, project_environment(project, LAKE_MEMORY=_MEMORY), folder / "etl.log")
    panel = open_release(Lake(str(project / "data"))).manifest.tables["feat_panel"].rows
    return Result(times, pq.read_metadata(raw).num_rows, panel, cost, None)


def _replicated(folder: Path, times: int) -> Path:
    raw = bench_data() / "m5" / "train.parquet"
    if times == 1:
        return raw
    out = folder / f"m5-{times}.parquet"
    environment = child_environment(RAW=str(raw), OUT=str(out), TIMES=str(times))
    run([_DUCKDB, ":memory:", "-f", str(_HERE / "replicate.sql")], folder, environment, folder / "replicate.log")
    return out


def _bare(folder: Path, raw: Path, panel: int) -> Cost:
    """The query by hand; raises RuntimeError when it makes another panel than the pipeline."""
    out = folder / "bare.parquet"
    settings = ["-cmd", f"set memory_limit = '{_MEMORY}'", "-cmd", f"set temp_directory = '{folder / 'spill'}'"]
    query = [_DUCKDB, ":memory:", *settings, "-f", str(_HERE / "etl_bare.sql")]
    cost = run(query, folder, child_environment(RAW=str(raw), OUT=str(out)), folder / "bare.log")
    found = pq.read_metadata(out).num_rows
    if found != panel:
        raise RuntimeError(f"the bare query made {found:,} rows, the pipeline {panel:,}: they do not do the same")
    out.unlink()
    return cost


def table(results: list[Result]) -> str:
    columns = [
        "times",
        "rows",
        "panel_rows",
        "seconds",
        "rows_per_second",
        "peak_gib",
        "bare_seconds",
        "bare_rows_per_second",
        "ratio",
    ]
    rows = [[f"{r.figures().get(name, '-'):>{len(name) + 4}}" for name in columns] for r in results]
    return "\n".join(["".join(f"{name:>{len(name) + 4}}" for name in columns), *("".join(row) for row in rows)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 4], help="sizes: how often each series is there")
    parser.add_argument("--levels", action="store_true", help="M5 with its hierarchy, the pipeline alone")
    parser.add_argument("--folder", type=Path, help="keep everything here; default: a temporary folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if asked.levels:
            results = [measure_levels(folder)]
        else:
            results = [measure(folder, times, with_bare=times == asked.times[0]) for times in asked.times]
    print(table(results))
    growth = results[-1].pipeline.seconds / results[0].pipeline.seconds
    print(json.dumps({"bench": "etl", "sizes": [r.figures() for r in results], "growth": round(growth, 2)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
