"""A made-up lake with many vintages: weekly series, and what a run would have served each week, beside seasonal naive."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bench.projects import add_source, empty_project
from configs.settings import load_settings
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.store import append_job_rows

NAME = "weekly"
SEASON, HORIZON = 52, 8
FIRST = pd.Timestamp("2021-01-04")
_ENTRY = {
    "kind": "parquet",
    "path": "inbox/*.parquet",
    "columns": {"series": {"type": "string"}, "ds": {"type": "timestamp"}, "y": {"type": "double"}},
    "key": ["series", "ds"],
    "series_sets": {
        NAME: {
            "label": "Made-up weekly demand", "unit": "units", "freq": "W-MON", "season_length": SEASON, "recent": 13,
            "horizon": HORIZON, "stale_after": 26, "agg": "sum", "fill": "zero", "support": "non_negative",
            "hold_back_last": False,
        }
    },
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """Demand by series and week, to the end of time; `y[:, :n]` is what is known after n weeks."""

    y: np.ndarray
    ids: np.ndarray

    def moments(self, weeks: np.ndarray) -> np.ndarray:
        return np.array(FIRST + pd.to_timedelta(7 * weeks, unit="D"), dtype="datetime64[us]")


def make_world(n_series: int, n_weeks: int, seed: int = 0) -> World:
    """Poisson demand with a level of its own for each series, and a season."""
    rng = np.random.default_rng(seed)
    season = 1 + 0.4 * np.sin(2 * np.pi * np.arange(n_weeks) / SEASON)
    level = rng.gamma(2, 8, n_series)
    ids = np.array([f"{NAME}:s{i:06}" for i in range(n_series)])
    return World(rng.poisson(level[:, None] * season).astype(float), ids)


def make_lake(folder: Path) -> Path:
    """An empty project whose only source are the files in its folder `inbox`."""
    project = empty_project(folder)
    (project / "inbox").mkdir()
    call = f"{{{{ stage_series('{NAME}', '{NAME}', series='series', ds='ds', y='y') }}}}\n"
    add_source(project, NAME, {**_ENTRY, "path": str(project / "inbox" / "*.parquet")}, {f"stg_{NAME}__{NAME}": call})
    return project


def deliver(project: Path, world: World, weeks: range) -> None:
    """Land some weeks of all series as one more file."""
    labels = pa.array(np.char.partition(world.ids.astype(str), ":")[:, 2])
    parts = [
        pa.table(
            {"series": labels, "ds": pa.array(np.full(len(labels), at), pa.timestamp("us")), "y": world.y[:, week]}
        )
        for week, at in zip(weeks, world.moments(np.array(weeks)), strict=True)
    ]
    pq.write_table(pa.concat_tables(parts), project / "inbox" / f"{weeks.start:04}.parquet")
    entry = {NAME: {**_ENTRY, "path": str(project / "inbox" / "*.parquet")}}
    source = load_settings(app_env="test", lake_root=str(project / "data"), sources=entry).sources[NAME]
    land(Lake(str(project / "data")), NAME, source, lambda line: None)


def serve(project: Path, world: World, cutoffs: range) -> None:
    """Append the run of each cutoff, the week that it knows last, as inference would have written it."""
    lake = Lake(str(project / "data"))
    for cutoff in cutoffs:
        run_id = f"inference-{cutoff:06}"
        at = pd.Timestamp(world.moments(np.array([cutoff]))[0]) + pd.Timedelta(days=7)
        stamp = {"run_id": run_id, "created_at": at}
        append_job_rows(lake, "forecasts", run_id, pd.concat(_steps(world, cutoff), ignore_index=True).assign(**stamp))
        run = {"activated_at": at, "kind": "inference", "artifact_id": "made-up", "release_id": None, "git_sha": None}
        append_job_rows(
            lake, "runs", run_id, pd.DataFrame([{**stamp, **run, "n_series": len(world.ids), "duration_seconds": 1.0}])
        )


def _steps(world: World, cutoff: int) -> Iterator[pd.DataFrame]:
    """The forecasts of all series, one frame for each step."""
    rng = np.random.default_rng(cutoff)
    known = world.y[:, : cutoff + 1]
    errors = np.abs(known[:, SEASON:] - known[:, :-SEASON])
    level, spread = known[:, -SEASON:].mean(axis=1), known.std(axis=1)
    for h in range(1, HORIZON + 1):
        y_hat = np.maximum(level + spread * rng.normal(0, 0.3, len(level)), 0)
        bounds = {f"{side}_{level}": np.maximum(y_hat + sign * width * spread, 0)
                  for level, width in ((80, 1.28), (95, 1.96)) for side, sign in (("lo", -1), ("hi", 1))}  # fmt: skip
        yield pd.DataFrame({
            "series_set": NAME, "unique_id": world.ids, "h": h, "model": "ces", "y_hat": y_hat, **bounds,
            "cutoff": world.moments(np.array([cutoff]))[0], "ds": world.moments(np.array([cutoff + h]))[0],
            "y_hat_naive": world.y[:, cutoff + h - SEASON], "scale": errors.mean(axis=1), "scale_sq": (errors**2).mean(axis=1),
        })  # fmt: skip
