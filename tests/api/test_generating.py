"""Forecasts on demand over real HTTP: what may be asked for, and what happens to the process that makes them."""

import os
import signal
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from api.client import Client
from configs.settings import Settings
from tests.api.generating import Api, beside, running, settings_for, until
from tests.api.test_errors import assert_problem

REGULAR, OTHER = "weekly_units:21682", "daily_revenue:United Kingdom"
ONE: dict[str, Any] = {"unique_ids": [REGULAR]}
SLOW = {"series_set": "weekly_units", "model": "auto_arima"}
SIDES = ("lo_80", "hi_80", "lo_95", "hi_95")


@pytest.fixture(scope="module")
def api(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    niced = {"worker_nice": sample.api.worker_nice}
    with running(settings_for(sample, tmp_path_factory.mktemp("requests"), max_waiting=1, **niced)) as api:
        yield api


def test_when_levels_and_quantiles_are_asked_then_they_come_beside_what_is_served(api: Api, client: Client) -> None:
    levels, wanted = [99, 50, 80, 1], [0.9, 0.1, 0.5]
    items = api.post({"unique_ids": [REGULAR, OTHER], "levels": levels, "quantiles": wanted}).json()["items"]
    served = {(f.unique_id, f.h): f for uid in (REGULAR, OTHER) for f in client.forecasts(unique_id=uid).items}
    assert len(items) == len(served)
    for item in items:
        stored = served[item["unique_id"], item["h"]]
        assert [item[name] for name in ("y_hat", *SIDES)] == [getattr(stored, name) for name in ("y_hat", *SIDES)]
        by_level = {one["level"]: (one["lo"], one["hi"]) for one in item["intervals"]}
        assert list(by_level) == sorted(levels)
        assert by_level[80] == (item["lo_80"], item["hi_80"])
        assert all(lo >= lower and hi <= higher for (lo, hi), (lower, higher) in pairwise(by_level.values()))
        values = {one["quantile"]: one["value"] for one in item["quantiles"]}
        assert list(values.values()) == sorted(values.values())
        assert (values[0.1], values[0.9]) == (item["lo_80"], item["hi_80"])


def test_when_few_errors_are_known_then_the_answer_says_which_level_they_can_tell_of(api: Api) -> None:
    (outcome,) = api.post({**ONE, "levels": [99]}).json()["series"]
    assert 90 <= outcome["max_level"] <= 99


def test_when_nothing_else_is_asked_then_nothing_else_comes(api: Api) -> None:
    answer = api.post(ONE).json()
    assert answer["model_override"] is None
    assert {(item["intervals"], item["quantiles"]) for item in answer["items"]} == {(None, None)}


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_when_gzip_is_accepted_then_the_answer_is_packed_once(api: Api, accepted: str) -> None:
    answer = api.post(ONE, accept_encoding=accepted)
    assert answer.headers.get("content-encoding", "identity") == accepted
    assert answer.json() == api.post(ONE).json()


def test_a_set_is_all_of_its_series(api: Api, client: Client) -> None:
    ids = sorted(s.unique_id for s in client.series(series_set="weekly_units", limit=1000).items)
    by_set, by_name = (api.post(body).json() for body in ({"series_set": "weekly_units"}, {"unique_ids": ids}))
    assert by_set == by_name
    assert sorted(one["unique_id"] for one in by_set["series"]) == ids


def test_when_a_model_is_asked_for_then_it_serves_and_the_answer_says_so(api: Api) -> None:
    answer = api.post({"unique_ids": [REGULAR, OTHER], "model": "drift", "levels": [50]}).json()
    assert answer["model_override"] == "drift"
    assert {item["model"] for item in answer["items"]} == {"drift"}
    assert all(one["reason"].startswith("drift: asked for instead of what is served") for one in answer["series"])
    lo, hi = zip(*((item["lo_95"], item["hi_95"]) for item in answer["items"]), strict=True)
    assert min(lo) >= 0
    assert all(a < b for a, b in zip(lo, hi, strict=True))


def test_forecasts_are_made_in_a_process_of_their_own_and_reads_do_not_wait_for_it(api: Api, sample: Settings) -> None:
    assert api.post(ONE).status_code == 200  # it has started
    with api.stopped() as pid:
        assert pid != os.getpid()
        assert sample.api.worker_nice > 0
        assert os.getpriority(os.PRIO_PROCESS, pid) == min(os.nice(0) + sample.api.worker_nice, 19)
        asked = beside(api.post, ONE)
        assert api.get(f"/api/v1/series/{REGULAR}").status_code == 200
        assert not asked.done()
    assert asked.result().status_code == 200


def test_when_too_many_wait_then_the_next_one_is_told_when_to_come_back(api: Api) -> None:
    with api.stopped():
        first = beside(api.post, ONE)
        until(lambda: first.running() and api.generation.worker.is_busy, bool)
        second = beside(api.post, ONE)
        until(lambda: api.generation.worker.waiting, bool)
        refused = api.post(ONE)
        assert_problem(refused, 503, "1 requests wait to be forecast", "respond-async")
        assert int(refused.headers["retry-after"]) > 0
    assert first.result().json() == second.result().json() == api.post(ONE).json()


def test_when_the_process_is_killed_then_who_waits_is_told_and_the_next_one_is_answered(api: Api) -> None:
    expected, pid = api.post(ONE).json(), api.warm()
    asked = beside(api.post, SLOW)
    until(lambda: api.generation.worker.is_begun, bool)
    os.kill(pid, signal.SIGKILL)
    problem = assert_problem(asked.result(), 503, "ask for fewer series, or a job")
    assert problem.type == "/problems/worker-died"
    assert api.post(ONE).json() == expected
    assert api.warm() != pid


def test_when_the_process_is_killed_while_nobody_waits_then_nobody_notices(api: Api) -> None:
    pid = api.warm()
    os.kill(pid, signal.SIGKILL)
    assert api.post(ONE).status_code == 200
    assert api.warm() != pid


def test_when_it_takes_too_long_then_the_problem_says_what_to_do_and_the_next_one_is_answered(
    sample: Settings, api: Api, tmp_path: Path
) -> None:
    with running(settings_for(sample, tmp_path, generate_seconds=10.0)) as hasty:
        until(lambda: hasty.post(ONE).status_code, lambda status: status == 200)
        with hasty.stopped() as pid:
            problem = assert_problem(hasty.post(ONE), 504, "not done within 10 s: ask for fewer series, or for a job")
            assert problem.type == "/problems/too-slow"
            until(lambda: hasty.warm() != pid, bool)
        until(lambda: hasty.post(ONE).status_code, lambda status: status == 200)


def test_when_there_is_nowhere_to_keep_jobs_then_the_problem_says_so_and_the_rest_works(
    sample: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "a file"
    file.write_text("")
    with running(settings_for(sample, file / "requests")) as api:
        assert_problem(api.post(ONE, prefer="respond-async"), 503, "cannot be kept here")
        assert_problem(api.post(ONE, idempotency_key="k"), 503, "cannot be kept here")
        assert api.post(ONE).status_code == 200
