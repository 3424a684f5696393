"""Train: backtest all models on a release, learn how to combine them, save the artifact."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from configs.settings import Settings
from models_py import artifacts, forecast, summary
from models_py.artifacts import Artifact
from models_py.backtest import backtest, periods_to_end
from models_py.coherence import coherent
from models_py.forecast import Lesson
from models_py.forecasting.base import Forecaster
from models_py.forecasting.global_lgbm import known_columns
from models_py.forecasting.learnt import from_bytes, learn, to_bytes
from models_py.forecasting.portfolio import used_models
from models_py.forecasting.zoo import GLOBAL_MODELS
from models_py.profile import truncate
from models_py.rules import GRID
from models_py.runs import (
    Fit,
    OnProgress,
    Run,
    Shard,
    clean,
    do_all,
    fit_file,
    how_to_train,
    inputs,
    keep,
    open_run,
    quiet,
    reactivate,
    read_slice,
    record,
    shards_of,
)
from models_py.select import with_ensemble
from warehouse.releases import git_sha
from warehouse.store import read
from warehouse.tables import JOB_TABLES

# Of the panel, for one training of a global model: bounds its memory.
MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class TrainResult:
    """`figures`: {series_set: {model: {figure: value}}}, of `summary.figures`; `reused`: it was there."""

    run_id: str
    artifact: str
    figures: Mapping[str, Any]
    reused: bool


def train(settings: Settings, on_progress: OnProgress = quiet) -> TrainResult:
    """Backtest all models on the current release, learn selection and intervals, save the artifact.

    Raises ReleaseError without a release, ArtifactError when an artifact of the same inputs is damaged.
    """
    run, started = _training_run(settings), time.monotonic()
    reused = run.recorded and artifacts.exists(run.store, run.run_id)
    artifact = _reactivated(run) if reused else _train(run, settings, on_progress, started)
    return TrainResult(run.run_id, run.store.path(run.run_id), artifact.metadata["figures"], reused)


def _reactivated(run: Run) -> Artifact:
    artifact = artifacts.load(run.store, run.run_id)
    artifacts.activate(run.store, run.run_id)
    reactivate(run)
    return artifact


def _training_run(settings: Settings) -> Run:
    return open_run(settings, "train", how_to_train(settings), settings.forecasting.config())


def _train(run: Run, settings: Settings, on_progress: OnProgress, started: float) -> Artifact:
    series, hierarchy = read(run.release, "dim_series"), read(run.release, "dim_hierarchy")
    shards, fits = shards_of(run, series), fits_of(run, series)
    do_all(run, fits, _fit, settings, on_progress, "learn")
    do_all(run, shards, _backtest_shard, settings, on_progress, "backtest")
    learnt, figures = [], []
    for name in sorted({shard.series_set for shard in shards}):
        lesson, compared = _learn(run, [s for s in shards if s.series_set == name], hierarchy)
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
    final = {(fit.series_set, fit.model): _read_fit(run, fit.file) for fit in fits if fit.window == 0}
    artifact = artifacts.save(run.store, run.run_id, forecast.join(learnt), final, about)
    clean(run)
    return artifact


def _learn(run: Run, shards: Sequence[Shard], hierarchy: pd.DataFrame) -> tuple[Lesson, list[pd.DataFrame]]:
    """Write the backtest of a series set; answer what it taught, and its rows as figures need them."""
    windows = range(run.rules.n_windows, 0, -1)
    *past, final = forecast.lessons(run.parts(shards), [*windows, 0], GRID, run.rules.point)
    taught, compared = dict(zip(windows, past, strict=True)), []
    for shard, part, served in _served(run, shards, taught, hierarchy):
        scored = [with_ensemble(part.loc[part["state"] == "ok", forecast.SCORED]), served]
        rows = pd.concat([frame[frame["y"].notna() & frame["y_hat"].notna()] for frame in scored if len(frame)])
        rows = rows.reindex(columns=["window", *JOB_TABLES["backtests"].names])
        is_kept = rows["model"].isin(summary.COMPARED) | (run.rules.backtests == "all")
        run.append("backtests", rows[is_kept], part=shard.name)
        compared.append(summary.per_series(rows))
    return final, compared


def _served(
    run: Run, shards: Sequence[Shard], taught: Mapping[int, Lesson], hierarchy: pd.DataFrame
) -> Iterator[tuple[Shard, pd.DataFrame, pd.DataFrame]]:
    """Each shard that has a backtest with what would have been served; of a hierarchy all of it at once, so that it adds up."""
    parts = ((shard, part) for shard, part in zip(shards, run.parts(shards), strict=True) if len(part))
    served = ((shard, part, forecast.served_backtest(part, taught, run.rules)) for shard, part in parts)
    if not shards[0].in_hierarchy:
        yield from served
        return
    whole = pd.concat([frame for _, _, frame in served if len(frame)] or [pd.DataFrame()], ignore_index=True)
    if len(whole):
        whole = pd.concat([coherent(rows, hierarchy) for _, rows in whole.groupby("window", sort=False)])
        whole = whole[whole["state"] == "ok"]
    of_series = dict(list(whole.groupby("unique_id", sort=False))) if len(whole) else {}
    for shard, part in zip(shards, run.parts(shards), strict=True):
        if len(part):
            own = [of_series[uid] for uid in shard.unique_ids if uid in of_series]
            yield shard, part, pd.concat(own, ignore_index=True) if own else pd.DataFrame()


def fits_of(run: Run, series: pd.DataFrame) -> list[Fit]:
    """A training of each global model for each window, and for the end of the data, of each set that may use it."""
    alive = series[(series["n_obs"] > 0) & (series["level"] == "bottom")]
    return [
        Fit(str(name), model, window, _sample(rows), int(rows["horizon"].iloc[0]), int(rows["season_length"].iloc[0]))
        for name, rows in alive.groupby("series_set")
        for model in GLOBAL_MODELS
        if model in used_models(run.rules.portfolio, int(rows["season_length"].iloc[0]))
        for window in range(run.rules.n_windows, -1, -1)
    ]


def _sample(series: pd.DataFrame) -> tuple[str, ...]:
    """Series of at most MOST_ROWS rows together, the same ones every time."""
    order = series.assign(place=pd.util.hash_array(series["unique_id"].to_numpy(object))).sort_values("place")
    return tuple(sorted(order.loc[order["n_obs"].cumsum() <= MOST_ROWS, "unique_id"]))


def _fit(run: Run, fit: Fit) -> None:
    """Train a global model on what was known at the cutoffs of a window, and write it."""
    panel, _, future = read_slice(run.release, fit.unique_ids)
    panel = panel.reset_index(drop=True)
    at_cutoff = panel.loc[periods_to_end(panel) == fit.horizon * fit.window, ["unique_id", "ds"]]
    history = truncate(panel, at_cutoff.set_index("unique_id")["ds"])
    learnt = learn(fit.model, history, fit.horizon, fit.season_length, known_columns(panel, future), run.rules.point)
    run.store.write(to_bytes(learnt), run.run_id, "shards", fit.file)


def _read_fit(run: Run, file: str) -> bytes:
    return run.store.read(run.run_id, "shards", file)


def _backtest_shard(run: Run, shard: Shard) -> None:
    panel, series, future = read_slice(run.release, shard.unique_ids)
    fitted = {k: _fitted(run, shard.series_set, k) for k in range(1, run.rules.n_windows + 1)}
    known, whole = known_columns(panel, future), shard.in_hierarchy
    keep(run, shard, backtest(panel, series, shard.horizon, run.rules, known, fitted, whole))


def _fitted(run: Run, series_set: str, window: int) -> dict[str, Forecaster]:
    """The global models of a series set that learnt until the cutoffs of a window."""
    files = {model: fit_file(series_set, model, window) for model in GLOBAL_MODELS}
    there = {model: file for model, file in files.items() if run.store.exists(run.run_id, "shards", file)}
    return {model: from_bytes(model, _read_fit(run, file)) for model, file in there.items()}
