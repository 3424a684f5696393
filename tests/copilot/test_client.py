"""How a model is asked: again where that can help, within its limits, in the dialect that its server speaks."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from api.copilot import breaker
from api.copilot.service import Copilot, answer
from configs.settings import load_settings

from .cases import GROWING
from .fake_llm import Step, fails, fake_llm, halting, raw, says, slow, waiting

HONEST = says(("Sales averaged 1,287 units a week.", ("recent_level",)))
LIE = says(("Sales rose 999% year on year.", ("yoy_change",)))


def asked(copilot: Copilot, question: str | None = None) -> str:
    """The grounding of an answer."""
    return answer("x", GROWING, question, copilot).grounding


def counted(copilot: Copilot, name: str, **labels: str) -> float:
    return copilot.metrics.registry.get_sample_value(f"lakecast_copilot_{name}", labels) or 0.0


@pytest.mark.parametrize(
    "step", [fails(429), fails(500), fails(503), fails(408), slow(30)], ids=["429", "500", "503", "408", "slow"]
)
def test_when_the_endpoint_recovers_then_the_retry_is_used(step: Step) -> None:
    with fake_llm(step, HONEST, retries=1, timeout_seconds=2.0) as (copilot, _):
        assert asked(copilot) == "verified"
    assert counted(copilot, "retries_total") == 1


@pytest.mark.parametrize(
    "step", [fails(400), fails(401), fails(404), fails(429, "insufficient_quota")], ids=["400", "401", "404", "quota"]
)
def test_when_asking_again_cannot_help_then_it_is_not_asked_again(step: Step) -> None:
    with fake_llm(step, HONEST, retries=3, json_mode="text") as (copilot, server):
        assert asked(copilot) == "template"
    assert len([r for r in server.requests if r.get("stream_options")]) == 1


@pytest.mark.parametrize("after", ["1", lambda: formatdate(time.time() + 2, usegmt=True)], ids=["seconds", "date"])
def test_when_the_server_says_when_to_come_back_then_it_is_not_asked_before(after: Any) -> None:
    with fake_llm(fails(429, Retry_After=after), HONEST, retries=1) as (copilot, server):
        assert asked(copilot) == "verified"
    assert server.times[1] - server.times[0] >= 0.7


def test_when_the_server_wants_to_be_left_alone_for_longer_than_the_answer_may_take_then_nobody_waits() -> None:
    with fake_llm(fails(429, Retry_After="60"), HONEST, retries=3, deadline_seconds=40.0) as (copilot, server):
        started = time.monotonic()
        assert asked(copilot) == "template"
        assert time.monotonic() - started < 20
    assert len(server.requests) == 1


@pytest.mark.parametrize("step", [slow(30), fails(500)], ids=["slow", "failing"])
def test_when_attempts_fail_on_and_on_then_the_answer_keeps_its_deadline(step: Step) -> None:
    with fake_llm(step, retries=10, timeout_seconds=0.2, deadline_seconds=0.8, backoff_seconds=0.1) as (copilot, _):
        started = time.monotonic()
        assert asked(copilot) == "template"
        assert time.monotonic() - started < 20


def test_when_an_answer_drips_then_it_is_given_up_at_the_timeout() -> None:
    with fake_llm(halting(raw("x" * 20_000), 0.05), timeout_seconds=0.3) as (copilot, server):
        started = time.monotonic()
        assert asked(copilot) == "template"
        assert time.monotonic() - started < 20  # all of it takes 40 s
        assert server.hung_up.wait(30)
    assert counted(copilot, "faults_total", kind="timeout") == 1


class Clock:
    """The time that the breaker sees."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(breaker, "time", clock)
    return clock


def test_when_an_endpoint_is_down_then_it_is_left_alone_until_one_call_finds_it_up(clock: Clock) -> None:
    down = [fails(500)] * 3
    with fake_llm(*down, HONEST, breaker_failures=3, breaker_seconds=60.0) as (copilot, server):
        assert [asked(copilot) for _ in range(5)] == ["template"] * 5
        assert len(server.requests) == 3
        assert counted(copilot, "breaker", state="open") == 1
        clock.now += 60
        assert asked(copilot) == "verified"
        assert counted(copilot, "breaker", state="closed") == 1


def test_when_an_endpoint_is_still_down_then_it_is_left_alone_again(clock: Clock) -> None:
    with fake_llm(fails(500), breaker_failures=2, breaker_seconds=60.0) as (copilot, server):
        assert [asked(copilot) for _ in range(3)] == ["template"] * 3
        clock.now += 60
        assert [asked(copilot) for _ in range(3)] == ["template"] * 3
    assert len(server.requests) == 3


def test_when_the_model_lies_then_its_endpoint_is_not_taken_for_down() -> None:
    with fake_llm(LIE, breaker_failures=1) as (copilot, server):
        assert [asked(copilot, f"How are sales? {i}") for i in range(3)] == ["template"] * 3
    assert len(server.requests) == 6


def test_when_it_is_time_to_try_an_endpoint_again_then_one_call_alone_does(clock: Clock) -> None:
    tried = breaker.Breaker(failures=1, seconds=60)
    tried.failed()
    assert not tried.admits()
    clock.now += 60
    assert [tried.admits() for _ in range(3)] == [True, False, False]
    tried.succeeded()
    assert [tried.admits() for _ in range(3)] == [True, True, True]


def test_when_as_many_answers_are_under_way_as_may_be_then_the_template_answers_the_next() -> None:
    gate = threading.Event()
    with fake_llm(waiting(HONEST, 30, gate), concurrent=1) as (copilot, server), ThreadPoolExecutor() as pool:
        first = pool.submit(asked, copilot, "How are sales?")
        while not server.requests:
            time.sleep(0.01)
        assert asked(copilot, "How are sales now?") == "template"
        gate.set()
        assert first.result() == "verified"
        assert asked(copilot, "How are sales now?") == "verified"
    assert counted(copilot, "faults_total", kind="busy") == 1


@pytest.mark.parametrize("window", ["tokens_per_minute", "tokens_per_day"])
def test_when_the_tokens_are_spent_then_the_template_answers(window: str) -> None:
    with fake_llm(HONEST, **{window: 20_000}) as (copilot, server):
        groundings = [asked(copilot, f"How are sales? {i}") for i in range(8)]
    assert groundings[0] == "verified"
    assert groundings[-1] == "template"
    assert len(server.requests) == groundings.count("verified")
    assert counted(copilot, "faults_total", kind="budget") == groundings.count("template")


def test_when_a_prompt_has_little_room_then_the_facts_that_the_question_needs_are_sent() -> None:
    with fake_llm(HONEST, max_prompt_tokens=2600) as (copilot, server):
        asked(copilot, "Which month is the busiest?")
    sent = server.requests[0]["messages"][1]["content"]
    assert "season_peak" in sent
    assert sent.count('"fact_id"') < len(GROWING)


def test_when_a_question_is_asked_again_then_its_verified_answer_is_kept() -> None:
    with fake_llm(HONEST) as (copilot, server):
        first, second = (answer("x", GROWING, "How are sales?", copilot) for _ in range(2))
        assert first == second
        assert len(server.requests) == 1
        asked(copilot, "How are sales now?")
        answer("x", [*GROWING[:-1]], "How are sales?", copilot)
    assert len(server.requests) == 3
    assert counted(copilot, "cache_total", result="hit") == 1


@pytest.mark.parametrize("step", [fails(500), LIE], ids=["outage", "lie"])
def test_when_the_template_had_to_answer_then_its_answer_is_not_kept(step: Step) -> None:
    with fake_llm(step, step, HONEST) as (copilot, _):
        groundings = [asked(copilot) for _ in range(3)]
    assert groundings[0] == "template"
    assert groundings[-1] == "verified"


def test_when_answers_are_kept_for_too_long_then_they_are_asked_anew() -> None:
    with fake_llm(HONEST, cache_seconds=0.1) as (copilot, server):
        asked(copilot)
        time.sleep(0.15)
        asked(copilot)
    assert len(server.requests) == 2


def test_when_a_server_fails_over_the_schema_then_it_is_asked_in_its_own_way_for_one() -> None:
    with fake_llm(fails(500, message="response_format: 'json_schema' is no literal"), HONEST) as (copilot, server):
        assert asked(copilot) == "verified"
    formats = [request["response_format"] for request in server.requests]
    assert [told["type"] for told in formats] == ["json_schema", "json_object"]
    assert formats[1]["schema"] == formats[0]["json_schema"]["schema"]


@pytest.mark.parametrize(
    ("rejects", "spoken"),
    [
        ((), {"response_format", "stream_options", "max_tokens", "temperature"}),
        (("json_schema",), {"response_format", "stream_options", "max_tokens", "temperature"}),
        (("response_format",), {"max_tokens", "temperature"}),
        (("stream_options",), {"response_format", "max_tokens", "temperature"}),
        (("max_tokens", "temperature"), {"response_format", "stream_options", "max_completion_tokens"}),
    ],
    ids=["all", "no schema", "no JSON mode", "no usage", "reasoning model"],
)
def test_when_a_server_rejects_a_parameter_then_it_is_asked_without_it_from_then_on(
    rejects: tuple[str, ...], spoken: set[str]
) -> None:
    with fake_llm(HONEST, rejects=rejects) as (copilot, server):
        assert asked(copilot) == "verified"
        n_first = len(server.requests)
        assert asked(copilot, "How are sales?") == "verified"
    assert len(server.requests) == n_first + 1
    assert set(server.requests[-1]) - {"model", "messages", "stream"} == spoken


def test_when_a_server_takes_a_schema_then_it_can_only_cite_what_there_is() -> None:
    with fake_llm(HONEST) as (copilot, server):
        asked(copilot)
    schema = server.requests[0]["response_format"]["json_schema"]["schema"]
    assert set(schema["properties"]["claims"]["items"]["properties"]["fact_ids"]["items"]["enum"]) == {
        fact.fact_id for fact in GROWING
    }


def test_when_a_server_does_not_stream_then_its_answer_is_read_whole() -> None:
    with fake_llm(HONEST, streams=False) as (copilot, _):
        assert asked(copilot) == "verified"


@pytest.mark.parametrize("streams", [True, False])
def test_when_tokens_are_spent_then_they_are_counted_and_priced(streams: bool) -> None:
    with fake_llm(HONEST, streams=streams, price_in=2.0, price_out=10.0) as (copilot, _):
        asked(copilot)
    told = {way: counted(copilot, "tokens_total", direction=way) for way in ("in", "out")}
    assert told["in"] > 0
    assert told["out"] > 0
    assert counted(copilot, "cost_total") == pytest.approx((told["in"] * 2 + told["out"] * 10) / 1e6)
    if streams:  # the server's own count
        assert told == {"in": 1000, "out": 100}


def test_when_there_is_no_key_then_no_model_is_asked() -> None:
    copilot = Copilot.from_settings(load_settings(llm_api_key=None), CollectorRegistry())
    assert copilot.chat is None
    assert asked(copilot) == "template"
