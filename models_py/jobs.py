"""Train, infer, generate: read a release, call the pure functions, write job tables stamped with a run_id."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from configs.settings import Settings
from models_py import artifacts, forecast, summary, whatif
from models_py.artifacts import Artifact
from models_py.backtest import backtest, periods_to_end
from models_py.forecast import STATUS, Lesson
from models_py.forecasting.base import Forecaster
from models_py.forecasting.global_lgbm import Trained, Untrained, from_bytes, known_columns, to_bytes
from models_py.forecasting.portfolio import predict
from models_py.forecasting.zoo import GLOBAL_MODEL, LIGHTGBM
from models_py.profile import PROFILE, latest_profile, truncate
from models_py.rules import LEVELS, Rules
from models_py.runs import (
    Fit,
    OnProgress,
    Run,
    Shard,
    clean,
    code_digest,
    do_all,
    fits_of,
    inputs,
    keep,
    open_run,
    reactivate,
    read_slice,
    record,
    shards_of,
)
from models_py.select import with_ensemble
from warehouse.lake import Lake
from warehouse.releases import Release, git_sha
from warehouse.store import read
from warehouse.tables import JOB_TABLES


class RequestError(ValueError):
    """A forecast was asked for that cannot be made; the message says what can be asked for."""


@dataclass(frozen=True)
class TrainResult:
    """`figures`: {series_set: {model: {figure: value}}}, of `summary.figures`; `reused`: it was there."""

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


def quiet(done: int, total: int, what: str) -> None:
    """Show nothing."""


def train(settings: Settings, on_progress: OnProgress = quiet) -> TrainResult:
    """Backtest all models on the current release, learn selection and intervals, save the artifact.

    Raises ReleaseError without a release, ArtifactError when an artifact of the same inputs is damaged.
    """
    run, started = _training_run(settings), time.monotonic()
    reused = run.recorded and artifacts.exists(run.store, run.run_id)
    artifact = _reactivated(run) if reused else _train(run, settings, on_progress, started)
    return TrainResult(run.run_id, run.store.path(run.run_id), artifact.metadata["figures"], reused)


def infer(settings: Settings, on_progress: OnProgress = quiet, artifact: Artifact | None = None) -> InferResult:
    """Forecast every series of the current release, by default with the latest artifact; append the rows.

    Raises ArtifactError or ReleaseError when there is nothing to work with.
    """
    started, trained = time.monotonic(), artifact or artifacts.latest(Lake(settings.artifacts_root))
    run = _inference_run(settings, trained)
    if run.recorded:
        reactivate(run)
        return InferResult(run.run_id, trained.run_id, {}, reused=True)
    series = read(run.release, "dim_series")
    shards = shards_of(run, series)
    do_all(run, shards, forecast_shard, settings, on_progress, "forecast")
    results = [combine_shard(part, trained.lesson, run.rules) for part in run.parts(shards) if len(part)]
    status = _complete(pd.concat([s for _, s in results] or [pd.DataFrame(columns=STATUS)]), series)
    run.append("forecasts", pd.concat([f for f, _ in results]) if results else pd.DataFrame())
    run.append("series_status", status)
    record(run, trained.run_id, len(series), started)
    clean(run)
    return InferResult(run.run_id, trained.run_id, status["status"].value_counts().to_dict(), reused=False)


def generate(
    release: Release,
    artifact: Artifact,
    unique_ids: Sequence[str],
    h: int,
    settings: Settings,
    changes: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Forecast some series now, without writing: (served, status) of `forecast.combine`, h steps each.

    With `changes` of covariates (see `whatif.changed`) status says of each series whether they matter (`whatif.with_use`).
    Raises RequestError for an unknown series or an h that the release has no future periods for, ChangeError for a change
    of what is not there.
    """
    if not unique_ids:
        raise RequestError("no series asked for: expected unique_ids of dim_series")
    series = read(release, "dim_series", unique_ids=sorted(set(unique_ids)))
    _check_request(series, unique_ids, h)
    rules = Rules.of(artifact.metadata["config"])
    parts = [
        _base(release, tuple(of_set["unique_id"]), rules, h, artifact.fitted.get(str(name), {}), changes)
        for name, of_set in series.groupby("series_set")
    ]
    results = [combine_shard(part, artifact.lesson, rules) for part in parts if len(part)]
    served = pd.concat([f for f, _ in results], ignore_index=True) if results else pd.DataFrame()
    status = _complete(pd.concat([s for _, s in results] or [pd.DataFrame(columns=STATUS)]), series)
    if changes is not None:
        status = whatif.with_use(status, pd.concat(parts), artifact.lesson, rules, artifact.fitted, changes)
    return served, status


def _reactivated(run: Run) -> Artifact:
    artifact = artifacts.load(run.store, run.run_id)
    artifacts.activate(run.store, run.run_id)
    reactivate(run)
    return artifact


def _training_run(settings: Settings) -> Run:
    config = settings.forecasting.config()
    return open_run(settings, "train", [config, artifacts.SCHEMA_VERSION, code_digest()], config)


def _inference_run(settings: Settings, artifact: Artifact) -> Run:
    return open_run(settings, "inference", [artifact.run_id], artifact.metadata["config"], artifact.run_id)


def _train(run: Run, settings: Settings, on_progress: OnProgress, started: float) -> Artifact:
    series = read(run.release, "dim_series")
    shards, fits = shards_of(run, series), fits_of(run, series)
    do_all(run, fits, _fit, settings, on_progress, "learn")
    do_all(run, shards, _backtest_shard, settings, on_progress, "backtest")
    learnt, figures = [], []
    for name in sorted({shard.series_set for shard in shards}):
        lesson, compared = _learn(run, [s for s in shards if s.series_set == name])
        learnt.append(lesson)
        figures.extend(compared)
    record(run, run.run_id, len(series), started)
    about = {
        "created_at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "release_id": run.release_id,
        "git_sha": git_sha(),
        "inputs": inputs(run.release),
        "config": run.config,
        "figures": summary.figures(figures),
    }
    final = {fit.series_set: _read_fit(run, fit.file) for fit in fits if fit.window == 0}
    artifact = artifacts.save(run.store, run.run_id, forecast.join(learnt), final, about)
    clean(run)
    return artifact


def _learn(run: Run, shards: Sequence[Shard]) -> tuple[Lesson, list[pd.DataFrame]]:
    """Write the backtest of a series set; answer what it taught, and its rows as figures need them."""
    windows = range(run.rules.n_windows, 0, -1)
    *past, final = forecast.lessons(run.parts(shards), [*windows, 0], LEVELS)
    taught, compared = dict(zip(windows, past, strict=True)), []
    for shard, part in zip(shards, run.parts(shards), strict=True):
        if len(part):
            served = forecast.served_backtest(part, taught, run.rules)
            rows = pd.concat([with_ensemble(part), served]).dropna(subset=["y", "y_hat"])
            run.append("backtests", rows, part=shard.name)
            compared.append(summary.per_series(rows.reindex(columns=["window", *JOB_TABLES["backtests"].names])))
    return final, compared


def _fit(run: Run, fit: Fit) -> None:
    """Train a global model on what was known at the cutoffs of a window, and write it."""
    panel, _, future = read_slice(run.release, fit.unique_ids)
    panel = panel.reset_index(drop=True)
    at_cutoff = panel.loc[periods_to_end(panel) == fit.horizon * fit.window, ["unique_id", "ds"]]
    history = truncate(panel, at_cutoff.set_index("unique_id")["ds"])
    model: Trained | Untrained
    try:
        model = GLOBAL_MODEL.fit(history, fit.horizon, fit.season_length, known_columns(panel, future))
    except Exception as error:  # noqa: BLE001 - one model must not stop the others
        model = Untrained(f"{type(error).__name__}: {error}")
    run.store.write(to_bytes(model), run.run_id, "shards", fit.file)


def _read_fit(run: Run, file: str) -> bytes:
    return run.store.read(run.run_id, "shards", file)


def _backtest_shard(run: Run, shard: Shard) -> None:
    panel, series, future = read_slice(run.release, shard.unique_ids)
    files = {k: Fit(shard.series_set, k, (), 0, 0).file for k in range(1, run.rules.n_windows + 1)}
    fitted = {
        k: {LIGHTGBM: from_bytes(_read_fit(run, file))}
        for k, file in files.items()
        if run.store.exists(run.run_id, "shards", file)
    }
    keep(run, shard, backtest(panel, series, shard.horizon, run.rules, known_columns(panel, future), fitted))


def forecast_shard(run: Run, shard: Shard) -> None:
    """Write the base forecasts of a shard, from the end of its series."""
    fitted = run.fitted.get(shard.series_set, {})
    keep(run, shard, _base(run.release, shard.unique_ids, run.rules, shard.horizon, fitted))


def _base(
    release: Release,
    unique_ids: Sequence[str],
    rules: Rules,
    h: int,
    fitted: Mapping[str, Forecaster],
    changes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Base forecasts, with the profile, of some series of one set, from the end of their panel."""
    panel, series, future = read_slice(release, unique_ids)
    future = future[future["h"] <= h]
    if changes is not None:
        future = whatif.changed(future, changes[changes["unique_id"].isin(unique_ids)])
    if panel.empty:
        return pd.DataFrame(columns=PROFILE)
    profile = latest_profile(panel, series, rules.min_train_size)
    return predict(panel, profile, future, rules.portfolio, fitted).merge(profile, on="unique_id")


def combine_shard(part: pd.DataFrame, lesson: Lesson, rules: Rules) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(served, status) of base forecasts that carry their profile; see `forecast.combine`."""
    return forecast.combine(part, part.drop_duplicates("unique_id")[PROFILE], lesson, rules)


def _complete(status: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """The status of every series, also of those that have nothing to forecast from."""
    rest = series.loc[~series["unique_id"].isin(status["unique_id"]), ["series_set", "unique_id", "n_obs"]]
    young = rest["n_obs"].fillna(0) == 0
    rest = rest.assign(
        status=young.map({True: "short", False: "failed"}),
        reason=young.map({True: "no complete period yet", False: "no rows in feat_panel or feat_future"}),
        model=None,
        cutoff=pd.Series(pd.NaT, index=rest.index, dtype="datetime64[us]"),
    )
    return pd.concat([f for f in (status, rest[STATUS]) if len(f)] or [status], ignore_index=True)


def _check_request(series: pd.DataFrame, unique_ids: Sequence[str], h: int) -> None:
    unknown = sorted(set(unique_ids) - set(series["unique_id"]))
    if unknown:
        raise RequestError(f"unknown series {unknown[:5]}: expected unique_ids of dim_series")
    longest = int(series["horizon"].min())
    if not 1 <= h <= longest:
        raise RequestError(f"h={h}: expected 1 to {longest}, the horizon of these series")
