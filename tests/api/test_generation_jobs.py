"""Jobs over real HTTP: begun, watched, read, cancelled; and gone on with whoever dies meanwhile."""

import io
import os
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pyarrow as pa
import pytest

from api.bulk import ARROW, CSV
from api.client import ApiError, Client
from api.contracts import GenerateRequest, Job
from api.generate import claims
from api.generate.jobs import Jobs
from configs.settings import Settings
from tests.api.generating import Api, beside, running, settings_for, until
from tests.api.test_endpoints import walk
from tests.api.test_errors import assert_problem
from tests.api.test_prometheus import Samples, scrape, value
from warehouse.lake import Lake

V1 = "/api/v1"
ASYNC = {"prefer": "respond-async"}


@pytest.fixture(scope="module")
def ids(api_url: str) -> list[str]:
    """Series of a set without sums, each of them a chunk."""
    with Client(api_url) as client:
        return sorted(s.unique_id for s in client.series(series_set="weekly_units", limit=1000).items)


@pytest.fixture(scope="module")
def api(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running(settings_for(sample, tmp_path_factory.mktemp("requests"), max_generate_series=3)) as api:
        yield api


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    """The store that an API with its requests in `tmp_path` has."""
    return Jobs(Lake(str(tmp_path)), lease_seconds=0.5, most_open=20)


def started(api: Api, body: dict[str, Any]) -> str:
    """The id of a job that is begun."""
    answer = api.post(body, **ASYNC)
    assert answer.status_code == 202, answer.text
    job = Job.model_validate_json(answer.content, strict=True)
    assert answer.headers["location"] == f"{V1}/jobs/{job.job_id}"
    return job.job_id


def left(settings: Settings, ids: list[str]) -> str:
    """The id of a job that an API took and did not end: its process stands still until it is killed with the API."""
    with running(settings) as api:
        os.kill(api.warm(), signal.SIGSTOP)
        job_id = started(api, {"unique_ids": ids})
        until(lambda: api.generation.worker.is_busy, bool)
    return job_id


def slow(body: dict[str, Any]) -> dict[str, Any]:
    """By a model that takes its time."""
    return {**body, "model": "auto_theta"}


def test_a_job_makes_what_a_request_would_have_of_sums_too(api: Api, client: Client) -> None:
    ids = [s.unique_id for s in client.series(limit=1000).items]
    asked = {"unique_ids": ids, "levels": [50, 99], "quantiles": [0.5]}
    job_id = started(api, asked)
    job = api.ended(job_id)
    assert (job["state"], job["n_series"], job["n_done"], job["problem"]) == ("done", len(ids), len(ids), None)
    assert job["created_at"] <= job["started_at"] <= job["ended_at"]
    at_once = client.generate(GenerateRequest.model_validate(asked))
    assert (job["release_id"], job["artifact_id"]) == (at_once.release_id, at_once.artifact_id)
    with Client(api.url) as here:
        pages = walk(lambda cursor: here.job_forecasts(job_id, limit=37, cursor=cursor))
        outcomes = walk(lambda cursor: here.job_series(job_id, limit=4, cursor=cursor))
    key = {"key": lambda f: (f.unique_id, f.h)}
    assert sorted(pages, **key) == sorted(at_once.items, **key)
    by_name = {"key": lambda s: s.unique_id}
    assert sorted(outcomes, **by_name) == sorted(at_once.series, **by_name)


@pytest.mark.parametrize("kind", [CSV, ARROW])
def test_all_forecasts_of_a_job_come_at_once_in_columns(api: Api, ids: list[str], kind: str) -> None:
    job_id = started(api, {"unique_ids": ids[:3], "levels": [50], "quantiles": [0.25]})
    api.ended(job_id)
    answer = httpx.get(f"{api.url}{V1}/jobs/{job_id}/forecasts", headers={"Accept": kind})
    found = (
        pd.read_csv(io.BytesIO(answer.content), float_precision="round_trip")
        if kind == CSV
        else pa.ipc.open_stream(answer.content).read_all().to_pandas()
    )
    with Client(api.url) as client:
        items = client.job_forecasts(job_id).items
    assert found["unique_id"].tolist() == [item.unique_id for item in items]
    assert found["hi_50"].tolist() == [item.intervals[0].hi for item in items if item.intervals]
    assert found["q_0.25"].tolist() == [item.quantiles[0].value for item in items if item.quantiles]


def test_before_the_end_there_is_nothing_to_read_and_a_cancelled_job_stays_cancelled(api: Api, ids: list[str]) -> None:
    with api.stopped():
        job_id = started(api, {"unique_ids": ids[:4]})
        until(lambda: api.job(job_id)["state"], lambda state: state == "running")
        early = api.get(f"{V1}/jobs/{job_id}/forecasts")
        assert_problem(early, 409, "the job is not done yet")
        assert int(early.headers["retry-after"]) > 0
        with Client(api.url) as client:
            assert client.cancel_job(job_id).state == "cancelled"
    assert_problem(api.get(f"{V1}/jobs/{job_id}/series"), 409, "the job is cancelled")
    again = started(api, {"unique_ids": ids[:1]})
    assert api.ended(again)["state"] == "done"
    with Client(api.url) as client:
        assert client.cancel_job(again).state == "done"
    assert api.job(job_id)["state"] == "cancelled"
    assert api.job(job_id)["n_done"] < 4


@pytest.mark.parametrize("below", ["", "/forecasts", "/series"])
def test_when_a_job_is_unknown_then_the_problem_says_so(api: Api, below: str) -> None:
    assert_problem(api.get(f"{V1}/jobs/{'0' * 32}{below}"), 404, "no job 000")
    assert_problem(api.get(f"{V1}/jobs/..%2Fkeys{below}"), 404)
    assert_problem(api.get(f"{V1}/jobs/{'x' * 32}{below}"), 422, "path.job_id")


def test_when_a_cursor_is_of_something_else_then_it_is_refused(api: Api, ids: list[str], client: Client) -> None:
    job_id = started(api, {"unique_ids": ids[:1]})
    api.ended(job_id)
    for cursor in ("nope", client.series(limit=1).next_cursor):
        assert_problem(api.get(f"{V1}/jobs/{job_id}/forecasts?cursor={cursor}"), 422, "next_cursor")


def test_when_the_process_is_killed_in_the_middle_then_the_job_is_done_all_the_same(api: Api, ids: list[str]) -> None:
    job_id = started(api, slow({"unique_ids": ids}))
    until(lambda: api.generation.worker.is_begun, bool, pause=0.001)  # for a moment of each chunk
    os.kill(api.warm(), signal.SIGKILL)
    assert api.ended(job_id)["state"] == "done"
    assert_each_once(api, job_id, ids)


def assert_each_once(api: Api, job_id: str, ids: list[str]) -> None:
    with Client(api.url) as client:
        outcomes = walk(lambda cursor: client.job_series(job_id, limit=1000, cursor=cursor))
        steps = walk(lambda cursor: client.job_forecasts(job_id, limit=1000, cursor=cursor))
    assert sorted(one.unique_id for one in outcomes) == sorted(ids)
    assert set(Counter((step.unique_id, step.h) for step in steps).values()) == {1}


def made(folder: Path, job_id: str) -> dict[str, int]:
    """When each chunk was written."""
    files = (folder / "jobs" / job_id / "forecasts").glob("*.parquet")
    return {file.name: file.stat().st_mtime_ns for file in files}


def test_when_the_api_is_restarted_in_the_middle_then_the_job_is_done_and_no_chunk_made_again(
    sample: Settings, tmp_path: Path, ids: list[str]
) -> None:
    settings = settings_for(sample, tmp_path)
    with running(settings) as api:
        job_id = started(api, slow({"unique_ids": ids}))
        until(lambda: made(tmp_path, job_id), bool)
        os.kill(api.warm(), signal.SIGSTOP)  # until it is killed with the API
    before = made(tmp_path, job_id)
    assert 0 < len(before) < len(ids)
    with running(settings) as api:
        job = api.ended(job_id)
        assert (job["state"], job["n_done"]) == ("done", len(ids))
        assert before.items() <= made(tmp_path, job_id).items()
        assert_each_once(api, job_id, ids)


def test_when_who_works_on_a_job_is_dead_then_another_takes_over(
    sample: Settings, tmp_path: Path, ids: list[str], jobs: Jobs
) -> None:
    settings = settings_for(sample, tmp_path, job_lease_seconds=0.5)
    job_id = left(settings, ids[:2])
    until(lambda: claims.newest(jobs.lake, "jobs", job_id), bool)
    claim = until(lambda: jobs.claim(job_id), bool)
    assert claim is not None
    with running(settings) as api:
        assert api.ended(job_id)["state"] == "done"
        assert not claim.is_held()


def test_when_a_job_was_begun_too_often_then_it_is_given_up(
    sample: Settings, tmp_path: Path, ids: list[str], jobs: Jobs
) -> None:
    settings = settings_for(sample, tmp_path)
    job_id = left(settings, ids[:2])
    while claims.newest(jobs.lake, "jobs", job_id) < claims.MOST:
        claim = jobs.claim(job_id)
        assert claim is not None
        claim.release()
    with running(settings) as api:
        job = api.ended(job_id)
    assert job["state"] == "failed"
    assert job["problem"]["type"] == "/problems/given-up"
    assert f"begun {claims.MOST} times without an end" in job["problem"]["detail"]
    assert job["problem"]["instance"] == f"{V1}/jobs/{job_id}"


def test_when_a_chunk_takes_too_long_then_the_job_fails_and_says_so(
    sample: Settings, tmp_path: Path, ids: list[str]
) -> None:
    with running(settings_for(sample, tmp_path, job_chunk_seconds=0.5)) as api:
        assert api.post({"unique_ids": ids[:1]}).status_code == 200  # it has started
        with api.stopped():
            job_id = started(api, {"unique_ids": ids[:2]})
            job = api.ended(job_id)
        assert (job["state"], job["problem"]["type"]) == ("failed", "/problems/too-slow")
        assert_problem(api.get(f"{V1}/jobs/{job_id}/forecasts"), 409, "the job is failed")


def test_when_there_are_too_many_jobs_then_the_next_one_is_told_when_to_come_back(
    sample: Settings, tmp_path: Path, ids: list[str]
) -> None:
    with running(settings_for(sample, tmp_path, max_queued_jobs=1)) as api:
        with api.stopped():
            started(api, {"unique_ids": ids[:2]})
            refused = api.post({"unique_ids": ids[:2]}, **ASYNC)
        assert_problem(refused, 503, "there are 1 jobs queued or running")
        assert int(refused.headers["retry-after"]) > 0


def test_when_a_job_ended_long_ago_then_it_is_removed_and_an_open_one_stays(api: Api, ids: list[str]) -> None:
    job_id = started(api, {"unique_ids": ids[:1]})
    api.ended(job_id)
    until(lambda: api.generation.jobs.claim(job_id), bool)  # who worked on it has let go, and writes no more
    with api.stopped():
        open_id = started(api, {"unique_ids": ids[:4]})
        api.generation.jobs.forget(timedelta(hours=1))
        assert api.job(job_id)["state"] == "done"
        api.generation.jobs.forget(timedelta(0))
    assert_problem(api.get(f"{V1}/jobs/{job_id}"), 404, "was removed")
    assert api.ended(open_id)["state"] == "done"
    assert not api.generation.jobs.lake.exists("jobs", job_id)


def test_prometheus_is_told_of_jobs_and_of_what_waits(sample: Settings, tmp_path: Path, ids: list[str]) -> None:
    def are_told(samples: Samples) -> bool:
        told = [value(samples, "lakecast_jobs", state=state) for state in ("running", "queued")]
        return [*told, value(samples, "lakecast_forecasts_waiting")] == [1, 1, 1]

    with running(settings_for(sample, tmp_path)) as api:
        assert value(scrape(api.url), "lakecast_oldest_job_seconds") == 0
        with api.stopped():
            for _ in range(2):
                started(api, {"unique_ids": ids[:1]})
            until(lambda: api.generation.worker.is_busy, bool)
            beside(api.post, {"unique_ids": ids[:1]})
            samples = until(lambda: scrape(api.url), are_told)
        assert value(samples, "lakecast_oldest_job_seconds") > 0


def test_above_so_many_series_a_request_becomes_a_job(api: Api, ids: list[str]) -> None:
    assert api.post({"unique_ids": ids[:3]}).status_code == 200
    answer = api.post({"unique_ids": ids[:4]})
    assert answer.status_code == 202
    assert api.ended(answer.json()["job_id"])["n_series"] == 4


def test_the_client_says_which_job_its_request_became(api: Api, ids: list[str]) -> None:
    with Client(api.url) as client, pytest.raises(ApiError, match="it became the job") as raised:
        client.generate(GenerateRequest(unique_ids=ids[:5]))
    assert raised.value.status == 202
