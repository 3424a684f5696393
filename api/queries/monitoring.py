"""The state of series sets, alerts, anomalies."""

from datetime import datetime

import ibis

from api import contracts as c
from api.marts import rows, table
from api.queries.listing import Listing, between, page
from api.queries.shared import asked, check_set
from warehouse.releases import Release


def monitoring_summary(release: Release) -> c.MonitoringSummary:
    """One row per series set, and its rejected rows by reason."""
    accounting = table(release, "rpt_row_accounting")
    rejected = accounting.filter(~accounting.is_used).order_by("series_set", ibis.desc("n_rows"), "reason")
    return c.MonitoringSummary.model_validate(
        {
            "release_id": release.id,
            "created_at": release.manifest.created_at,
            "sets": rows(release, table(release, "rpt_monitoring_summary").order_by("series_set")),
            "rejected": rows(release, rejected),
        }
    )


def alert_list(
    release: Release, series_set: str | None, unique_id: str | None, severity: c.Severity | None, is_open: bool
) -> Listing:
    """Alerts that are open, or that are not any more: failures first, then by measure and how far beyond the threshold; raises ApiProblem for an unknown set."""
    check_set(release, series_set)
    alerts, values = asked(
        table(release, "fct_alerts"), series_set=series_set, unique_id=unique_id, severity=severity, is_open=is_open
    )
    alerts = alerts.mutate(distance=(alerts.value - alerts.threshold).abs())
    order = ("severity", "measure", "-distance", "series_set", "unique_id", "alert_id")
    return Listing(alerts, order, unique_id, values)


def alert_page(
    release: Release,
    series_set: str | None,
    unique_id: str | None,
    severity: c.Severity | None,
    is_open: bool,
    limit: int,
    cursor: str | None,
) -> c.AlertPage:
    """`alert_list` as a page; raises ApiProblem for what is unknown."""
    found = alert_list(release, series_set, unique_id, severity, is_open)
    return page(release, found, c.AlertPage, limit, cursor)


def anomaly_list(
    release: Release,
    unique_id: str | None,
    series_set: str | None,
    max_p_value: float | None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> Listing:
    """Actuals from `start` to `end` far from what was forecast, the rarest first; raises ApiProblem for an unknown set."""
    check_set(release, series_set)
    outside, values = asked(table(release, "fct_anomalies"), unique_id=unique_id, series_set=series_set)
    wanted = outside.filter(outside.is_anomaly if max_p_value is None else outside.p_value <= max_p_value)
    found = between(wanted, "ds", start, end, ("start", "end"))
    return Listing(found, ("p_value", "-ds", "unique_id"), unique_id, values)
