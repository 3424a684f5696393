"""Idempotency keys: the same request with the same key has one answer, whoever of the processes gets it again.

An answer is kept below `keys/<hash of caller and key>/`. What failed is not kept: the same request may be tried again.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from api.errors import ApiProblem
from api.generate import claims
from warehouse.lake import Lake

FOLDER = "keys"
REPLAYED = "Idempotency-Replayed"
_ENDLESS = 1_000_000
_WORTH_IT, _QUICK = 1024, 4


@dataclass(frozen=True)
class Answer:
    """What a caller gets: JSON."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    def packed(self) -> "Answer":
        """With gzip, where that is worth it: megabytes that the middleware packed would hold up the reads of others."""
        if len(self.body) < _WORTH_IT:
            return self
        headers = {**self.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Answer(self.status, gzip.compress(self.body, _QUICK), headers)


@dataclass(frozen=True)
class Key:
    """A caller's key, with the digest of what was asked with it."""

    caller: str
    key: str
    digest: str

    @property
    def name(self) -> str:
        """Unique to the caller and the key; tells neither."""
        return _hash(self.caller, self.key)

    @property
    def job_id(self) -> str:
        """Of the job that is asked for: it is made once, even if nobody lives to tell."""
        return _hash(self.caller, self.key, self.digest)


class Keys:
    """Answers by key, below a root; for any thread, process or machine at once."""

    def __init__(self, lake: Lake, seconds: float) -> None:
        self._lake, self._seconds = lake, seconds

    def kept(self, key: Key) -> Answer | None:
        """The answer of before; raises ApiProblem 422 where the key was used for another request."""
        try:
            kept = json.loads(gzip.decompress(self._lake.read(FOLDER, key.name, "answer.json.gz")))
        except FileNotFoundError:
            return None
        _check(key, kept["digest"])
        return Answer(kept["status"], kept["body"].encode(), {**kept["headers"], REPLAYED: "true"})

    def once(self, key: Key, make: Callable[[], Answer]) -> Answer:
        """Make the answer and keep it; raises ApiProblem 409 while somebody else makes it, 422 where he asked something else."""
        if not self._lake.create(json.dumps({"digest": key.digest}).encode(), FOLDER, key.name, "asked.json"):
            _check(key, json.loads(self._lake.read(FOLDER, key.name, "asked.json"))["digest"])
        claim = claims.take(self._lake, self._seconds, FOLDER, key.name, most=_ENDLESS)
        if claim is None:
            detail = "the first request with this Idempotency-Key is not answered yet: send it again in a while"
            raise ApiProblem(409, "still-running", "Still running", detail, {"Retry-After": "2"})
        try:
            answer = self.kept(key) or make()
            self._keep(key, answer)
        finally:
            claim.release()
        return answer

    def forget(self, ttl: timedelta) -> None:
        """Remove what was kept longer ago than that."""
        newest: dict[str, datetime] = {}
        for stored in self._lake.files(FOLDER):
            name = self._lake.relative(stored).split("/")[1]
            newest[name] = max(newest.get(name, stored.modified), stored.modified)
        for name, modified in newest.items():
            if datetime.now(UTC) - modified > ttl:
                self._lake.remove_all(FOLDER, name)

    def _keep(self, key: Key, answer: Answer) -> None:
        kept = {**asdict(answer), "body": answer.body.decode(), "digest": key.digest}
        self._lake.write(gzip.compress(json.dumps(kept).encode(), _QUICK), FOLDER, key.name, "answer.json.gz")


def _hash(*texts: str) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:32]


def _check(key: Key, digest: str) -> None:
    if digest != key.digest:
        detail = f"Idempotency-Key {key.key!r} was used for another request: take a new one for this"
        raise ApiProblem(422, "key-reused", "The key was used before", detail)
