"""The copilot behind the API, with a model that lies about the facts of the sample: no lie gets out."""

from collections.abc import Callable

import pytest
from pydantic import SecretStr

from api.client import Client
from api.contracts import ExplainRequest, Fact, SummarizeRequest
from configs.settings import Settings
from tests.conftest import Serve
from tests.copilot.fake_llm import FakeLlm, Step, fake_llm, says

SERIES = "weekly_units:21682"
Facts = dict[str, Fact]


def number(facts: Facts, fact_id: str) -> float:
    value = facts[fact_id].value
    assert value is not None
    return value


def units(facts: Facts, fact_id: str) -> str:
    return f"{number(facts, fact_id):,.0f}"


def other_month(facts: Facts) -> str:
    return "March" if facts["season_peak"].text != "March" else "April"


# Each is a false sentence made from the true facts, with the facts that it cites.
LIES: dict[str, tuple[Callable[[Facts], str], tuple[str, ...]]] = {
    "changed digit": (lambda f: f"The last 52 weeks sum to {number(f, 'last_cycle_sum') + 10:,.0f} units.", ("last_cycle_sum",)),
    "swapped digits": (lambda f: f"The last 52 weeks sum to {units(f, 'last_cycle_sum')[::-1]} units.", ("last_cycle_sum",)),
    "invented number": (lambda f: "The forecast totals 999 units.", ("forecast_sum",)),
    "wrong sign": (lambda f: f"Sales changed by {-number(f, 'yoy_change'):+.0%} on the year before.", ("yoy_change",)),
    "direction against the sign": (
        lambda f: f"Sales {'fell' if number(f, 'yoy_change') > 0 else 'rose'} {abs(number(f, 'yoy_change')):.0%} on the year before.",
        ("yoy_change",),
    ),
    "wrong month": (lambda f: f"The strongest month is {other_month(f)}.", ("season_peak",)),
    "wrong year": (lambda f: "The last complete period is 28 November 2012.", ("last_period",)),
    "wrong unit": (lambda f: f"The last 52 weeks sum to £{units(f, 'last_cycle_sum')}.", ("last_cycle_sum",)),
    "share as amount": (lambda f: f"The interval held {number(f, 'coverage_80') * 100:.0f} units.", ("coverage_80",)),
    "thousands slip": (lambda f: f"The last 52 weeks sum to {number(f, 'last_cycle_sum') * 1000:,.0f} units.", ("last_cycle_sum",)),
    "rounding abuse": (lambda f: f"The last 52 weeks sum to {number(f, 'last_cycle_sum') * 1.08:,.0f} units.", ("last_cycle_sum",)),
    "swapped facts": (lambda f: f"The last 52 weeks sum to {units(f, 'previous_cycle_sum')} units.", ("last_cycle_sum",)),
    "swapped interval": (
        lambda f: f"The 80% interval of the first week runs from {units(f, 'forecast_first_hi_80')} to {units(f, 'forecast_first_lo_80')} units.",
        ("forecast_first_lo_80", "forecast_first_hi_80"),
    ),
    "another series": (lambda f: "REGENCY CAKESTAND 3 TIER sold the most.", ("series_name",)),
    "invented cause": (lambda f: f"Sales changed {number(f, 'yoy_change'):.0%} because of a promotion.", ("yoy_change",)),
    "uncited number": (lambda f: f"The last 52 weeks sum to {units(f, 'last_cycle_sum')} units.", ()),
    "own prediction": (lambda f: "Next month should reach 12,345 units.", ("forecast_sum",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def honest(sample: Settings) -> tuple[str, Facts]:
    """The explanation without a key, and all facts behind it."""
    from api import queries
    from api.copilot.service import answer
    from warehouse.lake import Lake
    from warehouse.releases import open_release

    facts = queries.series_facts(open_release(Lake(sample.lake_root)), SERIES)
    return answer(SERIES, facts, None, None).text, {fact.fact_id: fact for fact in facts}


def asked(sample: Settings, serve: Serve, llm: FakeLlm) -> Client:
    """A client of an API whose copilot talks to `llm`."""
    copilot = sample.copilot.model_copy(update={"base_url": llm.base_url, "retries": 0, "timeout_seconds": 5.0})
    return Client(serve(sample.model_copy(update={"copilot": copilot, "llm_api_key": SecretStr("k" * 8)})))


def test_without_a_key_the_explanation_tells_the_essentials_with_its_sources(client: Client) -> None:
    told = client.explain(ExplainRequest(unique_id=SERIES))
    sources = {fact.fact_id for fact in told.sources}
    assert told.grounding == "template"
    assert {
        "recent_level", "year_ago_level", "yoy_change", "season_peak", "forecast_first_lo_80", "forecast_first_hi_80",
        "model", "mase", "mase_naive",
    } <= sources  # fmt: skip
    assert all(fact.source_table and fact.source_filter for fact in told.sources)


@pytest.mark.parametrize("lie", LIES)
def test_when_the_model_lies_then_no_false_sentence_reaches_the_caller(
    sample: Settings, serve: Serve, honest: tuple[str, Facts], lie: str
) -> None:
    text, facts = honest
    say, cited = LIES[lie]
    with fake_llm(says((say(facts), cited))) as (_, llm), asked(sample, serve, llm) as client:
        told = client.explain(ExplainRequest(unique_id=SERIES))
        assert len(llm.requests) == 2  # the model was asked, and asked to repair
    assert (told.grounding, told.model) == ("template", None)
    assert told.text == text
    assert say(facts) not in told.text


def test_when_the_model_tells_the_truth_then_it_is_heard(
    sample: Settings, serve: Serve, honest: tuple[str, Facts]
) -> None:
    _, facts = honest
    truth: Step = says((f"The last 52 weeks sum to {units(facts, 'last_cycle_sum')} units.", ("last_cycle_sum",)))
    with fake_llm(truth) as (_, llm), asked(sample, serve, llm) as client:
        told = client.explain(ExplainRequest(unique_id=SERIES))
    assert (told.grounding, told.model) == ("verified", sample.copilot.model)
    assert [fact.fact_id for fact in told.sources] == ["last_cycle_sum"]


def test_a_set_is_summed_up_from_its_facts(client: Client) -> None:
    told = client.summarize(SummarizeRequest(series_set="weekly_units"))
    assert told.grounding == "template"
    assert "8 series" in told.text


def test_what_is_not_in_the_facts_is_refused_with_what_can_be_asked(client: Client) -> None:
    told = client.explain(ExplainRequest(unique_id=SERIES, question="What will bitcoin cost tomorrow?"))
    assert (told.grounding, told.sources) == ("refused", [])
    assert told.suggestions
