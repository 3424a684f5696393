"""Series: what there is, and the history of one and of many."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api import lists, queries
from api.contracts import (
    ActualPage,
    Name,
    Period,
    SeriesDetail,
    SeriesPage,
    SetName,
    SparsePage,
    Status,
    UniqueId,
)
from api.deps import READ, ReleaseDep

router = APIRouter(tags=["series"], dependencies=[READ])


@router.get("/series", response_model=SeriesPage | SparsePage, responses=lists.RESPONSES)
def list_series(
    release: ReleaseDep,
    asked: lists.AskedDep,
    series_set: SetName | None = None,
    search: Annotated[Name | None, Query(description="Part of the id or the name, any case")] = None,
    status: Status | None = None,
) -> Response:
    """Series with their status, the largest over the last year first."""
    return lists.answer(release, queries.series_list(release, series_set, search, status), SeriesPage, asked)


@router.get("/series/{unique_id:path}")
def one_series(
    release: ReleaseDep, unique_id: Annotated[UniqueId, Path()], start: Period | None = None, end: Period | None = None
) -> SeriesDetail:
    """One series with its history, all of it or from `start` to `end`."""
    return queries.series_detail(release, unique_id, start, end)


@router.get("/actuals", response_model=ActualPage | SparsePage, responses=lists.RESPONSES)
def list_actuals(
    release: ReleaseDep,
    asked: lists.AskedManyDep,
    unique_id: UniqueId | None = None,
    series_set: SetName | None = None,
    start: Period | None = None,
    end: Period | None = None,
) -> Response:
    """The history of many series, by series and period, from `start` to `end`."""
    return lists.answer(release, queries.actual_list(release, unique_id, series_set, start, end), ActualPage, asked)
