"""Monitoring: the state of the series sets, and the alerts."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api import lists, queries
from api.contracts import (
    AlertPage,
    AnomalyPage,
    MonitoringSummary,
    Period,
    SetName,
    Severity,
    SparsePage,
    UniqueId,
)
from api.deps import READ, ReleaseDep

router = APIRouter(prefix="/monitoring", tags=["monitoring"], dependencies=[READ])


@router.get("/summary")
def summary(release: ReleaseDep) -> MonitoringSummary:
    """Each series set in one row, and where rejected rows went."""
    return queries.monitoring_summary(release)


@router.get("/series", response_model=AlertPage | SparsePage, responses=lists.RESPONSES)
def alerts(
    release: ReleaseDep,
    asked: lists.AskedDep,
    series_set: SetName | None = None,
    unique_id: UniqueId | None = None,
    severity: Severity | None = None,
    is_open: Annotated[bool, Query(description="false: those that closed, of the periods that are monitored")] = True,
) -> Response:
    """Open alerts, the worst first; with `is_open=false` those that closed."""
    found = queries.alert_list(release, series_set, unique_id, severity, is_open)
    return lists.answer(release, found, AlertPage, asked)


@router.get("/anomalies", response_model=AnomalyPage | SparsePage, responses=lists.RESPONSES)
def anomalies(
    release: ReleaseDep,
    asked: lists.AskedDep,
    unique_id: UniqueId | None = None,
    series_set: SetName | None = None,
    max_p_value: Annotated[
        float | None, Query(ge=0, le=1, description="Those at most so likely; default: the release's own threshold")
    ] = None,
    start: Period | None = None,
    end: Period | None = None,
) -> Response:
    """Past actuals far from what was forecast for them, the rarest first."""
    found = queries.anomaly_list(release, unique_id, series_set, max_p_value, start, end)
    return lists.answer(release, found, AnomalyPage, asked)
