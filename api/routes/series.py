"""Series: what there is, and the history of one."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api import queries
from api.contracts import SeriesDetail, SeriesPage, Status
from api.deps import ReleaseDep

router = APIRouter(tags=["series"])


@router.get("/series")
def list_series(
    release: ReleaseDep,
    series_set: Annotated[str | None, Query(max_length=100)] = None,
    search: Annotated[str | None, Query(max_length=100, description="Part of the id or the name, any case")] = None,
    status: Status | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> SeriesPage:
    """Series with their status, the largest over the last year first."""
    return queries.series_page(release, series_set, search, status, limit, cursor)


@router.get("/series/{unique_id:path}")
def one_series(release: ReleaseDep, unique_id: Annotated[str, Path(max_length=200)]) -> SeriesDetail:
    """One series with its whole history."""
    return queries.series_detail(release, unique_id)
