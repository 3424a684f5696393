"""Forecasts: those that were served, and new ones on demand."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import NaiveDatetime

from api import generate, lists, queries
from api.contracts import ForecastPage, GenerateRequest, GenerateResponse, Problem, SetName, SparsePage, UniqueId
from api.deps import GENERATE, READ, ReleaseDep, SettingsDep, limit_rate

router = APIRouter(prefix="/forecasts", tags=["forecasts"])


@router.get("", dependencies=[READ], response_model=ForecastPage | SparsePage, responses=lists.RESPONSES)
def list_forecasts(
    release: ReleaseDep,
    asked: lists.AskedManyDep,
    unique_id: UniqueId | None = None,
    series_set: SetName | None = None,
    cutoff: Annotated[
        NaiveDatetime | None, Query(description="The vintage of this cutoff, no time zone; default: the newest")
    ] = None,
    min_h: Annotated[int | None, Query(ge=1, le=100_000, description="From this step on")] = None,
    max_h: Annotated[int | None, Query(ge=1, le=100_000, description="Up to this step")] = None,
) -> Response:
    """Served forecasts, by series and step."""
    found = queries.forecast_list(release, unique_id, series_set, cutoff, min_h, max_h)
    return lists.answer(release, found, ForecastPage, asked)


@router.post(
    "/generate",
    dependencies=[GENERATE, Depends(limit_rate)],
    responses={429: {"model": Problem}, 413: {"model": Problem}},
)
def generate_forecasts(release: ReleaseDep, settings: SettingsDep, body: GenerateRequest) -> GenerateResponse:
    """Forecast some series now, by the same code as the served forecast; nothing is stored."""
    return generate.forecasts(release, settings, body)
