"""Train, infer, generate: read a release, call the pure functions, write job tables stamped with a run_id."""

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
from models_py.forecasting.portfolio import predict
from models_py.profile import PROFILE, latest_profile
from models_py.rules import Rules
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

# A series of a hierarchy is forecast with all of it, so that it adds up; beyond this many, alone.
MOST_RELATIVES = 1000


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
    status = _complete(told, series)
    run.append("forecasts", served)
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
    rules, hierarchy = Rules.of(artifact.metadata["config"]), read(release, "dim_hierarchy")
    family = relatives(hierarchy, set(unique_ids))
    wanted = read(release, "dim_series", unique_ids=sorted(family))
    parts = [
        _base(release, tuple(of_set["unique_id"]), rules, h, artifact.fitted.get(str(name), {}), changes)
        for name, of_set in wanted[wanted["n_obs"] > 0].groupby("series_set")
    ]
    served, told = combine_all(parts, artifact.lesson, rules, whole_hierarchies(hierarchy, family))
    served, told = (frame[frame["unique_id"].isin(unique_ids)].reset_index(drop=True) for frame in (served, told))
    status = _complete(told, series)
    if changes is not None:
        status = whatif.with_use(status, pd.concat(parts), artifact.lesson, rules, artifact.fitted, changes)
    return served, status


def relatives(hierarchy: pd.DataFrame, unique_ids: set[str]) -> set[str]:
    """The series with all that are in a hierarchy with one of them; without, where those are more than MOST_RELATIVES.

    The sums of a set have all of its series between them, so all of the set are relatives.
    """
    names = hierarchy[["unique_id", "bottom_unique_id"]]
    touched = hierarchy.loc[names.isin(unique_ids).any(axis=1), "series_set"].unique()
    family = set(names[hierarchy["series_set"].isin(touched)].to_numpy().ravel())
    return unique_ids | family if len(family) <= MOST_RELATIVES else unique_ids


def _inference_run(settings: Settings, artifact: Artifact) -> Run:
    return open_run(settings, "inference", [artifact.run_id], artifact.metadata["config"], artifact.run_id)


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


def whole_hierarchies(hierarchy: pd.DataFrame, unique_ids: set[str]) -> pd.DataFrame:
    """The edges of the sets of which all series are there: a sum of some of its parts is none."""
    is_there = hierarchy[["unique_id", "bottom_unique_id"]].isin(unique_ids).all(axis=1)
    return hierarchy[is_there.groupby(hierarchy["series_set"]).transform("all").astype(bool)]


def combine_all(
    parts: Iterable[pd.DataFrame], lesson: Lesson, rules: Rules, hierarchy: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(served, status) of base forecasts that carry their profile, as `forecast.combine`; sums add up by `hierarchy`."""
    results = [
        forecast.combine(part, part.drop_duplicates("unique_id")[PROFILE], lesson, rules) for part in parts if len(part)
    ]
    if not results:
        return pd.DataFrame(columns=["unique_id"]), pd.DataFrame(columns=STATUS)
    served, status = (pd.concat(frames, ignore_index=True) for frames in zip(*results, strict=True))
    of_sets = [coherent(rows, hierarchy) for _, rows in served.groupby("series_set", sort=False)]
    return pd.concat(of_sets, ignore_index=True), status


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
