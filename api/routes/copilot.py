"""The copilot: checked explanations of what the marts say."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from api import queries
from api.asking import asked
from api.contracts import AskRequest, ExplainRequest, Explanation, Problem, SummarizeRequest
from api.copilot.routing import Refusal
from api.copilot.service import parts, refusal
from api.deps import COPILOT, ReleaseDep, limit_rate
from api.events import CONTENT, EventsDep, told
from api.generate.service import Asking

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


@router.post("/ask", response_model=Explanation)
def ask(
    request: Request, release: ReleaseDep, as_events: EventsDep, body: AskRequest
) -> Explanation | StreamingResponse:
    """Answer a question about a series, two or a set: why it changed, who moved, what errors are made of, what if."""
    generation, asking = request.app.state.generation, Asking(request.state.request_id, request.state.caller.name)
    found = asked(release, lambda wanted: generation.forecasts(release, wanted, asking), body)
    if isinstance(found, Refusal):
        return told(release.id, refusal(found.why, found.suggestions), as_events)
    answered = parts(found.subject, found.facts, found.question, request.app.state.chat, found.intent)
    return told(release.id, answered, as_events)
