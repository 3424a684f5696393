"""One run of a job: its id, its shards and what it writes.

Run ids are made of what goes in, so a run that was stopped resumes and one that was finished is not done again.
"""

import hashlib
import io
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any, TypeVar

import pandas as pd

from configs.settings import Settings
from models_py import artifacts
from models_py.clusters import Engine, run_on_cluster
from models_py.code import code_digest
from models_py.engine import run_shards
from models_py.forecasting.base import Forecaster
from models_py.rules import Rules
from warehouse.lake import Lake
from warehouse.releases import Release, ReleaseError, git_sha, open_release
from warehouse.store import append_job_rows, read
from warehouse.tables import JOB_TABLES

INPUTS = ("feat_panel", "feat_future", "dim_series", "dim_hierarchy")
OnProgress = Callable[[int, int, str], None]


def quiet(done: int, total: int, what: str) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class Shard:
    """Some series of one set; `in_hierarchy`: the set has sums of its series."""

    name: str
    series_set: str
    unique_ids: tuple[str, ...]
    horizon: int
    in_hierarchy: bool = False

    @property
    def file(self) -> str:
        """Its result; that it is there says that it is done."""
        return f"{self.name}.parquet"


@dataclass(frozen=True)
class Fit:
    """One training of a global model on a series set: on what was known at the cutoffs of a window."""

    series_set: str
    model: str
    window: int
    unique_ids: tuple[str, ...]
    horizon: int
    season_length: int

    @property
    def file(self) -> str:
        return fit_file(self.series_set, self.model, self.window)


def fit_file(series_set: str, model: str, window: int) -> str:
    """Where a run keeps what a global model learnt."""
    return f"global-{model}-{series_set}-{window}.json"


@dataclass(frozen=True)
class Run:
    """One run, as a worker process needs to know it; roots and ids only, so that it travels."""

    run_id: str
    kind: str
    lake_root: str
    artifacts_root: str
    release_id: str
    config: Mapping[str, Any]
    artifact_id: str = ""
    recipe: str | None = None

    @cached_property
    def lake(self) -> Lake:
        return Lake(self.lake_root)

    @cached_property
    def store(self) -> Lake:
        return Lake(self.artifacts_root)

    @cached_property
    def release(self) -> Release:
        return open_release(self.lake, self.release_id)

    @cached_property
    def rules(self) -> Rules:
        return Rules.of(self.config)

    @cached_property
    def fitted(self) -> Mapping[str, Mapping[str, Forecaster]]:
        """By series set, the global models of the artifact that is forecast with."""
        return artifacts.load(self.store, self.artifact_id).fitted

    @property
    def own_row(self) -> tuple[str, ...]:
        return ("jobs", "runs", f"run_id={self.run_id}", "part-0.parquet")

    @property
    def recorded(self) -> bool:
        return self.lake.exists(*self.own_row)

    def append(self, table: str, frame: pd.DataFrame, part: str = "0") -> None:
        """Append to a job table; columns that the frame lacks are null."""
        stamp = {"run_id": self.run_id, "created_at": datetime.now(UTC).replace(tzinfo=None)}
        append_job_rows(
            self.lake,
            table,
            self.run_id,
            frame.reindex(columns=JOB_TABLES[table].names).assign(**stamp),
            part,
        )

    def parts(self, shards: Sequence[Shard], columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """The results of shards, one at a time."""
        for shard in shards:
            data = self.store.read(self.run_id, "shards", shard.file)
            yield pd.read_parquet(io.BytesIO(data), columns=columns and list(columns))


Task = TypeVar("Task", Shard, Fit)


def open_run(
    settings: Settings, kind: str, because: Sequence[Any], config: Mapping[str, Any], artifact_id: str = ""
) -> Run:
    """The run of the current release that `because` and the release's inputs define."""
    release = open_release(Lake(settings.lake_root))
    text = json.dumps([inputs(release), *because], sort_keys=True)
    run_id = f"{'train' if kind == 'train' else 'infer'}-{_digest(text)}"
    recipe = _digest(json.dumps(how_to_train(settings), sort_keys=True))
    return Run(run_id, kind, settings.lake_root, settings.artifacts_root, release.id, config, artifact_id, recipe)


def how_to_train(settings: Settings) -> list[Any]:
    """What a training depends on beside its inputs: the configuration, the artifact's form and the forecasting code."""
    return [settings.forecasting.config(), artifacts.SCHEMA_VERSION, code_digest()]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def inputs(release: Release) -> dict[str, str]:
    """The sha256 of each table that is read; raises ReleaseError that names one that is not there."""
    return {table: release.manifest.tables[table].sha256 for table in INPUTS if release.files(table)}


def do_all(
    run: Run,
    tasks: Sequence[Task],
    function: Callable[[Run, Task], None],
    settings: Settings,
    on_progress: OnProgress,
    what: str,
) -> None:
    """Do the tasks that are not done yet, on the engine of the settings; raises EngineError when it fails."""
    left = _left(run, tasks)
    before = len(tasks) - len(left)
    to = settings.forecasting
    workers = to.workers or os.cpu_count() or 1

    def on_done(n: int, _: int) -> None:
        on_progress(before + n, len(tasks), what)

    if to.engine == "local":
        run_shards(partial(function, run), left, workers, on_done)
    else:
        engine = Engine(to.engine, to.engine_address, workers)
        run_on_cluster(partial(function, run), left, engine, partial(_left, run), on_done)


def _left(run: Run, tasks: Sequence[Task]) -> list[Task]:
    done = set(run.store.names(run.run_id, "shards"))
    return [task for task in tasks if task.file not in done]


def shards_of(run: Run, series: pd.DataFrame) -> list[Shard]:
    """Series with data, in shards of one set each, those of long histories first: they take longest.

    Raises ReleaseError when there are none.
    """
    size = run.config["shard_size"]
    alive = series[series["n_obs"] > 0].sort_values(["series_set", "unique_id"])
    if alive.empty:
        raise ReleaseError(f"nothing to forecast: no series of release {run.release_id} has a complete period yet")
    sets = sorted(alive.groupby("series_set"), key=lambda item: -item[1]["n_obs"].mean())
    with_sums = set(alive.loc[alive["level"] != "bottom", "series_set"])
    slices = [(name, rows.iloc[i : i + size]) for name, rows in sets for i in range(0, len(rows), size)]
    return [
        Shard(f"{n:05d}", str(name), tuple(rows["unique_id"]), int(rows["horizon"].iloc[0]), name in with_sums)
        for n, (name, rows) in enumerate(slices)
    ]


def read_slice(release: Release, unique_ids: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Panel, series and the steps to forecast of some series; on closed steps nothing is served."""
    panel, future = (read(release, table, unique_ids=unique_ids) for table in ("feat_panel", "feat_future"))
    order = ["unique_id", "ds"]
    series = read(release, "dim_series", unique_ids=unique_ids)
    return panel.sort_values(order), series, future[future["is_open"]].sort_values(order)


def keep(run: Run, shard: Shard, part: pd.DataFrame) -> None:
    """Write the result of a shard: from here on it is done."""
    run.store.write(artifacts.to_parquet(part), run.run_id, "shards", shard.file)


def record(run: Run, artifact_id: str, n_series: int, started: float) -> None:
    """Append the run's own row, which says that it is complete; `started` by time.monotonic."""
    row = {
        "kind": run.kind,
        "artifact_id": artifact_id,
        "release_id": run.release_id,
        "git_sha": git_sha(),
        "recipe": run.recipe,
        "n_series": n_series,
        "duration_seconds": round(time.monotonic() - started, 3),
        "activated_at": datetime.now(UTC).replace(tzinfo=None),
    }
    run.append("runs", pd.DataFrame([row]))


def reactivate(run: Run) -> None:
    """Say that a run of before is what is wanted again: its row gets a new `activated_at` and the recipe of now, no row is added."""
    row = pd.read_parquet(io.BytesIO(run.lake.read(*run.own_row)))
    now = {"recipe": run.recipe, "activated_at": datetime.now(UTC).replace(tzinfo=None)}
    append_job_rows(run.lake, "runs", run.run_id, row.assign(**now))


def clean(run: Run) -> None:
    """Shards are for resuming only."""
    run.store.fs.rm(run.store.path(run.run_id, "shards"), recursive=True)
    if not artifacts.exists(run.store, run.run_id):
        run.store.fs.rm(run.store.path(run.run_id), recursive=True)
