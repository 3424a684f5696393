"""Messy real data end to end: `python -m bench.messy`.

Adds metro_traffic_messy (hourly by the clock of a zone, duplicates, a hole of 307 days, impossible values) and
orange_juice (913 series with covariates) of BENCH_DATA to a project as a user would, then lands, builds, trains,
forecasts and publishes. Prints the row accounting, which has to close to zero, and the backtests; the last line is JSON.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from bench.measure import run
from bench.projects import make_project, project_environment
from configs.settings import bench_data
from warehouse.lake import Lake
from warehouse.releases import Release, open_release
from warehouse.store import read

RAW = {"hourly_vehicles": "metro_traffic_messy/raw.parquet", "weekly_juice": "orange_juice/weekly.parquet"}
_STEPS = ("scripts.run_etl", "scripts.train", "scripts.inference")


def measure(folder: Path) -> tuple[Release, float]:
    """The release with forecasts of both sources, and how long all of it took."""
    project = make_project(folder / "project", ["metro_traffic", "orange_juice"])
    environment = project_environment(project)
    seconds = 0.0
    for step in _STEPS:
        cost = run([sys.executable, "-m", step], project, environment, folder / f"{step}.log")
        seconds += cost.seconds
        print(f"{step}: {cost.seconds:.0f} s, {cost.peak_gib:.1f} GiB", flush=True)
    return open_release(Lake(str(project / "data"))), seconds


def figures(release: Release) -> dict[str, Any]:
    """Per series set: rows of the raw file, used and rejected by reason, what is left over, series by status, accuracy."""
    accounting, blanked = read(release, "rpt_row_accounting"), read(release, "rpt_blanked_values")
    rejected = read(release, "rpt_rejected_rows")["series_set"].value_counts()
    summary = read(release, "rpt_monitoring_summary").set_index("series_set")
    actuals = read(release, "fct_actuals")["series_set"].value_counts()
    found = {}
    for name, file in RAW.items():
        of_set = accounting[accounting["series_set"] == name]
        rows = pq.read_metadata(bench_data() / file).num_rows
        used = int(of_set.loc[of_set["is_used"], "n_rows"].sum())
        found[name] = {
            "rows_in": rows,
            "by_reason": of_set.set_index("reason")["n_rows"].to_dict(),
            "blanked": blanked[blanked["series_set"] == name].set_index("reason")["n_values"].to_dict(),
            "unaccounted": rows - used - int(rejected.get(name, 0)),
            "actuals": int(actuals[name]),
            **_accuracy(summary.loc[name]),
        }
    return found


def _accuracy(summary: pd.Series) -> dict[str, Any]:
    statuses = {status: int(summary[f"n_{status}"]) for status in ("ok", "fallback", "short", "stale", "failed")}
    measured = {
        name: round(float(summary[name]), 3) for name in ("mase", "mase_naive", "wape", "wape_naive", "coverage_80")
    }
    return {"series": {status: n for status, n in statuses.items() if n}, **measured}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep everything here; default: a temporary folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        release, seconds = measure(asked.folder or Path(scratch))
        found = figures(release)
    for name, facts in found.items():
        print(f"\n{name}")
        for fact, value in facts.items():
            print(f"  {fact:<12} {value}")
    print(json.dumps({"bench": "messy", "seconds": round(seconds, 1), "sets": found}))
    return int(any(facts["unaccounted"] for facts in found.values()))


if __name__ == "__main__":
    sys.exit(main())
