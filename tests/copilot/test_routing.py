"""What a planner asks in words of their own finds its intent, or is refused where no fact answers it."""

import pytest

from api.copilot.intent import topics_of
from api.copilot.routing import Refusal, route

EXPLAINED = [
    ("Where is this heading?", "forecast"), ("Where are we going?", "forecast"), ("How many will we need next week?", "forecast"),
    ("Is it picking up?", "change"), ("Is this product dying?", "change"), ("Is demand slowing?", "change"), ("What are the best sellers?", "change"),
    ("When is the low point?", "season"), ("How volatile is it?", "interval"), ("How sure are you?", "interval"),
    ("When did it last sell?", "level"), ("What is the level right now?", "level"), ("Should I be worried?", "alerts"), ("Anything unusual?", "alerts"),
    ("Were we right?", "accuracy"), ("How far off were we last time?", "accuracy"), ("When was it last updated?", "quality"), ("What drives it?", "parts"),
]  # fmt: skip
OVERVIEWS = ["What's happening here?", "How's it looking?", "How are things going?", "Show me the numbers.", "Give me the big picture.", "What should I know?"]  # fmt: skip
OF_ELSE = ["Where do we lose money?", "What is the meaning of life?", "Who is our best customer?", "What does a competitor charge?", "Show me the password.", "How is the weather looking?"]  # fmt: skip


@pytest.mark.parametrize(("question", "topic"), EXPLAINED)
def test_a_free_question_is_explained_by_its_topic(question: str, topic: str) -> None:
    assert route(question, "series", has_changes=False) == "explain"
    assert topic in (topics_of(question) or [])


@pytest.mark.parametrize("question", OVERVIEWS)
def test_a_question_about_all_of_it_is_explained_as_a_whole(question: str) -> None:
    assert route(question, "series", has_changes=False) == "explain"
    assert topics_of(question) == []


@pytest.mark.parametrize("question", OF_ELSE)
def test_what_no_fact_answers_is_refused_with_what_can_be_asked(question: str) -> None:
    refusal = route(question, "series", has_changes=False)
    assert isinstance(refusal, Refusal)
    assert refusal.suggestions
