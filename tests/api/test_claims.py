"""Who works on something: one at a time, on disk as in a bucket; and what jobs and keys make of it there."""

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from api.errors import ApiProblem
from api.generate import claims
from api.generate.claims import GivenUp
from api.generate.jobs import Jobs
from api.generate.keys import Answer, Key, Keys
from api.generate.plans import Plan
from api.generate.tasks import Group, Wanted
from models_py.rules import Asked
from tests import gcs
from warehouse.lake import Lake


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with gcs.start_server(tmp_path_factory.mktemp("gcs")) as url, pytest.MonkeyPatch.context() as patch:
        for name, value in gcs.environment(url).items():
            patch.setenv(name, value)
        from gcsfs import GCSFileSystem  # reads the environment when it is imported

        GCSFileSystem.clear_instance_cache()
        yield url
        GCSFileSystem.clear_instance_cache()


@pytest.fixture(params=["disk", "bucket"])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Lake:
    if request.param == "disk":
        return Lake(str(tmp_path))
    bucket = f"bucket-{uuid.uuid4().hex}"
    gcs.make_bucket(request.getfixturevalue("url"), bucket)
    return Lake(f"gs://{bucket}/requests")


def test_when_many_want_it_at_once_then_one_gets_it_until_it_lets_go(lake: Lake) -> None:
    for n in (1, 2):
        with ThreadPoolExecutor(8) as pool:
            taken = [c for c in pool.map(lambda _: claims.take(lake, 60, "work"), range(8)) if c]
        assert [claim.n for claim in taken] == [n]
        assert taken[0].is_held()
        assert claims.take(lake, 60, "work") is None
        taken[0].release()


def test_when_no_beat_comes_then_another_takes_over_and_the_first_can_tell(lake: Lake) -> None:
    dead, beating = claims.take(lake, 0.2, "dead"), claims.take(lake, 60, "beating")
    assert dead is not None
    assert beating is not None
    beating.beat()
    time.sleep(0.25)
    over = claims.take(lake, 60, "dead")
    assert over is not None
    assert (dead.is_held(), over.is_held(), over.n) == (False, True, 2)
    assert claims.take(lake, 60, "beating") is None


def test_what_was_begun_too_often_is_not_begun_again(lake: Lake) -> None:
    for _ in range(3):
        claim = claims.take(lake, 60, "work", most=3)
        assert claim is not None
        claim.release()
    with pytest.raises(GivenUp, match="begun 3 times without an end"):
        claims.take(lake, 60, "work", most=3)


def test_a_job_ends_once_and_is_forgotten_when_that_is_long_ago(lake: Lake) -> None:
    jobs = Jobs(lake, lease_seconds=60, most_open=2)
    plan = Plan(Wanted("r", "a", Asked((50,), (0.5,))), (Group(3, ("x", "y")), Group(3, ("z",))))
    record = jobs.create(plan, "request")
    assert jobs.plan(record.job_id) == plan
    assert (jobs.told(record.job_id).state, jobs.told(record.job_id).n_series) == ("queued", 3)
    assert jobs.claim(record.job_id) is not None
    assert jobs.told(record.job_id).state == "running"
    jobs.end(record.job_id, "cancelled")
    jobs.end(record.job_id, "done")
    assert jobs.told(record.job_id).state == "cancelled"
    assert jobs.open() == []
    jobs.forget(timedelta(hours=1))
    assert jobs.told(record.job_id).state == "cancelled"
    jobs.forget(timedelta(0))
    assert lake.files("jobs") == []
    with pytest.raises(ApiProblem, match="was removed"):
        jobs.told(record.job_id)


def test_when_a_job_cannot_be_read_then_the_others_are_worked_on(lake: Lake) -> None:
    jobs = Jobs(lake, lease_seconds=60, most_open=9)
    lake.write(b"{", "jobs", "0" * 32, "job.json")
    record = jobs.create(Plan(Wanted("r", "a"), (Group(3, ("x",)),)), "request")
    assert [job.job_id for job in jobs.open()] == [record.job_id]


def test_a_job_that_never_came_to_be_is_no_job_and_stays_while_it_is_young(lake: Lake) -> None:
    jobs = Jobs(lake, lease_seconds=60, most_open=2)
    lake.write(b"{}", "jobs", "0" * 32, "plan.json")
    assert jobs.open() == []
    jobs.forget(timedelta(0))
    assert lake.names("jobs") == ["0" * 32]


def test_of_many_who_ask_the_same_with_one_key_at_once_one_is_worked_for(lake: Lake) -> None:
    keys, made = Keys(lake, seconds=60), list[int]()

    def ask(n: int) -> bytes | int:
        def make() -> Answer:
            made.append(n)
            time.sleep(0.1)
            return Answer(200, f"answer {n}".encode(), {})

        key = Key("me", "k", "digest")
        try:
            return (keys.kept(key) or keys.once(key, make)).body
        except ApiProblem as error:
            return error.status

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))
    assert len(made) == 1
    assert answers - {409} == {f"answer {made[0]}".encode()}
    assert ask(99) == f"answer {made[0]}".encode()
