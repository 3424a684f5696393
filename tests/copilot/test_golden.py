"""Every golden question, over real HTTP and without a key: answered rightly from facts, or refused rightly."""

from collections.abc import Iterator
from typing import get_args

import pytest

from api.client import Client
from api.contracts import Explanation, Intent, Sentence
from configs.settings import Settings
from tests.conftest import start_api, stop_api

from .golden import Golden, load

QUESTIONS = load()


@pytest.fixture(scope="module")
def unlimited(sample: Settings) -> Iterator[Client]:
    """A client that may ask all of them in a minute."""
    api = sample.api.model_copy(update={"rate_limit_per_minute": 1000})
    url, server, thread = start_api(sample.model_copy(update={"api": api}))
    with Client(url) as client:
        yield client
    stop_api(server, thread)


def test_there_are_questions_of_every_intent_and_refusals() -> None:
    assert len(QUESTIONS) >= 60
    # What if is asked in tests/api/test_what_if.py: the sample has no covariates.
    assert {q.intent for q in QUESTIONS} == {*get_args(Intent), None} - {"what_if"}
    assert sum(q.refused is not None for q in QUESTIONS) >= 10


@pytest.mark.parametrize("golden", QUESTIONS, ids=lambda golden: golden.ask)
def test_a_golden_question_is_answered_or_refused_rightly_without_a_key(unlimited: Client, golden: Golden) -> None:
    told = unlimited.ask(golden.request)
    assert golden.faults(told) == []
    assert told.grounding == ("refused" if golden.refused else "template")


def test_an_answer_comes_sentence_by_sentence_and_then_whole(unlimited: Client) -> None:
    golden = next(q for q in QUESTIONS if q.intent == "top_movers")
    *sentences, whole = unlimited.ask_stream(golden.request)
    assert isinstance(whole, Explanation)
    assert whole == unlimited.ask(golden.request)
    assert " ".join(part.text for part in sentences if isinstance(part, Sentence)) == whole.text
