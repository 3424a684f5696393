"""An API whose process that forecasts can be stopped, gone on with and killed, as the tests of generate need it."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

from api.generate.service import Generation
from configs.settings import Settings
from tests.conftest import start_api, stop_api

T = TypeVar("T")
GENERATE = "/api/v1/forecasts/generate"
SECONDS = 120.0


@dataclass(frozen=True)
class Api:
    """A running API."""

    url: str
    generation: Generation

    def post(self, body: dict[str, Any], **headers: str) -> httpx.Response:
        """Ask to generate; an underscore in a header's name stands for a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.post(self.url + GENERATE, json=body, headers=named, timeout=SECONDS)

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, timeout=SECONDS)

    def job(self, job_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"/api/v1/jobs/{job_id}").json()
        return found

    def ended(self, job_id: str) -> dict[str, Any]:
        """The job, once it has ended."""
        return until(lambda: self.job(job_id), lambda job: job["state"] in ("done", "failed", "cancelled"))

    def warm(self) -> int:
        """The id of the process that forecasts, once there is one."""
        return until(lambda: self.generation.worker.pid or 0, bool)

    @contextmanager
    def stopped(self) -> Iterator[int]:
        """The process does nothing while the block runs; what it is asked for waits."""
        pid = self.warm()
        os.kill(pid, signal.SIGSTOP)
        try:
            yield pid
        finally:
            if self.generation.worker.pid == pid:
                os.kill(pid, signal.SIGCONT)


def until(read: Callable[[], T], is_so: Callable[[T], bool], pause: float = 0.02) -> T:
    """What is read once it is so, looked at with pauses between; fails after SECONDS."""
    deadline = time.monotonic() + SECONDS
    while not is_so(found := read()):
        assert time.monotonic() < deadline, f"not so within {SECONDS:g} s: {found}"
        time.sleep(pause)
    return found


def beside(function: Callable[..., T], *arguments: Any, **named: Any) -> "Future[T]":
    """Call something in a thread."""
    pool = ThreadPoolExecutor(1)
    promise = pool.submit(function, *arguments, **named)
    pool.shutdown(wait=False)
    return promise


def settings_for(sample: Settings, requests: Path, **api: Any) -> Settings:
    """The sample, with the requests of the test's own, a chunk for each series of a job, and no limit of rate.

    The process that forecasts gives way to nobody: it would wait for the tests beside it.
    """
    block = {"requests_root": str(requests), "job_chunk_series": 1, "rate_limit_per_minute": 100_000, "worker_nice": 0}
    block |= api
    return sample.model_copy(update={"api": sample.api.model_copy(update=block)})


@contextmanager
def running(settings: Settings) -> Iterator[Api]:
    """Start the API, and stop it after the block as it is stopped in production."""
    url, server, thread = start_api(settings)
    try:
        yield Api(url, server.config.app.state.generation)  # type: ignore[union-attr]
    finally:
        stop_api(server, thread)
        assert not thread.is_alive(), "the API did not stop"
