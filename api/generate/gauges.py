"""What Prometheus is told of work that waits: jobs that have not ended, and forecasts that nobody has begun."""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from api.generate.jobs import Jobs
from api.generate.worker import Worker

log = logging.getLogger("lakecast.jobs")
_FRESH_SECONDS = 5.0  # jobs are objects in the store, and a scrape asks for no key


class WorkGauges(Collector):
    """Jobs of the whole store, by state; what waits is of this API process alone."""

    def __init__(self, jobs: Jobs, worker: Worker) -> None:
        self._jobs, self._worker = jobs, worker
        self._read: tuple[float, list[GaugeMetricFamily]] = (float("-inf"), [])

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily(
            "lakecast_forecasts_waiting", "Requests and chunks that nobody has begun", self._worker.waiting
        )
        yield from self._of_jobs()

    def _of_jobs(self) -> list[GaugeMetricFamily]:
        """None while the store is out of reach: 0 would not be true."""
        read_at, families = self._read
        if time.monotonic() - read_at > _FRESH_SECONDS:
            try:
                families = list(_families(self._jobs))
            except OSError as error:
                log.error("jobs cannot be counted: %s", error)
                families = []
            self._read = (time.monotonic(), families)
        return families


def _families(jobs: Jobs) -> Iterator[GaugeMetricFamily]:
    is_open = jobs.open()
    states = Counter("running" if jobs.is_begun(record.job_id) else "queued" for record in is_open)
    counted = GaugeMetricFamily("lakecast_jobs", "Jobs that have not ended", labels=["state"])
    for state in ("queued", "running"):
        counted.add_metric([state], states[state])
    yield counted
    age = (datetime.now(UTC) - is_open[0].created_at).total_seconds() if is_open else 0
    yield GaugeMetricFamily("lakecast_oldest_job_seconds", "Age of the oldest job that has not ended", age)
