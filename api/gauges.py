"""What Prometheus is told of the current release: gauges selected from its marts, read once for each release."""

import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import product
from typing import get_args

import ibis
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from api.contracts import Severity, Status
from api.deps import Releases
from api.marts import Row, rows, table
from warehouse.releases import Release, ReleaseError

CAUSES = ("model error", "late input", "revised input", "drift", "calibration", "data quality")

# column of rpt_monitoring_summary -> labels: which metric, of what; the served forecast beside seasonal naive on the last window
_ACCURACY = {
    **{f"{metric}{suffix}": (metric, model) for metric in ("mase", "wape") for suffix, model in (("", "served"), ("_naive", "seasonal_naive"))},
    **{f"coverage_{level}": (f"coverage_{level}", "served") for level in (80, 95)},
}  # fmt: skip


class ReleaseGauges(Collector):
    """The gauges of the release that is current at the time of a scrape; without one, only that there is none."""

    def __init__(self, releases: Releases) -> None:
        self._releases = releases
        self._read: tuple[str, list[GaugeMetricFamily]] = ("", [])

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            release = self._releases.get()
        except ReleaseError:
            yield GaugeMetricFamily("lakecast_has_release", "1 where there is a release to serve", 0)
            return
        yield GaugeMetricFamily("lakecast_has_release", "1 where there is a release to serve", 1)
        created = _seconds(datetime.fromisoformat(release.manifest.created_at))
        yield GaugeMetricFamily(
            "lakecast_release_age_seconds", "Since the release was published", time.time() - created
        )
        yield from self._of(release)

    def _of(self, release: Release) -> list[GaugeMetricFamily]:
        known, families = self._read
        if known != release.id:
            families = list(_families(release))
            self._read = (release.id, families)
        return families


def _families(release: Release) -> Iterator[GaugeMetricFamily]:
    """All gauges that a release alone decides; those of marts that it is from before are left out."""
    summary = _rows(release, "rpt_monitoring_summary")
    sets = [row["series_set"] for row in summary]
    if (counted := _open_alerts(release)) is not None:
        yield _alerts(sets, counted)
    yield _family("lakecast_series", "Series by their newest status", ["series_set", "status"], (
        ((row["series_set"], status), row[f"n_{status}"]) for row in summary for status in get_args(Status)
    ))  # fmt: skip
    yield _family("lakecast_accuracy", "Of the last backtest window", ["series_set", "metric", "model"], (
        ((row["series_set"], *labels), row[column]) for row in summary for column, labels in _ACCURACY.items()
    ))  # fmt: skip
    yield _family("lakecast_retrain", "1 where a reason to train again holds", ["series_set", "reason"], (
        ((row["series_set"], row["reason"]), row["is_met"]) for row in _rows(release, "rpt_retrain")
    ))  # fmt: skip
    newest: dict[str, float] = {}
    for run in _rows(release, "fct_runs"):
        newest[run["kind"]] = max(newest.get(run["kind"], 0.0), _seconds(run["activated_at"]))
    yield _family("lakecast_last_run_timestamp_seconds", "When the newest run of a kind ended", ["kind"], (
        ((kind,), at) for kind, at in sorted(newest.items())
    ))  # fmt: skip


def _alerts(sets: Iterable[str], counted: list[Row]) -> GaugeMetricFamily:
    """Open alerts; none is 0, so that a rule can tell it from no answer."""
    labels = ["series_set", "severity", "cause"]
    found = dict.fromkeys(product(sets, get_args(Severity), CAUSES), 0)
    found |= {(row["series_set"], row["severity"], row["cause"]): row["n"] for row in counted}
    return _family("lakecast_open_alerts", "Alerts that are open", labels, found.items())


def _open_alerts(release: Release) -> list[Row] | None:
    """How many are open; None of a release from before alerts were opened and closed: there 0 would not be true."""
    alerts = table(release, "fct_alerts")
    if "is_open" not in alerts.columns:
        return None
    counted = alerts.filter(alerts.is_open).group_by("series_set", "severity", "cause").aggregate(n=ibis._.count())
    return rows(release, counted.order_by("series_set", "severity", "cause"))


def _rows(release: Release, name: str) -> list[Row]:
    return rows(release, table(release, name)) if name in release.manifest.tables else []


def _family(
    name: str, told: str, labels: list[str], values: Iterable[tuple[tuple[str, ...], float | None]]
) -> GaugeMetricFamily:
    """A gauge by labels; where a value is not known there is none."""
    family = GaugeMetricFamily(name, told, labels=labels)
    for of, value in values:
        if value is not None:
            family.add_metric(of, float(value))
    return family


def _seconds(moment: datetime) -> float:
    """Seconds since 1970; what has no zone is UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
