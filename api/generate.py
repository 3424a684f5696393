"""Forecasts on demand: the only place where the API calls the engine."""

import logging
from typing import Any

import pandas as pd

from api import contracts as c
from api import queries
from api.errors import ApiProblem, invalid
from configs.settings import Settings
from models_py import artifacts, jobs
from models_py.artifacts import ArtifactError
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
    horizons = queries.horizons(release, unique_ids)
    h = asked.h or max(horizons.values())
    short = [name for name, horizon in horizons.items() if asked.h and asked.h > horizon]
    if short:
        raise invalid(f"h: expected at most {horizons[short[0]]} for {short[0]}, found {asked.h}")
    try:
        artifact = artifacts.latest(Lake(settings.artifacts_root))
    except ArtifactError as error:
        log.error("no artifact to forecast with: %s", error)
        detail = "no usable trained artifact here yet: make one with `make train`, then ask again"
        raise ApiProblem(503, "no-artifact", "Nothing to forecast with", detail) from error
    parts = [
        jobs.generate(release, artifact, names, min(h, horizon), settings) for horizon, names in _by_horizon(horizons)
    ]
    return c.GenerateResponse(
        release_id=release.id,
        artifact_id=artifact.run_id,
        items=[c.Forecast.model_validate(row) for served, _ in parts for row in _records(served)],
        series=[c.SeriesOutcome.model_validate(row) for _, status in parts for row in _records(status)],
    )


def _by_horizon(horizons: dict[str, int]) -> list[tuple[int, list[str]]]:
    return [(h, sorted(name for name, own in horizons.items() if own == h)) for h in sorted(set(horizons.values()))]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return rows
