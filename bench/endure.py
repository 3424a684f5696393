"""Hostile series through the whole pipeline, and what has to hold of the forecasts that come out."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.hostile import SEASON, hostile_series
from bench.measure import run
from bench.projects import add_source, empty_project, project_environment
from warehouse.lake import Lake
from warehouse.releases import open_release
from warehouse.store import read

HORIZON = 7
SEED = 5
SETS = {"hostile_demand": True, "hostile_values": False}  # -> non-negative
_STEPS = ("scripts.run_etl", "scripts.train", "scripts.inference")
_ORDER = ["lo_95", "lo_80", "y_hat", "hi_80", "hi_95"]
_FARTHEST = 1e100  # what is further from zero is rejected
_STAGE = "{{{{ stage_series('{name}', '{name}', series='unique_id', ds='ds', y='y') }}}}\n"


def endure(folder: Path, n_series: int) -> dict[str, Any]:
    """n series, half of them demand, landed, built, trained, forecast and published: counts of series, statuses and faults."""
    project, given = empty_project(folder / "project"), []
    for name, non_negative in SETS.items():
        rows = hostile_series(n_series // 2, SEED, non_negative)
        given.append(rows.assign(series_set=name, unique_id=f"{name}:" + rows["unique_id"]))
        landed = folder / f"{name}.parquet"
        rows.to_parquet(landed)
        add_source(project, name, entry(name, landed), {f"stg_{name}__{name}": _STAGE.format(name=name)})
    seconds = 0.0
    for step in _STEPS:
        cost = run([sys.executable, "-m", step], project, project_environment(project), folder / f"{step}.log")
        seconds += cost.seconds
        print(f"hostile {step}: {cost.seconds:.0f} s, {cost.peak_gib:.1f} GiB", flush=True)
    release, rows = open_release(Lake(str(project / "data"))), pd.concat(given)
    status, forecasts = read(release, "fct_series_status"), read(release, "fct_forecasts")
    found = faults(rows, read(release, "rpt_rejected_rows"), read(release, "dim_series"), status, forecasts)
    accounted = int(read(release, "rpt_row_accounting")["n_rows"].sum())
    for name, series in found.items():
        print(f"hostile, {name}: {', '.join(series[:10])}" if series else f"hostile, {name}: none", flush=True)
    return {
        "series": rows["unique_id"].nunique(),
        "without_a_usable_row": rows["unique_id"].nunique() - len(status),
        "seconds": round(seconds, 1),
        "statuses": status["status"].value_counts().to_dict(),
        "rows_unaccounted": abs(len(rows) - accounted),
        "faults": {name: len(series) for name, series in found.items()},
    }


def entry(name: str, landed: Path | str) -> dict[str, Any]:
    """The source of a set of `SETS`: demand is filled with zeros, other values are interpolated, each to its own end."""
    non_negative = SETS[name]
    described = {
        "label": name,
        "unit": "units",
        "freq": "D",
        "season_length": SEASON,
        "recent": HORIZON,
        "horizon": HORIZON,
        "stale_after": 5 * HORIZON,
        "agg": "sum" if non_negative else "mean",
        "fill": "zero" if non_negative else "interpolate",
        "support": "non_negative" if non_negative else "real",
        "ends": "common" if non_negative else "own",
        "hold_back_last": False,
    }
    columns = {"unique_id": {"type": "string", "nullable": False}, "ds": {"type": "timestamp"}, "y": {"type": "double"}}
    return {
        "kind": "parquet",
        "path": str(landed),
        "columns": columns,
        "key": ["unique_id", "ds"],
        "series_sets": {name: described},
    }


def faults(
    given: pd.DataFrame,
    rejected: pd.DataFrame,
    series: pd.DataFrame,
    status: pd.DataFrame,
    forecasts: pd.DataFrame,
) -> dict[str, list[str]]:
    """Series that break a promise, by promise.

    given   rows of `hostile_series` with unique_id as in the release, and series_set
    rejected   rpt_rejected_rows: a series of which not one row can be used is there alone
    series, status, forecasts   dim_series, fct_series_status and fct_forecasts, or job rows like the latter two
    """
    known, demand = set(series["unique_id"]), given["series_set"].map(SETS)
    usable = (given["y"].abs() <= _FARTHEST) & ~(demand & (given["y"] < 0))
    lost = set(given.loc[usable, "unique_id"]) | (set(given["unique_id"]) - set(rejected["unique_id"]))
    alive = series.loc[series["n_obs"] > 0, "unique_id"]
    steps = forecasts.groupby("unique_id")["h"].agg(lambda h: sorted(h) == list(range(1, HORIZON + 1)))
    bounds = forecasts[_ORDER].to_numpy(dtype=float)
    floor = forecasts["unique_id"].str.partition(":")[0].map(SETS).to_numpy(dtype=bool)
    broken = {
        "not finite": ~np.isfinite(bounds).all(axis=1),
        "out of order": (np.diff(bounds, axis=1) < 0).any(axis=1),
        "negative": floor & (bounds < 0).any(axis=1),
    }
    return {
        "lost": sorted(lost - known),
        "without a status": sorted(known - set(status["unique_id"])),
        "failed": sorted(status.loc[status["status"] == "failed", "unique_id"]),
        "without all steps": sorted(set(alive) - set(steps.index[steps])),
        **{name: sorted(set(forecasts.loc[rows, "unique_id"])) for name, rows in broken.items()},
    }
