"""Forecasts on demand: the only place where the API calls the engine."""

import logging
from collections.abc import Mapping
from typing import Any

import pandas as pd

from api import contracts as c
from api import queries
from api.errors import ApiProblem, invalid
from configs.settings import Settings
from models_py import artifacts
from models_py.artifacts import Artifact, ArtifactError
from models_py.generate import generate
from models_py.whatif import CHANGES, ChangeError
from warehouse.lake import Lake
from warehouse.releases import Release

log = logging.getLogger("lakecast.api")


def forecasts(release: Release, settings: Settings, asked: c.GenerateRequest) -> c.GenerateResponse:
    """Forecast the asked series with the newest artifact; raises ApiProblem for what cannot be forecast."""
    unique_ids = list(dict.fromkeys(asked.unique_ids))
    limit = settings.api.max_generate_series
    if len(unique_ids) > limit:
        raise invalid(
            f"unique_ids: expected at most {limit}, found {len(unique_ids)}; all series: scripts/inference.py"
        )
    sets = queries.sets_by_series(release, unique_ids)
    horizons = {name: of.horizon for name, of in sets.items()}
    h = asked.h or max(horizons.values())
    short = [name for name, horizon in horizons.items() if asked.h and asked.h > horizon]
    if short:
        raise invalid(f"h: expected at most {horizons[short[0]]} for {short[0]}, found {asked.h}")
    changes = None if asked.covariates is None else _changes(asked.covariates, sets)
    artifact = _artifact(settings)
    parts = [
        _generate(release, artifact, names, min(h, horizon), settings, changes)
        for horizon, names in _by_horizon(horizons)
    ]
    return c.GenerateResponse(
        release_id=release.id,
        artifact_id=artifact.run_id,
        items=[c.GeneratedForecast.model_validate(row) for served, _ in parts for row in _records(served)],
        series=[c.SeriesOutcome.model_validate(row) for _, status in parts for row in _records(status)],
    )


def _artifact(settings: Settings) -> Artifact:
    try:
        return artifacts.latest(Lake(settings.artifacts_root))
    except ArtifactError as error:
        log.error("no artifact to forecast with: %s", error)
        detail = "no usable trained artifact here yet: make one with `make train`, then ask again"
        raise ApiProblem(503, "no-artifact", "Nothing to forecast with", detail) from error


def _generate(
    release: Release,
    artifact: Artifact,
    unique_ids: list[str],
    h: int,
    settings: Settings,
    changes: pd.DataFrame | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(served, status) of `generate`; with changes, served has y_hat_baseline: what it is without them."""
    if changes is None:
        return generate(release, artifact, unique_ids, h)
    of_these = changes[changes["unique_id"].isin(unique_ids)]
    try:
        served, status = generate(release, artifact, unique_ids, h, of_these)
    except ChangeError as error:
        raise invalid(f"covariates: {error}") from error
    if served.empty:
        return served, status
    baseline, _ = generate(release, artifact, unique_ids, h)
    baseline = baseline.rename(columns={"y_hat": "y_hat_baseline"})
    return served.merge(baseline[["unique_id", "h", "y_hat_baseline"]], how="left", on=["unique_id", "h"]), status


def _changes(asked: list[c.CovariateChange], sets: Mapping[str, c.SeriesSet]) -> pd.DataFrame:
    """The changes as rows of `whatif.CHANGES`; raises ApiProblem for one that cannot be, naming what can."""
    rows = [(one.unique_id, one.ds, name, value) for one in asked for name, value in one.values.items()]
    for place, one in enumerate(asked):
        where = f"covariates.{place}"
        if one.unique_id not in sets:
            raise invalid(f"{where}: {one.unique_id} is not one of unique_ids: {', '.join(sorted(sets)[:5])}")
        known = sets[one.unique_id].known_covariates
        unknown = [name for name in one.values if name not in known]
        if unknown:
            declared = (
                f"those of {sets[one.unique_id].series_set} that are known in advance: {', '.join(known) or 'none'}"
            )
            raise invalid(f"{where}: {unknown[0]!r} cannot be changed; expected {declared}")
    frame = pd.DataFrame(rows, columns=CHANGES).astype({"ds": "datetime64[us]", "value": float})
    twice = frame[frame.duplicated(CHANGES[:3])]
    if len(twice):
        first = twice.iloc[0]
        raise invalid(f"covariates: {first['name']} of {first['unique_id']} at {first['ds']} is given more than once")
    return frame


def _by_horizon(horizons: dict[str, int]) -> list[tuple[int, list[str]]]:
    return [(h, sorted(name for name, own in horizons.items() if own == h)) for h in sorted(set(horizons.values()))]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows
