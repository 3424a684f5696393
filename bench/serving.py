"""What reads take while all else goes on: `python -m bench.serving [--series N] [--seconds S] [--rate R]`.

The API with two workers serves a release of very many series (28 steps each) on two cores. A process of its own reads one
series at a time:

alone       10 a second, each beside the bare DuckDB query of the same series: what the API adds
publishing  R a second for S seconds; in the middle a release is written and published, niced as builds are
generating  R a second for S seconds, beside requests to forecast 200 series, one after the other

Every answer is checked: whole, of the series that was asked for, of the one release that it names. Prints a table and, as its
last line, one JSON object.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from bench.bars import Bar, conclude, one, verdicts
from bench.crowd import HORIZON, crowd, make_project
from bench.load import Asked
from bench.scale import two_cores
from bench.server import WORKERS, Server, serving
from configs.settings import PROJECT_DIR, child_environment, get_settings
from warehouse.lake import Lake
from warehouse.releases import open_release
from warehouse.store import read

GENERATED, SAMPLED = 200, 2000
_PARTS = ("alone", "publishing", "generating")
BARS = [
    Bar("faults of reads", _PARTS, lambda f: sum(f[name]["faults"] for name in _PARTS), 0),
    one("p50 alone, times the bare query", "alone", "times_bare", 3),
    one("p99 ms while a release is published", "publishing", "p99_ms", 100),
    one("p99 ms while forecasts are generated", "generating", "p99_ms", 200),
    one("GiB of a worker", "memory", "worker_gib", 1),
    one("MiB that a worker grew by, once all had been used", "memory", "grown_mib", 64),
]


@dataclass(frozen=True)
class Bench:
    """The project, its API, and what is read of it."""

    project: Path
    server: Server
    unique_ids: Sequence[str]

    def load(self, rate: float, seconds: float, bare: bool = False) -> "Load":
        """Start to read."""
        lake = str(self.project / "data") if bare else None
        asked, seen = self.project / "asked.json", self.project / "seen.json"
        asked.write_text(
            json.dumps(asdict(Asked(self.server.url, list(self.unique_ids), HORIZON, rate, seconds, lake)))
        )
        return Load(_start("bench.load", str(asked), str(seen)), seen)


@dataclass(frozen=True)
class Load:
    """Reads that go on in a process of their own."""

    process: "subprocess.Popen[bytes]"
    out: Path

    def seen(self) -> dict[str, Any]:
        """What they saw, once they are done; raises RuntimeError when the process failed."""
        if self.process.wait():
            raise RuntimeError("the reads failed: see above")
        found: dict[str, Any] = json.loads(self.out.read_text())
        for fault in found["faults"][:3]:
            print(fault, file=sys.stderr)
        return found


def measure(folder: Path, n_series: int, rate: float, seconds: float) -> dict[str, dict[str, float]]:
    """Figures of each part."""
    two_cores()
    project = make_project(folder)
    lake = Lake(str(project / "data"))
    trained = _series(lake)
    rows = {name: table.rows for name, table in crowd(lake, n_series).tables.items()}
    ids = np.random.default_rng(5).choice(_series(lake), min(SAMPLED, n_series), replace=False)
    with serving(project, API__MAX_GENERATE_SERIES=str(GENERATED), API__RATE_LIMIT_PER_MINUTE="1000000") as server:
        bench = Bench(project, server, [str(uid) for uid in ids])
        bench.load(rate, 5).seen()
        _forecast_once(server.url, trained[:GENERATED])
        alone = _alone(bench.load(10, 20, bare=True).seen())
        before = server.workers()
        publishing = _publishing(bench, rate, seconds)
        generating = _generating(bench, rate, seconds, trained[:GENERATED])
        after = server.workers()
    return {
        "release": {"series": rows["dim_series"], "forecasts": rows["fct_forecasts"]},
        "alone": alone,
        "publishing": publishing,
        "generating": generating,
        "memory": _memory(before, after),
    }


def _forecast_once(url: str, unique_ids: Sequence[str]) -> None:
    """Have each worker forecast as it will: of several requests at a time each gets some."""
    with ThreadPoolExecutor(2 * WORKERS) as callers:
        asked = {"unique_ids": list(unique_ids)}
        paths = [f"{url}/api/v1/forecasts/generate"] * 2 * WORKERS
        for answer in callers.map(lambda path: httpx.post(path, json=asked, timeout=600), paths):
            answer.raise_for_status()


def _series(lake: Lake) -> list[str]:
    return list(read(open_release(lake), "dim_series", ["unique_id"])["unique_id"])


def _alone(seen: Mapping[str, Any]) -> dict[str, float]:
    bare, api = float(np.median(seen["bare_milliseconds"])), _times(seen, seen["milliseconds"])
    return {**api, "bare_p50_ms": bare, "times_bare": api["p50_ms"] / bare}


def _publishing(bench: Bench, rate: float, seconds: float) -> dict[str, float]:
    """Reads while a release is published; raises RuntimeError when they did not meet both releases."""
    load = bench.load(rate, seconds)
    time.sleep(seconds / 4)
    started = time.monotonic()
    nice = ["nice", "-n", str(get_settings().lake.build_nice)]
    if _start("bench.crowd", str(bench.project / "data"), before=nice).wait():
        raise RuntimeError("nothing was published: see above")
    took, seen = time.monotonic() - started, load.seen()
    if len(seen["releases"]) != 2:
        raise RuntimeError(f"expected reads of two releases, found {seen['releases']}: take more seconds")
    return {**_times(seen, seen["milliseconds"]), "publish_seconds": took}


def _generating(bench: Bench, rate: float, seconds: float, unique_ids: Sequence[str]) -> dict[str, float]:
    """Reads, and of them those while forecasts were made."""
    load, spans = bench.load(rate, seconds), []
    end = time.time() + seconds
    while time.time() < end:
        started = time.time()
        answer = httpx.post(
            f"{bench.server.url}/api/v1/forecasts/generate", json={"unique_ids": list(unique_ids)}, timeout=600
        )
        answer.raise_for_status()
        spans.append((started, time.time()))
    seen = load.seen()
    reads = zip(seen["turns"], seen["milliseconds"], strict=True)
    meanwhile = [ms for turn, ms in reads if any(start <= turn < end for start, end in spans)]
    made = {"generated": len(spans), "generate_p50_s": float(np.median([end - start for start, end in spans]))}
    return {**_times(seen, meanwhile), **made}


def _times(seen: Mapping[str, Any], milliseconds: Sequence[float]) -> dict[str, float]:
    p50, p99 = np.quantile(milliseconds, (0.5, 0.99))
    return {
        "reads": len(milliseconds),
        "faults": len(seen["faults"]),
        "p50_ms": float(p50),
        "p99_ms": float(p99),
        "max_ms": float(max(milliseconds)),
    }


def _memory(before: Sequence[float], after: Sequence[float]) -> dict[str, float]:
    """Of PSS in MiB, by worker: the most, and by how much one grew at most."""
    grown = max(b - a for a, b in zip(before, after, strict=True))
    return {"worker_gib": max(*before, *after) / 1024, "grown_mib": grown}


def _start(module: str, *arguments: str, before: Sequence[str] = ()) -> "subprocess.Popen[bytes]":
    command = [*before, sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, cwd=PROJECT_DIR, env=child_environment())


def table(figures: Mapping[str, Mapping[str, float]]) -> str:
    """Figures of each part, a line each."""
    return "\n".join(
        f"{part:<12}" + "  ".join(f"{name} {value:,.4g}" for name, value in of.items()) for part, of in figures.items()
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=100.0, help="reads a second")
    parser.add_argument("--folder", type=Path, help="keep everything here; default: a temporary folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        figures = measure((asked.folder or Path(scratch)).resolve(), asked.series, asked.rate, asked.seconds)
    print(table(figures))
    sizes = {"rate": asked.rate, "seconds": asked.seconds, "load": os.getloadavg()[2]}
    conclude("serving", verdicts(figures, BARS), **sizes, **figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
