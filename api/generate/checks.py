"""What may be forecast: a request against the release and the artifact, before anything is begun."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from api import contracts as c
from api.errors import ApiProblem, invalid, not_found
from api.generate.tasks import Change, Group, Wanted
from configs.settings import Settings
from models_py import artifacts
from models_py.artifacts import ArtifactError
from models_py.generate import check_model
from models_py.jobs import RequestError
from models_py.rules import Asked
from warehouse.lake import Lake
from warehouse.releases import Release
from warehouse.store import read

log = logging.getLogger("lakecast.api")
_COLUMNS = ["unique_id", "series_set", "horizon", "known_covariates"]
_SHOWN = 5


@dataclass(frozen=True)
class Checked:
    """A request that can be met: `groups` by horizon, each with its series in order, and the set of each series."""

    wanted: Wanted
    groups: tuple[Group, ...]
    set_of: Mapping[str, str]

    @property
    def n_series(self) -> int:
        return len(self.set_of)


def check(release: Release, settings: Settings, body: c.GenerateRequest) -> Checked:
    """Raises ApiProblem for what cannot be forecast, naming what can."""
    series = _series(release, body, settings.api.max_job_series)
    groups = _groups(series, body.h)
    asked = Asked(tuple(sorted(body.levels or ())), tuple(sorted(body.quantiles or ())), body.model)
    changes = None if body.covariates is None else _changes(body.covariates, series)
    artifact_id = _artifact(settings, set(series["series_set"]), body.model)
    set_of = dict(zip(series["unique_id"], series["series_set"], strict=True))
    return Checked(Wanted(release.id, artifact_id, asked, changes), groups, set_of)


def _series(release: Release, body: c.GenerateRequest, most: int) -> pd.DataFrame:
    """Of the series that are asked for, the columns _COLUMNS of dim_series, by unique_id."""
    columns = [name for name in _COLUMNS if name in release.dataset("dim_series").schema.names]
    wanted = sorted(set(body.unique_ids)) if body.unique_ids else None
    if wanted and len(wanted) > most:
        raise _too_many(len(wanted), most)
    series = read(release, "dim_series", columns, wanted)
    if wanted:
        unknown = sorted(set(wanted) - set(series["unique_id"]))
        if unknown:
            names = ", ".join(unknown[:_SHOWN])
            detail = f"unknown unique_id: {names}; GET /api/v1/series lists them"
            raise not_found("unknown-series", "No such series", detail)
    else:
        series = _of_set(series, str(body.series_set))
        if len(series) > most:
            raise _too_many(len(series), most)
    return series.sort_values("unique_id", ignore_index=True).reindex(columns=_COLUMNS)


def _of_set(series: pd.DataFrame, series_set: str) -> pd.DataFrame:
    there = sorted(series["series_set"].unique())
    if series_set not in there:
        detail = f"unknown series_set {series_set!r}; there are: {', '.join(there)}"
        raise not_found("unknown-series-set", "No such series set", detail)
    return series[series["series_set"] == series_set]


def _too_many(found: int, most: int) -> ApiProblem:
    return invalid(f"unique_ids: expected at most {most}, found {found}; all series: scripts/inference.py")


def _groups(series: pd.DataFrame, h: int | None) -> tuple[Group, ...]:
    short = series[series["horizon"] < (h or 0)]
    if len(short):
        first = short.iloc[0]
        raise invalid(f"h: expected at most {first['horizon']} for {first['unique_id']}, found {h}")
    by_horizon = series.groupby("horizon")["unique_id"]
    return tuple(Group(h or int(horizon), tuple(ids)) for horizon, ids in by_horizon)


def _changes(asked: Sequence[c.CovariateChange], series: pd.DataFrame) -> tuple[Change, ...]:
    by_series = series.set_index("unique_id")
    for place, one in enumerate(asked):
        where = f"covariates.{place}"
        if one.unique_id not in by_series.index:
            names = ", ".join(by_series.index[:_SHOWN])
            raise invalid(f"{where}: {one.unique_id} is not one of unique_ids: {names}")
        own = by_series.loc[one.unique_id]
        known = list(own["known_covariates"]) if isinstance(own["known_covariates"], np.ndarray) else []
        unknown = [name for name in one.values if name not in known]
        if unknown:
            declared = f"those of {own['series_set']} that are known in advance: {', '.join(known) or 'none'}"
            raise invalid(f"{where}: {unknown[0]!r} cannot be changed; expected {declared}")
    return _once([Change(one.unique_id, one.ds, name, value) for one in asked for name, value in one.values.items()])


def _once(changes: Sequence[Change]) -> tuple[Change, ...]:
    seen = set()
    for one in changes:
        key = (one.unique_id, one.ds, one.name)
        if key in seen:
            raise invalid(f"covariates: {one.name} of {one.unique_id} at {one.ds} is given more than once")
        seen.add(key)
    return tuple(changes)


def _artifact(settings: Settings, sets: set[str], model: str | None) -> str:
    """The id of the newest artifact; raises ApiProblem 503 where there is none, 422 for a model that it cannot serve."""
    store = Lake(settings.artifacts_root)
    try:
        artifact_id = artifacts.latest_id(store)
        if model is not None:
            learnt = artifacts.trained_models(store, artifact_id)
            check_model(model, {name: learnt.get(name, set()) for name in sorted(sets)})
    except ArtifactError as error:
        log.error("no artifact to forecast with: %s", error)
        detail = "no usable trained artifact here yet: make one with `make train`, then ask again"
        raise ApiProblem(503, "no-artifact", "Nothing to forecast with", detail) from error
    except RequestError as error:
        raise invalid(f"model: {error}") from error
    return artifact_id
