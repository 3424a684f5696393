"""Releases and runs: what can be read, and what made it; and which release is the current one."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api import pointer, queries
from api.contracts import PointerMoved, PointerRequest, Problem, ReleasePage, RunPage
from api.deps import ADMIN, READ, ReleaseDep

router = APIRouter(tags=["releases"])


@router.get("/releases", dependencies=[READ])
def releases(request: Request, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> ReleasePage:
    """The newest releases; any of them can be read with `?release=`."""
    return queries.release_page(request.app.state.releases.lake, limit)


@router.post("/releases/current", dependencies=[ADMIN], responses={409: {"model": Problem}, 413: {"model": Problem}})
def move_pointer(request: Request, body: PointerRequest) -> PointerMoved:
    """Make a release the current one, back or forward: nothing is deleted, and the log says whose key did it."""
    return pointer.move(request.app.state.releases.lake, body.release_id, request.state.caller)


@router.get("/runs", dependencies=[READ])
def runs(release: ReleaseDep, limit: Annotated[int, Query(ge=1, le=1000)] = 50) -> RunPage:
    """The newest runs of training and inference."""
    return queries.run_page(release, limit)
