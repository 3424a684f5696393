"""Monitoring: the state of the series sets, and the alerts."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import queries
from api.contracts import AlertPage, MonitoringSummary, Severity
from api.deps import ReleaseDep

router = APIRouter(prefix="/monitoring", tags=["monitoring"])


@router.get("/summary")
def summary(release: ReleaseDep) -> MonitoringSummary:
    """Each series set in one row, and where rejected rows went."""
    return queries.monitoring_summary(release)


@router.get("/series")
def alerts(
    release: ReleaseDep,
    series_set: Annotated[str | None, Query(max_length=100)] = None,
    unique_id: Annotated[str | None, Query(max_length=200)] = None,
    severity: Severity | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> AlertPage:
    """Open alerts, the worst first."""
    return queries.alert_page(release, series_set, unique_id, severity, limit, cursor)
