"""Sentences of the copilot while its model still speaks: real HTTP, as a browser would read it."""

import threading
import time
from collections.abc import Callable

import httpx
import pytest
from pydantic import SecretStr

from api import contracts as c
from api.client import ApiError, Client
from configs.settings import Settings
from tests.conftest import Serve
from tests.copilot.fake_llm import FakeLlm, Step, fails, fake_llm, halting, says, waiting

SERIES = "weekly_units:21682"
EXPLAIN = c.ExplainRequest(unique_id=SERIES)


@pytest.fixture(scope="module")
def truths(sample: Settings) -> list[tuple[str, tuple[str, ...]]]:
    """True sentences with the facts that they cite."""
    from api import queries
    from warehouse.lake import Lake
    from warehouse.releases import open_release

    known = {f.fact_id: f for f in queries.series_facts(open_release(Lake(sample.lake_root)), SERIES)}
    return [
        (f"The last 52 weeks sum to {known['last_cycle_sum'].value:,.0f} units.", ("last_cycle_sum",)),
        (f"The 52 weeks before sum to {known['previous_cycle_sum'].value:,.0f} units.", ("previous_cycle_sum",)),
    ]


@pytest.fixture
def asked(sample: Settings, serve: Serve) -> Callable[[FakeLlm], str]:
    """The URL of an API whose copilot talks to a model."""

    def start(llm: FakeLlm) -> str:
        copilot = sample.copilot.model_copy(update={"base_url": llm.base_url, "retries": 0})
        return serve(sample.model_copy(update={"copilot": copilot, "llm_api_key": SecretStr("k" * 8)}))

    return start


def test_when_a_claim_is_whole_and_holds_then_it_is_sent_while_the_model_still_speaks(
    truths: list[tuple[str, tuple[str, ...]]], asked: Callable[[FakeLlm], str]
) -> None:
    gate = threading.Event()
    with fake_llm(waiting(says(*truths), 150, gate)) as (_, llm), Client(asked(llm)) as client:
        parts = client.explain_stream(EXPLAIN)
        first = next(parts)
        assert isinstance(first, c.Sentence)
        assert first.text == truths[0][0]
        assert [fact.fact_id for fact in first.sources] == ["last_cycle_sum"]
        assert not gate.is_set()
        gate.set()
        *rest, whole = parts
    assert isinstance(whole, c.Explanation)
    assert whole.grounding == "verified"
    assert whole.text == " ".join([first.text, *(part.text for part in rest)])


def test_when_a_later_claim_is_false_then_what_was_sent_stays_and_the_lie_is_never_sent(
    truths: list[tuple[str, tuple[str, ...]]], asked: Callable[[FakeLlm], str]
) -> None:
    lies = says(truths[0], ("Sales rose 999%.", ("yoy_change",)), truths[1])
    with fake_llm(lies) as (_, llm), Client(asked(llm)) as client:
        *sentences, whole = client.explain_stream(EXPLAIN)
        once = client.explain(EXPLAIN)
    assert isinstance(whole, c.Explanation)
    assert sentences[0].text == truths[0][0]
    assert len(sentences) > 2
    assert "999" not in whole.text
    assert (whole.grounding, whole.text) == ("repaired", " ".join(sentence.text for sentence in sentences))
    assert once == whole  # asked for JSON, the answer is the same


@pytest.mark.parametrize("body", [EXPLAIN, c.ExplainRequest(unique_id=SERIES, question="What is bitcoin worth?")])
def test_when_no_model_speaks_then_the_answer_comes_in_the_same_events(client: Client, body: c.ExplainRequest) -> None:
    *sentences, whole = client.explain_stream(body)
    assert whole == client.explain(body)
    assert " ".join(sentence.text for sentence in sentences) == whole.text


def test_when_a_set_is_summed_up_then_it_comes_in_events_too(client: Client) -> None:
    request = c.SummarizeRequest(series_set="weekly_units")
    *_, whole = client.summarize_stream(request)
    assert whole == client.summarize(request)


def test_when_a_question_is_asked_then_it_comes_in_events_too(client: Client) -> None:
    request = c.AskRequest(question="How good is the forecast?", about=c.About(unique_ids=[SERIES]))
    first, *_, whole = client.ask_stream(request)
    assert isinstance(first, c.Sentence)
    assert whole == client.ask(request)


def test_when_the_caller_takes_gzip_then_events_are_not_held_back_to_be_packed(
    truths: list[tuple[str, tuple[str, ...]]], asked: Callable[[FakeLlm], str]
) -> None:
    gate = threading.Event()
    with fake_llm(waiting(says(*truths), 150, gate)) as (_, llm):
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "gzip"}
        url, body = f"{asked(llm)}/api/v1/copilot/explain", EXPLAIN.model_dump()
        with httpx.stream("POST", url, json=body, headers=headers, timeout=10) as answer:
            lines = answer.iter_lines()
            assert next(lines) == "event: sentence"
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert "content-encoding" not in answer.headers
            assert answer.headers["cache-control"] == "no-cache"
            gate.set()
            assert "event: done" in list(lines)


def test_when_the_caller_leaves_then_the_model_is_hung_up_on(
    truths: list[tuple[str, tuple[str, ...]]], asked: Callable[[FakeLlm], str]
) -> None:
    endless: Step = halting(says(*truths * 100), 0.1)
    with fake_llm(endless) as (_, llm):
        url = asked(llm)
        with Client(url) as client:
            parts = client.explain_stream(EXPLAIN)
            assert isinstance(next(parts), c.Sentence)
            parts.close()
        assert llm.hung_up.wait(30)
        with Client(url) as client:
            deadline = time.monotonic() + 30
            left = 'lakecast_copilot_answers_total{outcome="abandoned"} 1.0'
            while left not in client.prometheus():
                assert time.monotonic() < deadline
                time.sleep(0.05)


def test_when_something_is_wrong_with_the_request_then_the_problem_comes_as_usual(client: Client) -> None:
    with pytest.raises(ApiError) as raised:
        next(client.explain_stream(c.ExplainRequest(unique_id="nothing:here")))
    assert raised.value.status == 404
    assert raised.value.problem


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/event-stream, application/json;q=0.5", "text/event-stream"),
        ("application/json, text/event-stream", "application/json"),
        ("*/*", "application/json"),
        ("text/event-stream;q=0", "application/json"),
    ],
)
def test_the_kind_of_answer_is_what_accept_prefers(api_url: str, accept: str, kind: str) -> None:
    answer = httpx.post(f"{api_url}/api/v1/copilot/explain", json=EXPLAIN.model_dump(), headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)


def test_what_the_copilot_does_is_counted_for_prometheus(
    truths: list[tuple[str, tuple[str, ...]]], asked: Callable[[FakeLlm], str]
) -> None:
    with fake_llm(says(truths[0]), fails(500)) as (_, llm), Client(asked(llm)) as client:
        client.explain(EXPLAIN)
        client.explain(EXPLAIN)
        client.summarize(c.SummarizeRequest(series_set="weekly_units"))
        told = client.prometheus()
    for line in (
        'lakecast_copilot_answers_total{outcome="verified"} 2.0',
        'lakecast_copilot_answers_total{outcome="template"} 1.0',
        'lakecast_copilot_cache_total{result="hit"} 1.0',
        'lakecast_copilot_faults_total{kind="server"} 1.0',
        'lakecast_copilot_tokens_total{direction="out"} 100.0',
        'lakecast_copilot_breaker{state="closed"} 1.0',
        'lakecast_copilot_seconds_count{until="first_sentence"} 3.0',
    ):
        assert line in told
    assert "k" * 8 not in told
