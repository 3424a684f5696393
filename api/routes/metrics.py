"""Accuracy: how good forecasts were."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import queries
from api.contracts import MetricsPage, MetricsRequest
from api.deps import ReleaseDep

router = APIRouter(prefix="/metrics", tags=["metrics"])


@router.get("/historical")
def get_metrics(
    release: ReleaseDep,
    unique_id: Annotated[str | None, Query(max_length=200)] = None,
    series_set: Annotated[str | None, Query(max_length=100)] = None,
    model: Annotated[str | None, Query(max_length=100)] = None,
    basis: Annotated[str | None, Query(pattern="^(backtest|live)$")] = None,
    horizon_bucket: Annotated[str, Query(max_length=20)] = "all",
    limit: Annotated[int, Query(ge=1, le=10000)] = 1000,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> MetricsPage:
    """Accuracy by series, model and cutoff, with the leaderboard of its series sets."""
    asked = MetricsRequest.model_validate(
        {
            "unique_ids": [unique_id] if unique_id else None,
            "series_set": series_set,
            "models": [model] if model else None,
            "basis": basis,
            "horizon_bucket": horizon_bucket,
            "limit": limit,
            "cursor": cursor,
        }
    )
    return queries.metrics_page(release, asked)


@router.post("/historical")
def post_metrics(release: ReleaseDep, body: MetricsRequest) -> MetricsPage:
    """The same for many series, models and metrics at once."""
    return queries.metrics_page(release, body)
