"""Forecasts: those that were served, and new ones on demand."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api import generate, queries
from api.contracts import ForecastPage, GenerateRequest, GenerateResponse, Problem
from api.deps import ReleaseDep, SettingsDep, limit_rate

router = APIRouter(prefix="/forecasts", tags=["forecasts"])


@router.get("")
def list_forecasts(
    release: ReleaseDep,
    unique_id: Annotated[str | None, Query(max_length=200)] = None,
    series_set: Annotated[str | None, Query(max_length=100)] = None,
    cutoff: Annotated[datetime | None, Query(description="The vintage of this cutoff; default: the newest")] = None,
    limit: Annotated[int, Query(ge=1, le=10000)] = 1000,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> ForecastPage:
    """Served forecasts, by series and step."""
    return queries.forecast_page(release, unique_id, series_set, cutoff, limit, cursor)


@router.post("/generate", dependencies=[Depends(limit_rate)], responses={429: {"model": Problem}, 413: {"model": Problem}})
def generate_forecasts(release: ReleaseDep, settings: SettingsDep, body: GenerateRequest) -> GenerateResponse:
    """Forecast some series now, by the same code as the served forecast; nothing is stored."""
    return generate.forecasts(release, settings, body)
