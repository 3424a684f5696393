"""Forecasts: those that were served, and new ones on demand."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import NaiveDatetime

from api import bulk, generate, queries
from api.contracts import Cursor, Forecast, ForecastPage, GenerateRequest, GenerateResponse, Problem, SetName, UniqueId
from api.deps import GENERATE, READ, ReleaseDep, SettingsDep, limit_rate

router = APIRouter(prefix="/forecasts", tags=["forecasts"])


@router.get("", dependencies=[READ], response_model=ForecastPage, responses={409: {"model": Problem}, **bulk.CONTENT})
def list_forecasts(
    release: ReleaseDep,
    kind: bulk.BulkDep,
    unique_id: UniqueId | None = None,
    series_set: SetName | None = None,
    cutoff: Annotated[
        NaiveDatetime | None, Query(description="The vintage of this cutoff, no time zone; default: the newest")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=10000)] = 1000,
    cursor: Cursor | None = None,
) -> ForecastPage | StreamingResponse:
    """Served forecasts, by series and step; as CSV or Arrow (Accept) all of them at once, without `limit` and `cursor`."""
    if kind:
        if unique_id:
            queries.check_series(release, unique_id)
        found = queries.forecasts(release, unique_id, series_set, cutoff)
        return bulk.stream(release, found, list(Forecast.model_fields), kind)
    return queries.forecast_page(release, unique_id, series_set, cutoff, limit, cursor)


@router.post(
    "/generate",
    dependencies=[GENERATE, Depends(limit_rate)],
    responses={429: {"model": Problem}, 413: {"model": Problem}},
)
def generate_forecasts(release: ReleaseDep, settings: SettingsDep, body: GenerateRequest) -> GenerateResponse:
    """Forecast some series now, by the same code as the served forecast; nothing is stored."""
    return generate.forecasts(release, settings, body)
