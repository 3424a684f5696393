"""A forecast of the past made again, from the release and the artifact that its run recorded."""

import io
from dataclasses import dataclass

import numpy as np
import pandas as pd

from configs.settings import Settings
from models_py import artifacts
from models_py.jobs import RequestError, combine_all, forecast_shard
from models_py.runs import OnProgress, Run, clean, do_all, quiet, shards_of
from warehouse.lake import Lake
from warehouse.releases import open_release
from warehouse.store import read
from warehouse.tables import JOB_TABLES

KEY = ["unique_id", "ds"]
_STAMP = ["run_id", "created_at"]


@dataclass(frozen=True)
class Reproduction:
    """What came out: `rows` compared, of which `differing` are not the same to the last bit; `missing` are in one only."""

    run_id: str
    release_id: str
    artifact_id: str
    rows: int
    differing: int
    missing: int

    @property
    def is_equal(self) -> bool:
        return self.rows > 0 and not self.differing and not self.missing


def reproduce(settings: Settings, run_id: str, on_progress: OnProgress = quiet) -> Reproduction:
    """Forecast again what the run forecast, and compare it with the rows that it wrote; nothing is published.

    Raises RequestError when there is no such forecast, ReleaseError or ArtifactError when its release or artifact is
    gone or damaged. With other code than the run's commit, or other versions of the libraries, the answer may differ.
    """
    recorded = _recorded(Lake(settings.lake_root), run_id)
    trained = artifacts.load(Lake(settings.artifacts_root), recorded["artifact_id"])
    release = open_release(Lake(settings.lake_root), recorded["release_id"])
    again = Run(
        f"again-{run_id}",
        "inference",
        settings.lake_root,
        settings.artifacts_root,
        release.id,
        trained.metadata["config"],
        trained.run_id,
    )
    shards = shards_of(again, read(release, "dim_series"))
    do_all(again, shards, forecast_shard, settings, on_progress, "forecast again")
    made, _ = combine_all(again.parts(shards), trained.lesson, again.rules, read(release, "dim_hierarchy"))
    clean(again)
    stored = _rows(again.lake, "forecasts", run_id)
    return Reproduction(run_id, release.id, trained.run_id, *_compare(stored, made))


def _recorded(lake: Lake, run_id: str) -> dict[str, str]:
    known = [name.removeprefix("run_id=") for name in lake.names("jobs", "runs")]
    if run_id not in known or _rows(lake, "runs", run_id)["kind"].iloc[0] != "inference":
        newest = ", ".join(name for name in known if name.startswith("infer")) or "none"
        raise RequestError(f"no forecast run {run_id!r}; there are: {newest}")
    row: dict[str, str] = _rows(lake, "runs", run_id).iloc[0].to_dict()
    return row


def _rows(lake: Lake, table: str, run_id: str) -> pd.DataFrame:
    parts = [name for name in lake.names("jobs", table, f"run_id={run_id}") if name.endswith(".parquet")]
    data = [io.BytesIO(lake.read("jobs", table, f"run_id={run_id}", part)) for part in parts]
    return pd.concat([pd.read_parquet(part) for part in data], ignore_index=True)


def _compare(stored: pd.DataFrame, made: pd.DataFrame) -> tuple[int, int, int]:
    """(rows in both, of them not the same, rows in one only)."""
    columns = [name for name in JOB_TABLES["forecasts"].names if name not in [*_STAMP, *KEY]]
    both = stored.merge(made, on=KEY, how="outer", suffixes=("", "_again"), indicator=True)
    common = both[both["_merge"] == "both"]
    same = pd.concat([_same_bits(common[name], common[f"{name}_again"]) for name in columns], axis=1).all(axis=1)
    return len(common), int((~same).sum()), len(both) - len(common)


def _same_bits(a: pd.Series, b: pd.Series) -> pd.Series:
    """Where two columns hold the same; floats by their bits, so that 0.0 is not -0.0."""
    if a.dtype.kind == "f":
        bits = [pd.Series(column.to_numpy(np.float64).view(np.int64), index=a.index) for column in (a, b)]
        return (bits[0] == bits[1]) | (a.isna() & b.isna())
    return (a == b) | (a.isna() & b.isna())
