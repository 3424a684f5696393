"""Jobs: forecasts that are made beside the request, as a few objects below `jobs/<job_id>/`, so that any process can go on.

plan.json             what is to be forecast, in chunks
job.json              the job: with it, it is there
claim-<n>, beat-<n>   who works on it: see `claims`
series/, forecasts/   a Parquet file for each chunk; a chunk is done when its forecasts are there
ended.json            how it ended; created once, so that nothing ends twice
"""

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter

from api import contracts as c
from api.errors import ApiProblem, not_found
from api.generate import claims, plans
from api.generate.claims import Claim
from api.generate.plans import Plan
from api.generate.tasks import Part, Refusal
from models_py.rules import Asked
from warehouse.lake import Lake

log = logging.getLogger("lakecast.jobs")
FOLDER, FORECASTS, SERIES = "jobs", "forecasts", "series"
_YOUNG = timedelta(hours=1)


@dataclass(frozen=True)
class Record:
    """A job, as it is kept; `sizes` are the series of its chunks."""

    job_id: str
    created_at: datetime
    request_id: str
    release_id: str
    artifact_id: str
    asked: Asked
    sizes: tuple[int, ...]


@dataclass(frozen=True)
class Ended:
    """How a job ended."""

    state: c.JobState
    at: datetime
    problem: Refusal | None = None


_RECORD, _ENDED = TypeAdapter(Record), TypeAdapter(Ended)


class Jobs:
    """All jobs below a root; safe to use from any thread, process or machine at once."""

    def __init__(self, lake: Lake, lease_seconds: float, most_open: int) -> None:
        self.lake, self._lease_seconds, self._most_open = lake, lease_seconds, most_open
        self._closed: set[str] = set()

    def create(self, plan: Plan, request_id: str, job_id: str | None = None) -> Record:
        """A new job, or the one of that id; raises ApiProblem 503 where there are as many as there may be."""
        name = job_id or uuid.uuid4().hex
        if len(self.open()) >= self._most_open:
            detail = f"there are {self._most_open} jobs queued or running, and no more may be: try again later"
            raise ApiProblem(503, "too-many-jobs", "Too many jobs", detail, {"Retry-After": "30"})
        sizes = tuple(len(chunk.unique_ids) for chunk in plan.chunks)
        of = plan.wanted
        record = Record(name, datetime.now(UTC), request_id, of.release_id, of.artifact_id, of.asked, sizes)
        self.lake.create(plans.to_json(plan), FOLDER, name, "plan.json")
        self.lake.create(_RECORD.dump_json(record), FOLDER, name, "job.json")
        return self.record(name)

    def record(self, job_id: str) -> Record:
        """Raises ApiProblem 404 for a job that there is not, or no more."""
        try:
            return _RECORD.validate_json(self.lake.read(FOLDER, job_id, "job.json"))
        except FileNotFoundError as error:
            detail = f"no job {job_id}: there never was, or it ended so long ago that it was removed"
            raise not_found("unknown-job", "No such job", detail) from error

    def plan(self, job_id: str) -> Plan:
        return plans.from_json(self.lake.read(FOLDER, job_id, "plan.json"))

    def told(self, job_id: str) -> c.Job:
        """The job as a caller sees it; raises ApiProblem 404."""
        record, ended, done = self.record(job_id), self.ended(job_id), self.done(job_id)
        started = self._started(job_id)
        return c.Job(
            job_id=job_id,
            state=ended.state if ended else "running" if started else "queued",
            n_series=sum(record.sizes),
            n_done=sum(record.sizes[place] for place in done),
            release_id=record.release_id,
            artifact_id=record.artifact_id,
            created_at=record.created_at,
            started_at=started,
            ended_at=ended.at if ended else None,
            problem=_problem(record, ended.problem) if ended and ended.problem else None,
        )

    def open(self) -> list[Record]:
        """Jobs that have not ended, the oldest first."""
        names = [name for name in self.lake.names(FOLDER) if name not in self._closed]
        found = filter(None, (self._read(name) for name in names if self._is_open(name)))
        return sorted(found, key=lambda record: (record.created_at, record.job_id))

    def is_begun(self, job_id: str) -> bool:
        """Whether anybody has worked on it."""
        return self.lake.exists(FOLDER, job_id, "started")

    def claim(self, job_id: str) -> Claim | None:
        """Take a job to work on; None where somebody else does. Raises claims.GivenUp."""
        claim = claims.take(self.lake, self._lease_seconds, FOLDER, job_id)
        if claim and claim.n == 1:
            self.lake.create(datetime.now(UTC).isoformat().encode(), FOLDER, job_id, "started")
        return claim

    def done(self, job_id: str) -> set[int]:
        """The places of the chunks that are forecast."""
        return {int(name.removesuffix(".parquet")) for name in _parquet(self.lake.names(FOLDER, job_id, FORECASTS))}

    def part(self, job_id: str, place: int) -> Part:
        """Where a chunk is written."""
        return Part(self.lake.root, (FOLDER, job_id), place)

    def ended(self, job_id: str) -> Ended | None:
        try:
            return _ENDED.validate_json(self.lake.read(FOLDER, job_id, "ended.json"))
        except FileNotFoundError:
            return None

    def end(self, job_id: str, state: c.JobState, problem: Refusal | None = None) -> None:
        """Say how a job ended, unless that is said already."""
        ended = Ended(state, datetime.now(UTC), problem)
        self.lake.create(_ENDED.dump_json(ended), FOLDER, job_id, "ended.json")

    def forget(self, ttl: timedelta) -> None:
        """Remove jobs that ended longer ago than that, and what was left of jobs that never came to be."""
        now = datetime.now(UTC)
        for name in self.lake.names(FOLDER):
            ended = self.ended(name)
            if ended and now - ended.at > ttl:
                self.lake.remove_all(FOLDER, name, "job.json")  # first, so that nobody sees half a job
                self.lake.remove_all(FOLDER, name)
            elif not self.lake.exists(FOLDER, name, "job.json") and self._is_old(name, now):
                self.lake.remove_all(FOLDER, name)

    def _read(self, job_id: str) -> Record | None:
        """An open job; None for one that nobody can read, which must not stop the others."""
        try:
            return self.record(job_id)
        except ApiProblem:
            return None  # removed just now
        except ValueError as error:
            log.error("job %s cannot be read, and is left alone: %s", job_id, error)
            self._closed.add(job_id)
            return None

    def _is_old(self, job_id: str, now: datetime) -> bool:
        return all(now - stored.modified > _YOUNG for stored in self.lake.files(FOLDER, job_id))

    def _is_open(self, job_id: str) -> bool:
        if self.lake.exists(FOLDER, job_id, "ended.json"):
            self._closed.add(job_id)
            return False
        return self.lake.exists(FOLDER, job_id, "job.json")

    def _started(self, job_id: str) -> datetime | None:
        try:
            return datetime.fromisoformat(self.lake.read(FOLDER, job_id, "started").decode())
        except FileNotFoundError:
            return None


def _parquet(names: Iterable[str]) -> list[str]:
    return [name for name in names if name.endswith(".parquet")]


def _problem(record: Record, refusal: Refusal) -> c.Problem:
    return c.Problem(
        type=f"/problems/{refusal.kind}",
        title=refusal.title,
        status=refusal.status,
        detail=refusal.detail,
        instance=f"/api/v1/jobs/{record.job_id}",
        request_id=record.request_id,
    )
