"""Accuracy: how good forecasts were."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api import queries
from api.contracts import Bucket, Cursor, MetricsPage, MetricsRequest, Name, Problem, SetName, UniqueId
from api.deps import READ, ReleaseDep

router = APIRouter(prefix="/metrics", tags=["metrics"], dependencies=[READ])


@router.get("/historical", responses={409: {"model": Problem}})
def get_metrics(
    release: ReleaseDep,
    unique_id: UniqueId | None = None,
    series_set: SetName | None = None,
    model: Annotated[list[Name] | None, Query(max_length=100, description="May be repeated; default: all")] = None,
    metric: Annotated[list[Name] | None, Query(max_length=100, description="May be repeated; default: all")] = None,
    basis: Literal["backtest", "live"] | None = None,
    horizon_bucket: Bucket = "all",
    limit: Annotated[int, Query(ge=1, le=10000)] = 1000,
    cursor: Cursor | None = None,
) -> MetricsPage:
    """Accuracy by series, model and cutoff, with the leaderboard of its series sets."""
    asked = MetricsRequest(
        unique_ids=[unique_id] if unique_id else None, series_set=series_set, models=model, metrics=metric, basis=basis,
        horizon_bucket=horizon_bucket, limit=limit, cursor=cursor,
    )  # fmt: skip
    return queries.metrics_page(release, asked)


@router.post("/historical", responses={409: {"model": Problem}, 413: {"model": Problem}})
def post_metrics(release: ReleaseDep, body: MetricsRequest) -> MetricsPage:
    """The same for many series at once."""
    return queries.metrics_page(release, body)
