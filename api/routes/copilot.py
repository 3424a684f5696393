"""The copilot: checked explanations of what the marts say."""

from fastapi import APIRouter, Depends, Request

from api import queries
from api.contracts import ExplainRequest, Explanation, Problem, SummarizeRequest
from api.copilot.service import answer
from api.deps import COPILOT, ReleaseDep, limit_rate

router = APIRouter(
    prefix="/copilot",
    tags=["copilot"],
    dependencies=[COPILOT, Depends(limit_rate)],
    responses={429: {"model": Problem}, 413: {"model": Problem}},
)


@router.post("/explain")
def explain(request: Request, release: ReleaseDep, body: ExplainRequest) -> Explanation:
    """Explain the forecast of one series, or answer a question about it, from precomputed facts."""
    facts = queries.series_facts(release, body.unique_id)
    return Explanation(
        release_id=release.id, **vars(answer(body.unique_id, facts, body.question, request.app.state.chat))
    )


@router.post("/summarize")
def summarize(request: Request, release: ReleaseDep, body: SummarizeRequest) -> Explanation:
    """Sum up a series set, or answer a question about it, from precomputed facts."""
    facts = queries.set_facts(release, body.series_set)
    return Explanation(
        release_id=release.id, **vars(answer(body.series_set, facts, body.question, request.app.state.chat))
    )
