"""Readers while builds publish: `python -m bench.concurrency [--seconds 120] [--readers 4] [--gs]`.

Reading processes, paced like people, ask the API's own doors for one series (its actuals and forecasts) and check that
tables of the release agree, first while nothing else runs, then while `dbt build` publishes a new landing again and
again. Errors, torn and skewed reads have to be none, and the 95th percentile when busy at most twice the idle one.
With --gs the lake is in a bucket of a fake-gcs-server process. Prints a table and one line of JSON.
"""

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

from api import queries
from api.deps import Releases
from bench.checks import skewed
from bench.lakes import PHASES, SERIES, grow, run_flow, small_settings
from configs.settings import Settings
from warehouse.lake import Lake
from warehouse.releases import Release, list_ids

_PAUSE_SECONDS = 0.1
_IDLE_SECONDS = 20.0
_WARM_READS = 20


@dataclass
class Reads:
    """What one process saw: a duration in ms and the moment of each read, its faults, the releases that it met."""

    moments: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    skewed: list[str] = field(default_factory=list)
    releases: set[str] = field(default_factory=set)


def measure(settings: Settings, readers: int, idle_seconds: float, busy_seconds: float) -> dict[str, Any]:
    """Read while nothing runs, then while builds run, in `readers` processes; answers the figures."""
    run_flow(settings)
    started_with = set(list_ids(Lake(settings.lake_root)))
    with _reading(settings, readers) as (seen, stop):
        time.sleep(idle_seconds)
        busy_from = time.time()
        builds = _build_until(settings, busy_from + busy_seconds)
        stop.set()
        reads = [seen.get(timeout=60) for _ in range(readers)]
    published = set(list_ids(Lake(settings.lake_root))) - started_with
    return _figures(reads, busy_from, builds, len(published))


def _build_until(settings: Settings, end: float) -> int:
    """Land something new and build, again and again: the number of builds."""
    builds = 0
    while time.time() < end:
        builds += 1
        grow(settings, builds)
        PHASES["land"](settings)
        PHASES["build"](settings)
    return builds


@contextmanager
def _reading(settings: Settings, readers: int) -> Iterator[tuple[Any, Any]]:
    """Reading processes; yields the queue that their Reads come in, and the event that ends them."""
    context = multiprocessing.get_context("spawn")
    seen, stop, ready = context.Queue(), context.Event(), context.Queue()
    processes = [context.Process(target=_read_on, args=(settings, seen, stop, ready)) for _ in range(readers)]
    for process in processes:
        process.start()
    try:
        for _ in processes:
            _wait_for(ready, processes)
        yield seen, stop
    finally:
        stop.set()
        for process in processes:
            process.join(60)


def _wait_for(ready: Any, processes: Sequence[Any]) -> None:
    while True:
        try:
            ready.get(timeout=1)
            return
        except Empty:
            if not all(process.is_alive() for process in processes):
                raise RuntimeError("a reader did not start: see above") from None


def _read_on(settings: Settings, seen: Any, stop: Any, ready: Any) -> None:
    """One reader: warm up, then read at the pace of a person until told to stop."""
    releases, reads = Releases(Lake(settings.lake_root)), Reads()
    for _ in range(_WARM_READS):
        _one_read(releases, Reads())
    ready.put(True)
    while not stop.wait(_PAUSE_SECONDS):
        _one_read(releases, reads)
    seen.put(reads)


def _one_read(releases: Releases, reads: Reads) -> None:
    """One timed read, then the untimed check of the release that it met."""
    started = time.perf_counter()
    try:
        release = releases.get()
        _point_read(release)
        reads.milliseconds.append(1000 * (time.perf_counter() - started))
        reads.moments.append(time.time())
        _check(release, reads)
    except Exception as error:  # noqa: BLE001  any fault of one read is counted, and the next one goes on
        reads.errors.append(f"{type(error).__name__}: {error}")


def _point_read(release: Release) -> None:
    """A series with its actuals, and its forecasts, as the dashboard asks for them."""
    found = queries.series_detail(release, SERIES)
    forecasts = queries.forecast_page(release, SERIES, None, None, 100, None)
    if not found.actuals or not forecasts.items:
        raise LookupError(f"release {release.id}: {len(found.actuals)} actuals, {len(forecasts.items)} forecasts")


def _check(release: Release, reads: Reads) -> None:
    """Whether the tables of a release agree: once for each release, and then at every tenth read."""
    if release.id not in reads.releases or len(reads.moments) % 10 == 0:
        reads.releases.add(release.id)
        for fault in skewed(release):
            (reads.torn if "manifest" in fault else reads.skewed).append(fault)


def _figures(reads: Sequence[Reads], busy_from: float, builds: int, published: int) -> dict[str, Any]:
    timed = [(moment, ms) for r in reads for moment, ms in zip(r.moments, r.milliseconds, strict=True)]
    idle = sorted(ms for moment, ms in timed if moment < busy_from)
    busy = sorted(ms for moment, ms in timed if moment >= busy_from)
    faults = {name: [case for r in reads for case in getattr(r, name)] for name in ("errors", "torn", "skewed")}
    for cases in faults.values():
        for case in cases[:3]:
            print(case, file=sys.stderr)
    return {
        "reads": len(timed),
        **{name: len(cases) for name, cases in faults.items()},
        "idle_p50_ms": _quantile(idle, 0.5), "idle_p95_ms": _quantile(idle, 0.95),
        "busy_p50_ms": _quantile(busy, 0.5), "busy_p95_ms": _quantile(busy, 0.95),
        "ratio_p95": round(_quantile(busy, 0.95) / _quantile(idle, 0.95), 2),
        "builds": builds, "published": published, "releases_seen": min(len(r.releases) for r in reads),
    }  # fmt: skip


def _quantile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)


def _on_lake(folder: Path, gs: bool, run: Callable[[Settings], dict[str, Any]]) -> dict[str, Any]:
    if not gs:
        return run(small_settings(folder))
    from tests import gcs

    with gcs.start_server(folder / "gcs", "bench") as url:
        os.environ.update(gcs.environment(url))  # noqa: TID251  gcsfs reads it when it is imported
        return run(small_settings(folder, "gs://bench/lake"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120.0, help="how long builds run")
    parser.add_argument("--idle-seconds", type=float, default=_IDLE_SECONDS, help="how long nothing but readers runs")
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--gs", action="store_true", help="the lake is in a bucket")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = _on_lake(
            Path(folder), asked.gs, lambda settings: measure(settings, asked.readers, asked.idle_seconds, asked.seconds)
        )
    for name, value in figures.items():
        print(f"{name:<14} {value:>10}")
    print(json.dumps(figures))
    return int(bool(figures["errors"] or figures["torn"] or figures["skewed"]) or figures["ratio_p95"] > 2)


if __name__ == "__main__":
    sys.exit(main())
