"""From raw Parquet to a published release at M5 size: `python -m bench.etl [--times 1 4]`.

Lands M5 (BENCH_DATA), builds, tests and publishes features and marts as `make etl` does, and times beside it one bare
DuckDB query with the same joins and windows, on the same cores and with the same memory limit. `--times 4` replicates
every series four times. Prints a table and one line of JSON.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
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
    bare: Cost

    @property
    def ratio(self) -> float:
        return self.pipeline.seconds / self.bare.seconds

    def figures(self) -> dict[str, float]:
        return {
            "times": self.times,
            "rows": self.landed,
            "panel_rows": self.panel,
            "seconds": round(self.pipeline.seconds, 1),
            "rows_per_second": round(self.landed / self.pipeline.seconds),
            "peak_gib": round(self.pipeline.peak_gib, 2),
            "bare_seconds": round(self.bare.seconds, 1),
            "bare_rows_per_second": round(self.landed / self.bare.seconds),
            "bare_peak_gib": round(self.bare.peak_gib, 2),
            "ratio": round(self.ratio, 2),
        }


def measure(folder: Path, times: int) -> Result:
    """One size, pipeline and bare query one after the other."""
    raw = _replicated(folder, times)
    project = make_project(folder / f"project-{times}", ["m5"], m5=str(raw))
    command = [sys.executable, "-m", "scripts.run_etl"]
    pipeline = run(command, project, project_environment(project, LAKE_MEMORY=_MEMORY), folder / "etl.log")
    panel = open_release(Lake(str(project / "data"))).manifest.tables["feat_panel"].rows
    bare = _bare(folder, raw, panel)
    return Result(times, pq.read_metadata(raw).num_rows, panel, pipeline, bare)


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
    head = f"{'':>4} {'rows':>12} {'panel':>12} {'seconds':>8} {'rows/s':>9} {'GiB':>6} {'bare s':>8} {'rows/s':>9} {'GiB':>6} {'ratio':>6}"
    lines = [
        f"{r.times:>3}x {r.landed:>12,} {r.panel:>12,} {r.pipeline.seconds:>8.1f} {r.landed / r.pipeline.seconds:>9,.0f} "
        f"{r.pipeline.peak_gib:>6.2f} {r.bare.seconds:>8.1f} {r.landed / r.bare.seconds:>9,.0f} {r.bare.peak_gib:>6.2f} {r.ratio:>6.2f}"
        for r in results
    ]
    return "\n".join([head, *lines])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 4], help="sizes: how often each series is there")
    parser.add_argument("--folder", type=Path, help="keep everything here; default: a temporary folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        results = [measure(folder, times) for times in asked.times]
    print(table(results))
    print(json.dumps({"bench": "etl", "sizes": [result.figures() for result in results]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
