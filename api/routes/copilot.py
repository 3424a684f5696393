"""The copilot: checked explanations of what the marts say."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from api import queries
from api.contracts import ExplainRequest, Explanation, Problem, SummarizeRequest
from api.copilot.service import parts
from api.deps import COPILOT, ReleaseDep, limit_rate
from api.events import CONTENT, EventsDep, told

router = APIRouter(
    prefix="/copilot",
    tags=["copilot"],
    dependencies=[COPILOT, Depends(limit_rate)],
    responses={429: {"model": Problem}, 413: {"model": Problem}, **CONTENT},
)


@router.post("/explain", response_model=Explanation)
def explain(
    request: Request, release: ReleaseDep, as_events: EventsDep, body: ExplainRequest
) -> Explanation | StreamingResponse:
    """Explain the forecast of one series, or answer a question about it, from precomputed facts."""
    facts = queries.series_facts(release, body.unique_id)
    return told(release.id, parts(body.unique_id, facts, body.question, request.app.state.chat), as_events)


@router.post("/summarize", response_model=Explanation)
def summarize(
    request: Request, release: ReleaseDep, as_events: EventsDep, body: SummarizeRequest
) -> Explanation | StreamingResponse:
    """Sum up a series set, or answer a question about it, from precomputed facts."""
    facts = queries.set_facts(release, body.series_set)
    return told(release.id, parts(body.series_set, facts, body.question, request.app.state.chat), as_events)
