"""Series: what there is, and the history of one."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api import queries
from api.contracts import Cursor, Name, Problem, SeriesDetail, SeriesPage, SetName, Status, UniqueId
from api.deps import READ, ReleaseDep

router = APIRouter(tags=["series"], dependencies=[READ])


@router.get("/series", responses={409: {"model": Problem}})
def list_series(
    release: ReleaseDep,
    series_set: SetName | None = None,
    search: Annotated[Name | None, Query(description="Part of the id or the name, any case")] = None,
    status: Status | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Cursor | None = None,
) -> SeriesPage:
    """Series with their status, the largest over the last year first."""
    return queries.series_page(release, series_set, search, status, limit, cursor)


@router.get("/series/{unique_id:path}")
def one_series(release: ReleaseDep, unique_id: Annotated[UniqueId, Path()]) -> SeriesDetail:
    """One series with its whole history."""
    return queries.series_detail(release, unique_id)
