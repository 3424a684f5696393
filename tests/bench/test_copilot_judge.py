"""The benchmark's second opinion on numbers, and what it counts of a model that lies."""

from datetime import datetime

import pytest

from api.contracts import Fact, Sentence
from api.copilot.service import Answer
from bench.copilot import Asked, figures, listing
from bench.copilot_judge import false_numbers


def fact(fact_id: str, value: float | None = None, text: str | None = None, **more: object) -> Fact:
    return Fact.model_validate(
        {"fact_id": fact_id, "label": fact_id, "value": value, "text": text, "source_table": "t", "source_filter": "f", **more}
    )  # fmt: skip


FACTS = [
    fact("level", 1287.4, period_start=datetime(2011, 9, 5), period_end=datetime(2011, 11, 28)),
    fact("change", -0.125),
    fact("n_alerts", 2.0),
    fact("name", text="3 TIER CAKESTAND"),
]


@pytest.mark.parametrize(
    "text",
    [
        "Sales averaged 1,287 units a week, 12.5% lower.",
        "It fell by 13% to 1,287.4 units up to 28 November 2011.",
        "Over 13 weeks there were two alerts for 3 TIER CAKESTAND.",
        "It is 643.7 times that of the alerts.",
        "Nothing to say.",
    ],
)
def test_when_some_fact_gives_each_number_then_none_is_false(text: str) -> None:
    assert false_numbers(text, FACTS) == []


@pytest.mark.parametrize(
    ("text", "false"),
    [
        ("Sales averaged 1,288 units.", ["1,288"]),
        ("They fell 12% since 2010.", ["2010"]),
        ("Half of the seven alerts.", ["Half", "seven"]),
        ("Sales of 1287.5, and 999 in the end.", ["1287.5", "999"]),
    ],
)
def test_when_no_fact_gives_a_number_then_it_is_false(text: str, false: list[str]) -> None:
    assert false_numbers(text, FACTS) == false


def test_what_a_model_said_and_what_got_through_are_counted_apart() -> None:
    caught = Asked(
        "How?", FACTS, Answer("It averaged 1,287.", "template", []), [],
        ['{"claims": [{"fact_ids": ["level"], "text": "It was 999."}]}'], 1.0, 2.0,
    )  # fmt: skip
    let_through = Asked(
        "Why?",
        FACTS,
        Answer("It was 998.", "verified", [], "m"),
        [Sentence(text="It was 998.", sources=[])],
        ['{"claims": []}'],
        3.0,
        4.0,
    )
    refused = Asked("Who?", FACTS, Answer("No.", "refused", []), [], [], 0.0, 0.0)
    told = figures([caught, let_through, refused])
    assert (told["questions"], told["asked_of_the_model"]) == (3, 2)
    assert (told["verified"], told["template"], told["refused"]) == (1, 1, 1)
    assert (told["raw_answers_with_false_numbers"], told["false_numbers_let_through"]) == (1, 1)
    assert told["raw_answers_without_a_sentence"] == 1
    assert any(line.startswith("IN DOUBT ['998']") for line in listing([caught, let_through, refused]))
