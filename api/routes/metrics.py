"""Accuracy: how good forecasts were."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from api import bulk, lists, queries
from api.contracts import (
    Bucket,
    MetricsPage,
    MetricsRequest,
    Name,
    Period,
    Problem,
    SetName,
    SparsePage,
    UniqueId,
)
from api.deps import READ, ReleaseDep

router = APIRouter(prefix="/metrics", tags=["metrics"], dependencies=[READ])


@router.get("/historical", response_model=MetricsPage | SparsePage, responses=lists.RESPONSES)
def get_metrics(
    release: ReleaseDep,
    asked: lists.AskedManyDep,
    unique_id: UniqueId | None = None,
    series_set: SetName | None = None,
    model: Annotated[list[Name], Query(max_length=100, description="May be repeated; none: all")] = [],  # noqa: B006
    metric: Annotated[list[Name], Query(max_length=100, description="May be repeated; none: all")] = [],  # noqa: B006
    basis: Literal["backtest", "live"] | None = None,
    cutoff: Period | None = None,
    horizon_bucket: Bucket = "all",
) -> Response:
    """Accuracy by series, model and cutoff, with the leaderboard of its series sets."""
    wanted = MetricsRequest(
        unique_ids=[unique_id] if unique_id else None, series_set=series_set, models=model or None, metrics=metric or None, basis=basis,
        cutoff=cutoff, horizon_bucket=horizon_bucket,
    )  # fmt: skip
    return lists.answer(release, queries.accuracy_list(release, wanted), MetricsPage, asked)


@router.post(
    "/historical", response_model=MetricsPage | SparsePage, responses={413: {"model": Problem}, **lists.RESPONSES}
)
def post_metrics(release: ReleaseDep, kind: bulk.BulkDep, body: MetricsRequest) -> Response:
    """The same for many series at once."""
    asked = lists.Asked(kind, body.fields, body.limit, body.cursor)
    return lists.answer(release, queries.accuracy_list(release, body), MetricsPage, asked)
