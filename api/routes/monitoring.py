"""Monitoring: the state of the series sets, and the alerts."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import queries
from api.contracts import AlertPage, AnomalyPage, Cursor, MonitoringSummary, Problem, SetName, Severity, UniqueId
from api.deps import READ, ReleaseDep

router = APIRouter(prefix="/monitoring", tags=["monitoring"], dependencies=[READ])


@router.get("/summary")
def summary(release: ReleaseDep) -> MonitoringSummary:
    """Each series set in one row, and where rejected rows went."""
    return queries.monitoring_summary(release)


@router.get("/series", responses={409: {"model": Problem}})
def alerts(
    release: ReleaseDep,
    series_set: SetName | None = None,
    unique_id: UniqueId | None = None,
    severity: Severity | None = None,
    is_open: Annotated[bool, Query(description="false: those that closed, of the periods that are monitored")] = True,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Cursor | None = None,
) -> AlertPage:
    """Open alerts, the worst first; with `is_open=false` those that closed."""
    return queries.alert_page(release, series_set, unique_id, severity, is_open, limit, cursor)


@router.get("/anomalies", responses={409: {"model": Problem}})
def anomalies(
    release: ReleaseDep,
    unique_id: UniqueId | None = None,
    series_set: SetName | None = None,
    max_p_value: Annotated[
        float | None, Query(ge=0, le=1, description="Those at most so likely; default: the release's own threshold")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Cursor | None = None,
) -> AnomalyPage:
    """Past actuals far from what was forecast for them, the rarest first."""
    return queries.anomaly_page(release, unique_id, series_set, max_p_value, limit, cursor)
