"""Forecasts: those that were served, and new ones on demand."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import NaiveDatetime

from api import lists, queries
from api.contracts import ForecastPage, GenerateRequest, GenerateResponse, Job, Problem, SetName, SparsePage, UniqueId
from api.deps import GENERATE, READ, ReleaseDep, limit_rate
from api.generate.service import Asking, Generation

router = APIRouter(prefix="/forecasts", tags=["forecasts"])


def asking(
    request: Request,
    prefer: Annotated[
        str | None, Header(max_length=200, description="`respond-async`: a job, however few series there are")
    ] = None,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern="^[A-Za-z0-9._:-]{1,100}$",
            description="The same request with the same key is answered once, and the same again",
        ),
    ] = None,
) -> Asking:
    """Who asks, and how he wants to be answered. Comes after `authorize`."""
    preferred = {token.split(";")[0].strip().lower() for token in (prefer or "").split(",")}
    return Asking(
        request.state.request_id,
        request.state.caller.name,
        idempotency_key,
        "respond-async" in preferred,
        request.url.query,
    )


AskingDep = Annotated[Asking, Depends(asking)]


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


_ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {"model": Job, "description": "A job: above `API__MAX_GENERATE_SERIES` series, or where one is preferred"},
    **{code: {"model": Problem} for code in (409, 413, 429, 504)},
}


@router.post(
    "/generate", dependencies=[GENERATE, Depends(limit_rate)], response_model=GenerateResponse, responses=_ANSWERS
)
def generate_forecasts(request: Request, release: ReleaseDep, asking: AskingDep, body: GenerateRequest) -> Response:
    """Forecast series now, by the same code as the served forecast; many of them as a job, whose `Location` is answered."""
    generation: Generation = request.app.state.generation
    answer = generation.answer(release, body, asking)
    if "gzip" in request.headers.get("accept-encoding", ""):
        answer = answer.packed()
    return Response(answer.body, answer.status, dict(answer.headers), media_type="application/json")
