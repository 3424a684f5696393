"""Forecasts on demand: at once, or as a job; once for each key."""

import hashlib
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from api import contracts as c
from api.errors import ApiProblem
from api.generate import engine, plans
from api.generate.checks import Checked, check
from api.generate.jobs import Jobs
from api.generate.keys import Answer, Key, Keys
from api.generate.process import TaskFailed, TooSlow, WorkerDied
from api.generate.runner import Runner
from api.generate.tasks import Task
from api.generate.worker import Worker
from configs.settings import Settings
from warehouse.lake import Lake
from warehouse.releases import Release

log = logging.getLogger("lakecast.api")


@dataclass(frozen=True)
class Asking:
    """Who asks, and how: the id of the request, the caller, his Idempotency-Key, whether a job is preferred, and the query."""

    request_id: str
    caller: str
    key: str | None = None
    is_async: bool = False
    query: str = ""

    def keyed(self, body: c.GenerateRequest) -> Key | None:
        """The key with the digest of all that decides on the answer."""
        if self.key is None:
            return None
        asked = json.dumps([body.model_dump(mode="json"), self.is_async, self.query], sort_keys=True)
        return Key(self.caller, self.key, hashlib.sha256(asked.encode()).hexdigest())


class Generation:
    """The process that forecasts, the jobs and the keys of one API process, from `start` to `close`."""

    def __init__(self, settings: Settings) -> None:
        api, self._settings = settings.api, settings
        store = Lake(api.requests_root or Lake(settings.lake_root).path("requests"))
        self.worker = Worker(engine.run, engine.PRELOAD, api.worker_nice)
        self.jobs = Jobs(store, api.job_lease_seconds, api.max_queued_jobs)
        self._keys = Keys(store, api.generate_seconds)
        self._runner = Runner(settings, self.jobs, self._keys, self.worker)

    def start(self) -> None:
        """Start the process and the work on jobs, beside the caller."""
        self.worker.start()
        self._runner.start()

    def close(self) -> None:
        """End them; a job that is not done is free for others at once."""
        self._runner.stop()
        self.worker.close()
        self._runner.join()

    def answer(self, release: Release, body: c.GenerateRequest, asking: Asking) -> Answer:
        """200 with a GenerateResponse, or 202 with a Job; raises ApiProblem for what cannot be forecast, or kept."""
        key = asking.keyed(body)
        if key is None:
            return self._made(release, check(release, self._settings, body), asking)
        with _kept_somewhere():
            kept = self._keys.kept(key)
        if kept:
            return kept
        checked = check(release, self._settings, body)
        with _kept_somewhere():
            return self._keys.once(key, lambda: self._made(release, checked, asking, key.job_id))

    def forecasts(self, release: Release, body: c.GenerateRequest, asking: Asking) -> c.GenerateResponse:
        """The forecasts of a few series, at once; raises ApiProblem for what cannot be forecast."""
        return c.GenerateResponse.model_validate_json(self.answer(release, body, asking).body)

    def _made(self, release: Release, checked: Checked, asking: Asking, job_id: str | None = None) -> Answer:
        api = self._settings.api
        if checked.n_series <= api.max_generate_series and not asking.is_async:
            return self._at_once(checked)
        plan = plans.make(checked, release, api.job_chunk_series)
        with _kept_somewhere():
            record = self.jobs.create(plan, asking.request_id, job_id)
            self._runner.notice()
            told = self.jobs.told(record.job_id)
        headers = {"Location": f"/api/v1/jobs/{record.job_id}", "Retry-After": "1"}
        headers |= {"Preference-Applied": "respond-async"} if asking.is_async else {}
        return Answer(202, told.model_dump_json().encode(), headers)

    def _at_once(self, checked: Checked) -> Answer:
        settings, seconds = self._settings, self._settings.api.generate_seconds
        if self.worker.waiting >= settings.api.max_waiting:
            raise _busy(f"{settings.api.max_waiting} requests wait to be forecast")
        task = Task(settings.lake_root, settings.artifacts_root, checked.wanted, checked.groups)
        begun, promise = time.monotonic(), self.worker.submit(task, seconds)
        try:
            return Answer(200, engine.accepted(promise.result(seconds)), {})
        except WorkerDied as error:
            detail = "the process that forecasts died, often for its memory; a new one is there: ask for fewer series, or a job"
            raise ApiProblem(503, "worker-died", "The forecast broke off", detail, {"Retry-After": "1"}) from error
        except (TimeoutError, TooSlow) as error:
            if promise.cancel():
                raise _busy(f"others were forecast for {time.monotonic() - begun:.0f} s") from error
            detail = f"not done within {seconds:g} s: ask for fewer series, or for a job with `Prefer: respond-async`"
            raise ApiProblem(504, "too-slow", "It takes too long", detail) from error
        except TaskFailed as error:
            log.error("a forecast failed: %s", error)
            raise


def _busy(because: str) -> ApiProblem:
    detail = f"{because}: try again later, or ask for a job with `Prefer: respond-async`"
    return ApiProblem(503, "busy", "Too much to forecast", detail, {"Retry-After": "5"})


@contextmanager
def _kept_somewhere() -> Iterator[None]:
    """Say that jobs and keys cannot be kept, where that is so."""
    try:
        yield
    except OSError as error:
        log.error("requests cannot be kept: %s", error)
        detail = "jobs and Idempotency-Keys cannot be kept here now: ask for fewer series, without them"
        raise ApiProblem(503, "not-kept", "Nowhere to keep it", detail, {"Retry-After": "30"}) from error
