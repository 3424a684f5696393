"""Train, infer, generate: read a release, call the pure functions, write job tables stamped with a run_id.

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
from typing import Any

import pandas as pd

from configs.settings import Settings
from models_py import artifacts, forecast, summary
from models_py.artifacts import Artifact
from models_py.backtest import backtest
from models_py.engine import run_shards
from models_py.forecast import KEY, STATUS, Lesson
from models_py.forecasting.portfolio import predict
from models_py.profile import PROFILE, profile_at
from models_py.rules import Rules
from models_py.select import with_ensemble
from warehouse.lake import Lake
from warehouse.releases import Release, git_sha, open_release
from warehouse.store import append_job_rows, read
from warehouse.tables import JOB_TABLES

INPUTS = ("feat_panel", "feat_future", "dim_series")
OnProgress = Callable[[int, int, str], None]


class RequestError(ValueError):
    """A forecast was asked for that cannot be made; the message says what can be asked for."""


@dataclass(frozen=True)
class TrainResult:
    """`figures`: {series_set: {model: {figure: value}}}, see `summary.figures`; `reused`: nothing had to be done."""

    run_id: str
    artifact: str
    figures: Mapping[str, Any]
    reused: bool


@dataclass(frozen=True)
class InferResult:
    """`statuses`: {status: number of series}; empty when the run was there already."""

    run_id: str
    artifact_id: str
    statuses: Mapping[str, int]
    reused: bool


@dataclass(frozen=True)
class Shard:
    """Some series of one set."""

    name: str
    series_set: str
    unique_ids: tuple[str, ...]
    horizon: int


@dataclass(frozen=True)
class Run:
    """One run, as a worker process needs to know it; roots and ids only, so that it travels."""

    run_id: str
    kind: str
    lake_root: str
    artifacts_root: str
    release_id: str
    config: Mapping[str, Any]

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

    @property
    def recorded(self) -> bool:
        return self.lake.exists("jobs", "runs", f"run_id={self.run_id}", "part-0.parquet")

    def append(self, table: str, frame: pd.DataFrame, part: str = "0") -> None:
        """Append to a job table; columns that the frame lacks are null."""
        stamp = {"run_id": self.run_id, "created_at": datetime.now(UTC).replace(tzinfo=None)}
        append_job_rows(self.lake, table, self.run_id, frame.reindex(columns=JOB_TABLES[table].names).assign(**stamp), part)

    def parts(self, shards: Sequence[Shard], columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """The results of shards, one at a time."""
        for shard in shards:
            data = self.store.read(self.run_id, "shards", f"{shard.name}.parquet")
            yield pd.read_parquet(io.BytesIO(data), columns=columns and list(columns))


def quiet(done: int, total: int, what: str) -> None:
    """Show nothing."""


def train(settings: Settings, on_progress: OnProgress = quiet) -> TrainResult:
    """Backtest all models on the current release, learn selection and intervals, save the artifact.

    Raises ReleaseError without a release, ArtifactError when an artifact of the same inputs is damaged.
    """
    run, started = _training_run(settings), time.monotonic()
    reused = run.recorded and artifacts.exists(run.store, run.run_id)
    artifact = artifacts.load(run.store, run.run_id) if reused else _train(run, settings, on_progress, started)
    return TrainResult(run.run_id, run.store.path(run.run_id), artifact.metadata["figures"], reused)


def infer(settings: Settings, on_progress: OnProgress = quiet, artifact: Artifact | None = None) -> InferResult:
    """Forecast every series of the current release with an artifact, the latest by default, and append the job tables.

    Raises ArtifactError or ReleaseError when there is nothing to work with.
    """
    started, trained = time.monotonic(), artifact or artifacts.latest(Lake(settings.artifacts_root))
    run = _inference_run(settings, trained)
    if run.recorded:
        return InferResult(run.run_id, trained.run_id, {}, reused=True)
    series = read(run.release, "dim_series")
    shards = _run_shards(run, series, _forecast_shard, settings, on_progress, "forecast")
    results = [_combine(part, trained.lesson, run.rules) for part in run.parts(shards) if len(part)]
    status = _complete(pd.concat([s for _, s in results] or [pd.DataFrame(columns=STATUS)]), series)
    run.append("forecasts", pd.concat([f for f, _ in results]) if results else pd.DataFrame())
    run.append("series_status", status)
    _record(run, trained.run_id, len(series), started)
    _clean(run)
    return InferResult(run.run_id, trained.run_id, status["status"].value_counts().to_dict(), reused=False)


def generate(
    release: Release, artifact: Artifact, unique_ids: Sequence[str], h: int, settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Forecast some series now, without writing: (served, status) of `forecast.combine`, at most h steps each.

    Raises RequestError for an unknown series or an h that the release has no future periods for.
    """
    series = read(release, "dim_series", unique_ids=sorted(set(unique_ids)))
    _check_request(series, unique_ids, h)
    rules = Rules.of(artifact.metadata["config"])
    parts = [_base(release, tuple(s["unique_id"]), rules, h) for _, s in series.groupby("series_set")]
    results = [_combine(part, artifact.lesson, rules) for part in parts if len(part)]
    served = pd.concat([f for f, _ in results], ignore_index=True) if results else pd.DataFrame()
    return served, _complete(pd.concat([s for _, s in results] or [pd.DataFrame(columns=STATUS)]), series)


def _training_run(settings: Settings) -> Run:
    config = settings.forecasting.model_dump(exclude={"workers"})
    return _run(settings, "train", [config, artifacts.SCHEMA_VERSION], config)


def _inference_run(settings: Settings, artifact: Artifact) -> Run:
    return _run(settings, "inference", [artifact.run_id], artifact.metadata["config"])


def _run(settings: Settings, kind: str, because: Sequence[Any], config: Mapping[str, Any]) -> Run:
    release = open_release(Lake(settings.lake_root))
    text = json.dumps([_inputs(release), *because], sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    run_id = f"{'train' if kind == 'train' else 'infer'}-{digest}"
    return Run(run_id, kind, settings.lake_root, settings.artifacts_root, release.id, config)


def _inputs(release: Release) -> dict[str, str]:
    return {table: release.manifest.tables[table].sha256 for table in INPUTS if release.file(table)}


def _train(run: Run, settings: Settings, on_progress: OnProgress, started: float) -> Artifact:
    series = read(run.release, "dim_series")
    shards = _run_shards(run, series, _backtest_shard, settings, on_progress, "backtest")
    learnt, figures = [], []
    for name in sorted({shard.series_set for shard in shards}):
        lesson, compared = _learn(run, [s for s in shards if s.series_set == name])
        learnt.append(lesson)
        figures.extend(compared)
    _record(run, run.run_id, len(series), started)
    about = {
        "created_at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "release_id": run.release_id,
        "git_sha": git_sha(),
        "inputs": _inputs(run.release),
        "config": run.config,
        "figures": summary.figures(figures),
    }
    artifact = artifacts.save(run.store, run.run_id, forecast.join(learnt), about)
    _clean(run)
    return artifact


def _learn(run: Run, shards: Sequence[Shard]) -> tuple[Lesson, list[pd.DataFrame]]:
    """What a series set taught, after its backtest was written: each cutoff knows only what was known by then."""
    cutoffs = sorted({c for part in run.parts(shards, ["cutoff"]) for c in part["cutoff"].unique()})
    *past, final = forecast.lessons(run.parts(shards), [*cutoffs, pd.Timestamp.max], run.rules.levels)
    taught, compared = dict(zip(cutoffs, past, strict=True)), []
    for shard, part in zip(shards, run.parts(shards), strict=True):
        if len(part):
            served = forecast.served_backtest(part, taught, run.rules)
            rows = pd.concat([with_ensemble(part), served]).dropna(subset=["y", "y_hat"])
            run.append("backtests", rows, part=shard.name)
            compared.append(summary.per_series(rows.reindex(columns=JOB_TABLES["backtests"].names)))
    return final, compared


def _run_shards(
    run: Run,
    series: pd.DataFrame,
    function: Callable[[Run, Shard], None],
    settings: Settings,
    on_progress: OnProgress,
    what: str,
) -> list[Shard]:
    """Do the shards that are not done yet; answers all of them."""
    shards = _shards(series, run.config["shard_size"])
    done = set(run.store.names(run.run_id, "shards"))
    left = [shard for shard in shards if f"{shard.name}.parquet" not in done]
    before = len(shards) - len(left)
    workers = settings.forecasting.workers or os.cpu_count() or 1
    run_shards(partial(function, run), left, workers, lambda n, _: on_progress(before + n, len(shards), what))
    return shards


def _shards(series: pd.DataFrame, size: int) -> list[Shard]:
    """Series with data, in shards of one set each, those of long histories first: they take longest."""
    alive = series[series["n_obs"] > 0].sort_values(["series_set", "unique_id"])
    sets = sorted(alive.groupby("series_set"), key=lambda item: -item[1]["n_obs"].mean())
    slices = [rows.iloc[i : i + size] for _, rows in sets for i in range(0, len(rows), size)]
    return [
        Shard(f"{n:05d}", rows["series_set"].iloc[0], tuple(rows["unique_id"]), int(rows["horizon"].iloc[0]))
        for n, rows in enumerate(slices)
    ]


def _backtest_shard(run: Run, shard: Shard) -> None:
    panel, series, _ = _slice(run.release, shard.unique_ids)
    _keep(run, shard, backtest(panel, series, shard.horizon, run.rules))


def _forecast_shard(run: Run, shard: Shard) -> None:
    _keep(run, shard, _base(run.release, shard.unique_ids, run.rules, shard.horizon))


def _base(release: Release, unique_ids: Sequence[str], rules: Rules, h: int) -> pd.DataFrame:
    """Base forecasts, with the profile, of some series of one set, from the end of their panel."""
    panel, series, future = _slice(release, unique_ids)
    if panel.empty:
        return pd.DataFrame(columns=PROFILE)
    profile = profile_at(panel, series, panel["ds"].max(), rules.min_train_size)
    return predict(panel, profile, future[future["h"] <= h], rules.portfolio).merge(profile, on="unique_id")


def _slice(release: Release, unique_ids: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    panel, future = (read(release, table, unique_ids=unique_ids) for table in ("feat_panel", "feat_future"))
    order = ["unique_id", "ds"]
    return panel.sort_values(order), read(release, "dim_series", unique_ids=unique_ids), future.sort_values(order)


def _keep(run: Run, shard: Shard, part: pd.DataFrame) -> None:
    run.store.write(artifacts.to_parquet(part), run.run_id, "shards", f"{shard.name}.parquet")


def _combine(part: pd.DataFrame, lesson: Lesson, rules: Rules) -> tuple[pd.DataFrame, pd.DataFrame]:
    return forecast.combine(part, part.drop_duplicates("unique_id")[PROFILE], lesson, rules)


def _complete(status: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """The status of every series, also of those that have nothing to forecast from."""
    rest = series.loc[~series["unique_id"].isin(status["unique_id"]), ["series_set", "unique_id", "n_obs"]]
    young = rest["n_obs"].fillna(0) == 0
    rest = rest.assign(
        status=young.map({True: "short", False: "failed"}),
        reason=young.map({True: "no complete period yet", False: "feat_panel or feat_future has no rows for it"}),
    )
    return pd.concat([status, rest.reindex(columns=STATUS)], ignore_index=True)


def _check_request(series: pd.DataFrame, unique_ids: Sequence[str], h: int) -> None:
    unknown = sorted(set(unique_ids) - set(series["unique_id"]))
    if unknown or not unique_ids:
        raise RequestError(f"unknown series {unknown[:5]}: expected unique_ids of dim_series")
    longest = int(series["horizon"].min())
    if not 1 <= h <= longest:
        raise RequestError(f"h={h}: expected 1 to {longest}, the horizon of these series")


def _record(run: Run, artifact_id: str, n_series: int, started: float) -> None:
    row = {"kind": run.kind, "artifact_id": artifact_id, "release_id": run.release_id, "git_sha": git_sha()}
    row |= {"n_series": n_series, "duration_seconds": round(time.monotonic() - started, 3)}
    run.append("runs", pd.DataFrame([row]))


def _clean(run: Run) -> None:
    """Shards are for resuming only."""
    run.store.fs.rm(run.store.path(run.run_id, "shards"), recursive=True)
    if not artifacts.exists(run.store, run.run_id):
        run.store.fs.rm(run.store.path(run.run_id), recursive=True)
