"""The same request with the same key has one answer; over real HTTP, and by property."""

import os
import signal
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.errors import ApiProblem
from api.generate.keys import Answer, Key, Keys
from api.keys import hashed
from configs.keys import ApiKey
from configs.settings import Settings
from tests.api.generating import GENERATE, Api, beside, running, settings_for, until
from tests.api.test_errors import assert_problem
from warehouse.lake import Lake

ONE, OTHER = {"unique_ids": ["weekly_units:21682"], "h": 2}, {"unique_ids": ["weekly_units:21682"], "h": 3}


@pytest.fixture(scope="module")
def api(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(settings_for(sample, tmp_path_factory.mktemp("requests"))) as api:
        yield api


def test_the_same_request_is_answered_the_same_again_by_any_process(sample: Settings, api: Api) -> None:
    first = api.post(ONE, idempotency_key="same")
    assert "idempotency-replayed" not in first.headers
    with running(settings_for(sample, Path(api.generation.jobs.lake.root))) as other:
        again = other.post(ONE, idempotency_key="same")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotency-replayed"] == "true"


def test_when_a_key_is_used_for_another_request_then_it_is_refused(api: Api) -> None:
    assert api.post(ONE, idempotency_key="taken").status_code == 200
    problem = assert_problem(api.post(OTHER, idempotency_key="taken"), 422, "'taken' was used for another request")
    assert problem.type == "/problems/key-reused"
    assert_problem(api.post(ONE, idempotency_key="taken", prefer="respond-async"), 422, "'taken'")


def test_a_key_is_the_callers_own(sample: Settings, tmp_path: Path) -> None:
    owners = [ApiKey(name=name, sha256=hashed(name), scopes=["generate"]) for name in ("me", "you")]
    with running(settings_for(sample, tmp_path, keys=owners)) as api:
        mine = api.post(ONE, idempotency_key="own", x_api_key="me")
        yours = api.post(OTHER, idempotency_key="own", x_api_key="you")
    assert (mine.status_code, yours.status_code) == (200, 200)
    assert len(mine.json()["items"]) == 2
    assert len(yours.json()["items"]) == 3


def test_a_job_is_begun_once(api: Api) -> None:
    first, again = (api.post(ONE, idempotency_key="job", prefer="respond-async") for _ in range(2))
    assert first.status_code == again.status_code == 202
    assert first.headers["location"] == again.headers["location"]
    assert first.content == again.content
    assert api.ended(first.json()["job_id"])["state"] == "done"


def test_while_the_first_is_not_answered_the_second_is_told_to_wait(api: Api) -> None:
    with api.stopped():
        first = beside(api.post, ONE, idempotency_key="slow")
        until(lambda: api.generation.worker.is_busy, bool)
        second = api.post(ONE, idempotency_key="slow")
        assert_problem(second, 409, "not answered yet")
        assert int(second.headers["retry-after"]) > 0
        assert_problem(api.post(OTHER, idempotency_key="slow"), 422, "another request")
    assert first.result().status_code == 200
    assert api.post(ONE, idempotency_key="slow").content == first.result().content


def test_what_failed_may_be_tried_again(api: Api) -> None:
    slow = {"series_set": "weekly_units", "model": "auto_arima"}
    first = beside(api.post, slow, idempotency_key="failed")
    until(lambda: api.generation.worker.is_begun, bool)
    os.kill(api.warm(), signal.SIGKILL)
    assert_problem(first.result(), 503)
    assert_problem(api.post({"unique_ids": ["nope"]}, idempotency_key="unknown"), 404)
    assert api.post(slow, idempotency_key="failed").status_code == 200
    assert api.post(ONE, idempotency_key="unknown").status_code == 200


@pytest.mark.parametrize("key", ["", "a b", "x" * 101, "../up", "ü", "a/b", "'"])
def test_a_key_that_is_not_plain_is_refused(api: Api, key: str) -> None:
    assert_problem(
        httpx.post(api.url + GENERATE, json=ONE, headers={b"Idempotency-Key": key.encode()}),
        422,
        "header.idempotency-key",
    )


NAMES = st.sampled_from("ab")
ASKED = st.tuples(NAMES, NAMES, st.sampled_from(["one", "two"]), st.booleans())


@settings(max_examples=20, deadline=None, derandomize=True)
@given(asked=st.lists(ASKED, max_size=12))
def test_whatever_is_asked_the_first_request_that_was_answered_decides(asked: list[tuple[str, str, str, bool]]) -> None:
    """A model of it: who asked what first with a key, and what was answered. A `True` stands for a request that fails."""
    digests: dict[tuple[str, str], str] = {}
    answered: dict[tuple[str, str], bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        keys = Keys(Lake(folder), seconds=60)
        for n, (caller, key, digest, fails) in enumerate(asked):
            mine = Key(caller, key, digest)
            found = outcome(keys, mine, f"{digest} {n}".encode(), fails)
            if digests.setdefault((caller, key), digest) != digest:
                assert found == 422
            elif (caller, key) in answered:
                assert found == answered[caller, key]
            elif fails:
                assert found == 500
            else:
                answered[caller, key] = f"{digest} {n}".encode()
                assert found == answered[caller, key]


def outcome(keys: Keys, key: Key, body: bytes, fails: bool) -> bytes | int:
    """The body that is answered, or the status of the problem."""

    def make() -> Answer:
        if fails:
            raise ApiProblem(500, "failed", "Failed", "it did")
        return Answer(200, body, {})

    try:
        return (keys.kept(key) or keys.once(key, make)).body
    except ApiProblem as error:
        return error.status


def test_an_answer_is_forgotten_when_it_is_old_and_its_key_is_free(tmp_path_factory: pytest.TempPathFactory) -> None:
    keys = Keys(Lake(str(tmp_path_factory.mktemp("keys"))), seconds=60)
    assert outcome(keys, Key("me", "k", "one"), b"one", False) == b"one"
    keys.forget(timedelta(hours=1))
    assert outcome(keys, Key("me", "k", "two"), b"two", False) == 422
    keys.forget(timedelta(0))
    assert outcome(keys, Key("me", "k", "two"), b"two", False) == b"two"
