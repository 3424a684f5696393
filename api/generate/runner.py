"""Works on jobs: a thread of each API process takes the oldest one that nobody works on, and has it forecast, chunk by chunk."""

import logging
import time
from concurrent.futures import Future
from datetime import timedelta
from threading import Event, Thread

from api.errors import ApiProblem
from api.generate import engine
from api.generate.claims import Claim, GivenUp
from api.generate.jobs import Jobs, Record
from api.generate.keys import Keys
from api.generate.process import TaskFailed, TooSlow, WorkerDied
from api.generate.tasks import Group, Refusal, Task, Wanted
from api.generate.worker import PATIENT, Worker
from configs.settings import Settings

log = logging.getLogger("lakecast.jobs")
_TRIES = 3
_FORGET_SECONDS = 600.0
_LOCAL_SECONDS, _REMOTE_SECONDS = 1.0, 5.0


class _Stopped(Exception):
    """The process is closing, or the job is somebody else's, or it has ended."""


class Runner:
    """From `start` to `close`; what is not done then, another one goes on with."""

    def __init__(self, settings: Settings, jobs: Jobs, keys: Keys, worker: Worker) -> None:
        self._settings, self._jobs, self._keys, self._worker = settings, jobs, keys, worker
        self._thread = Thread(target=self._run, daemon=True, name="jobs")
        self._is_closing, self._news = Event(), Event()
        self._forgot = float("-inf")

    def start(self) -> None:
        self._thread.start()

    def notice(self) -> None:
        """There is a new job."""
        self._news.set()

    def stop(self) -> None:
        """Begin no chunk any more."""
        self._is_closing.set()
        self._news.set()

    def join(self) -> None:
        """Wait for the end, after `stop` and once the worker is closed."""
        if self._thread.is_alive():
            self._thread.join(10)

    def _run(self) -> None:
        poll = _LOCAL_SECONDS if self._jobs.lake.is_local else _REMOTE_SECONDS
        while not self._is_closing.is_set():
            self._news.clear()
            try:
                self._forget()
                is_busy = any(self._try(record) for record in self._jobs.open())
            except Exception:
                # The store may be out of reach for a while; a thread that ended would never come back.
                log.exception("jobs cannot be worked on, trying again")
                is_busy = False
            if not is_busy:
                self._news.wait(poll)

    def _forget(self) -> None:
        if time.monotonic() - self._forgot > _FORGET_SECONDS:
            ttl = timedelta(hours=self._settings.api.job_ttl_hours)
            self._jobs.forget(ttl)
            self._keys.forget(ttl)
            self._forgot = time.monotonic()

    def _try(self, record: Record) -> bool:
        """Work on a job; False where somebody else does."""
        try:
            claim = self._jobs.claim(record.job_id)
        except GivenUp as error:
            refusal = Refusal(500, "given-up", "The job was given up", f"{error}: ask for fewer series at once")
            self._jobs.end(record.job_id, "failed", refusal)
            return True
        if claim is None or self._is_closing.is_set():
            return False
        try:
            self._work(record, claim)
        finally:
            claim.release()
        return True

    def _work(self, record: Record, claim: Claim) -> None:
        plan, done = self._jobs.plan(record.job_id), self._jobs.done(record.job_id)
        log.info("job %s: %s of %s chunks to do", record.job_id, len(plan.chunks) - len(done), len(plan.chunks))
        try:
            for place, chunk in enumerate(plan.chunks):
                if place not in done:
                    self._go_on(record, claim)
                    self._forecast(record, claim, plan.wanted, chunk, place)
        except _Stopped:
            return
        except ApiProblem as error:
            refusal = Refusal(error.status, error.kind, error.title, error.detail)
            self._jobs.end(record.job_id, "failed", refusal)
            return
        self._jobs.end(record.job_id, "done")

    def _go_on(self, record: Record, claim: Claim) -> None:
        """Raise _Stopped where this job is not to be worked on, here and now."""
        if self._is_closing.is_set() or self._jobs.ended(record.job_id) or not claim.is_held():
            raise _Stopped
        claim.beat()

    def _forecast(self, record: Record, claim: Claim, wanted: Wanted, chunk: Group, place: int) -> None:
        """Have a chunk written; raises ApiProblem where it cannot be."""
        settings = self._settings
        part = self._jobs.part(record.job_id, place)
        task = Task(settings.lake_root, settings.artifacts_root, wanted, (chunk,), part)
        for tried in range(1, _TRIES + 1):
            try:
                engine.accepted(
                    self._awaited(self._worker.submit(task, settings.api.job_chunk_seconds, PATIENT), claim)
                )
                return
            except WorkerDied as error:
                if self._is_closing.is_set():
                    raise _Stopped from error
                log.warning("job %s, chunk %s: the process died, try %s of %s", record.job_id, place, tried, _TRIES)
            except TooSlow as error:
                raise _too_slow(settings.api.job_chunk_seconds, chunk) from error
            except TaskFailed as error:
                log.error("job %s, chunk %s failed: %s", record.job_id, place, error)
                raise ApiProblem(500, "internal", "Internal error", "Something failed here; it was logged.") from error
        detail = (
            f"the process that forecasts died {_TRIES} times on {len(chunk.unique_ids)} series, often for its memory"
        )
        raise ApiProblem(503, "worker-died", "The forecast broke off", f"{detail}: first is {chunk.unique_ids[0]}")

    def _awaited(self, promise: "Future[bytes | Refusal]", claim: Claim) -> bytes | Refusal:
        """The answer, with a beat now and then: a chunk may take longer than a lease."""
        while True:
            try:
                return promise.result(claim.seconds / 3)
            except TimeoutError:
                claim.beat()


def _too_slow(seconds: float, chunk: Group) -> ApiProblem:
    detail = f"{len(chunk.unique_ids)} series, first {chunk.unique_ids[0]}, took more than {seconds:g} s"
    return ApiProblem(504, "too-slow", "It takes too long", f"{detail}: ask for fewer steps, or a quicker model")
