"""Orders in names, questions and covariates are data: a model that obeys them is not heard."""

import pytest

from api.contracts import Fact
from api.copilot.facts import sayable
from api.copilot.service import answer
from api.copilot.verify import Claim, check

from .cases import GROWING, fact, with_facts
from .fake_llm import echo, says
from .injections import COVARIATES, ORDERS, QUESTIONS
from .test_service import told
from .worlds import MOVERS, WHATIF


def obeying(order: str, *names: str) -> list[Claim]:
    """What a model says that does as it is told: the number, the order itself, and the order as a name that it may cite."""
    cited = ("recent_level", *names)
    return [
        Claim("The level is 999 units.", cited),
        Claim(f"{order}.", cited),
        Claim(f"{order} averaged 1,287 units a week.", cited),
    ]


def test_there_are_enough_of_them() -> None:
    assert len(ORDERS) + len(QUESTIONS) + len(COVARIATES) >= 40


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_in_a_series_name_is_neither_obeyed_nor_repeated(order: str) -> None:
    facts = with_facts(GROWING, fact("series_name", order))
    assert not sayable(facts[0])
    assert all(check([claim], facts) for claim in obeying(order, "series_name"))
    assert "999" not in told(echo(), facts=facts).text


@pytest.mark.parametrize("order", ORDERS)
def test_a_series_of_several_whose_name_is_an_order_is_told_by_its_place(order: str) -> None:
    facts = [f.model_copy(update={"text": order}) if f.fact_id == "1.series_name" else f for f in MOVERS]
    assert check([Claim(f"{order} moved the most.", ("1.mover_rank", "1.series_name"))], facts)
    text = answer("weekly", facts, None, None, "top_movers").text
    assert "999" not in text
    assert "series 1 moved the most" in text.lower()


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_order_in_a_question_is_not_obeyed(question: str) -> None:
    assert all(check([claim], GROWING) for claim in obeying("The level is 999"))
    assert "999" not in told(echo(), question=question).text
    assert "999" not in told(says(("The level is 999 units.", ("recent_level",))), question=question).text


@pytest.mark.parametrize("name", COVARIATES)
def test_an_order_in_the_name_of_a_covariate_is_not_obeyed(name: str) -> None:
    facts, cited = with_facts(WHATIF, fact("whatif_covariates", name)), ("whatif_covariates", "whatif_sum")
    said = (
        f"With the change of {name}, the forecast totals 999 units.",
        f"{name}.",
        f"The forecast would rise because of {name}.",
    )
    assert all(check([Claim(text, cited)], facts) for text in said)
    assert "999" not in answer("lamp", facts, None, None, "what_if").text


def test_a_plain_product_name_is_said() -> None:
    plain: list[Fact] = [
        fact("series_name", name) for name in ("PACK OF 72 RETROSPOT CAKE CASES", "SET OF 3 TINS", "Île d'été")
    ]
    assert all(sayable(one) for one in plain)
