"""Train, infer: read a release, call the pure functions, write job tables stamped with a run_id."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from configs.settings import Settings
from models_py import artifacts, forecast, whatif
from models_py.artifacts import Artifact
from models_py.coherence import coherent
from models_py.forecast import STATUS, Lesson
from models_py.forecasting.base import Forecaster
from models_py.forecasting.portfolio import REGULAR, SPARSE, predict
from models_py.profile import PROFILE, latest_profile
from models_py.rules import AS_SERVED, Asked, Rules
from models_py.runs import (
    OnProgress,
    Run,
    Shard,
    clean,
    do_all,
    keep,
    open_run,
    quiet,
    reactivate,
    read_slice,
    record,
    shards_of,
)
from models_py.training import TrainResult as TrainResult
from models_py.training import train as train
from warehouse.lake import Lake
from warehouse.releases import Release
from warehouse.store import read


class RequestError(ValueError):
    """A forecast was asked for that cannot be made; the message says what can be asked for."""


@dataclass(frozen=True)
class InferResult:
    """`statuses`: {status: number of series}; empty when the run was there already."""

    run_id: str
    artifact_id: str
    statuses: Mapping[str, int]
    reused: bool


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
    served, told = combine_all(run.parts(shards), trained.lesson, run.rules, read(run.release, "dim_hierarchy"))
    status = complete(told, series)
    run.append("forecasts", served)
    run.append("series_status", status)
    record(run, trained.run_id, len(series), started)
    clean(run)
    return InferResult(run.run_id, trained.run_id, status["status"].value_counts().to_dict(), reused=False)


def _inference_run(settings: Settings, artifact: Artifact) -> Run:
    return open_run(settings, "inference", [artifact.run_id], artifact.metadata["config"], artifact.run_id)


def forecast_shard(run: Run, shard: Shard) -> None:
    """Write the base forecasts of a shard, from the end of its series."""
    fitted = run.fitted.get(shard.series_set, {})
    keep(run, shard, base_forecasts(run.release, shard.unique_ids, run.rules, shard.horizon, fitted))


def base_forecasts(
    release: Release,
    unique_ids: Sequence[str],
    rules: Rules,
    h: int,
    fitted: Mapping[str, Forecaster],
    changes: pd.DataFrame | None = None,
    model: str | None = None,
) -> pd.DataFrame:
    """Base forecasts, with the profile, of some series of one set, from the end of their panel.

    A `model` that is asked for runs on all of them, instead of the portfolio, however short or stale they are. Raises
    ChangeError for a change (see `whatif.changed`) of what is not there.
    """
    panel, series, future = read_slice(release, unique_ids)
    future = future[future["h"] <= h]
    if changes is not None:
        future = whatif.changed(future, changes[changes["unique_id"].isin(unique_ids)])
    if panel.empty:
        return pd.DataFrame(columns=PROFILE)
    profile = latest_profile(panel, series, rules.min_train_size)
    portfolio = rules.portfolio
    if model:
        profile, portfolio = profile.assign(state="ok"), dict.fromkeys((*REGULAR, *SPARSE), (model,))
    return predict(panel, profile, future, portfolio, fitted).merge(profile, on="unique_id")


def combine_all(
    parts: Iterable[pd.DataFrame], lesson: Lesson, rules: Rules, hierarchy: pd.DataFrame, asked: Asked = AS_SERVED
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(served, status) of base forecasts that carry their profile, as `forecast.combine`; sums add up by `hierarchy`."""
    results = [
        forecast.combine(part, part.drop_duplicates("unique_id")[PROFILE], lesson, rules, asked)
        for part in parts
        if len(part)
    ]
    if not results:
        return pd.DataFrame(columns=["unique_id"]), pd.DataFrame(columns=STATUS)
    served, status = (pd.concat(frames, ignore_index=True) for frames in zip(*results, strict=True))
    of_sets = [coherent(rows, hierarchy) for _, rows in served.groupby("series_set", sort=False)]
    return pd.concat(of_sets, ignore_index=True), status


def complete(status: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
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
