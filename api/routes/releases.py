"""Releases and runs: what can be read, and what made it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api import queries
from api.contracts import ReleasePage, RunPage
from api.deps import ReleaseDep

router = APIRouter(tags=["releases"])


@router.get("/releases")
def releases(request: Request, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> ReleasePage:
    """The newest releases; any of them can be read with `?release=`."""
    return queries.release_page(request.app.state.releases.lake, limit)


@router.get("/runs")
def runs(release: ReleaseDep, limit: Annotated[int, Query(ge=1, le=1000)] = 50) -> RunPage:
    """The newest runs of training and inference."""
    return queries.run_page(release, limit)
