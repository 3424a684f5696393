"""The state of series sets, alerts, anomalies."""

import ibis

from api import contracts as c
from api.marts import rows, table
from api.queries.shared import check_series, check_set, page, where
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


def alert_page(
    release: Release,
    series_set: str | None,
    unique_id: str | None,
    severity: c.Severity | None,
    is_open: bool,
    limit: int,
    cursor: str | None,
) -> c.AlertPage:
    """Alerts that are open, or that are not any more: failures first, then by measure and how far beyond the threshold; raises ApiProblem for what is unknown."""
    check_set(release, series_set)
    alerts = where(
        table(release, "fct_alerts"), series_set=series_set, unique_id=unique_id, severity=severity, is_open=is_open
    )
    distance = (alerts.value - alerts.threshold).abs()
    ordered = alerts.order_by("severity", "measure", ibis.desc(distance), "series_set", "unique_id", "alert_id")
    answer = page(release, ordered, limit, cursor)
    if unique_id and not answer["items"]:
        check_series(release, unique_id)
    return c.AlertPage.model_validate(answer)


def anomaly_page(
    release: Release,
    unique_id: str | None,
    series_set: str | None,
    max_p_value: float | None,
    limit: int,
    cursor: str | None,
) -> c.AnomalyPage:
    """Actuals far from what was forecast, the rarest first; raises ApiProblem for what is unknown."""
    check_set(release, series_set)
    outside = where(table(release, "fct_anomalies"), unique_id=unique_id, series_set=series_set)
    wanted = outside.filter(outside.is_anomaly if max_p_value is None else outside.p_value <= max_p_value)
    answer = page(release, wanted.order_by("p_value", ibis.desc("ds"), "unique_id"), limit, cursor)
    if unique_id and not answer["items"]:
        check_series(release, unique_id)
    return c.AnomalyPage.model_validate(answer)
