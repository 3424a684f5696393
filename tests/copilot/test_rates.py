"""No lie gets through, and hardly a true sentence does not."""

import pytest

from api.asking import asked
from api.contracts import About, AskRequest, GenerateRequest, GenerateResponse
from api.copilot.facts import Facts
from api.copilot.routing import Refusal
from api.copilot.template import explain
from api.copilot.verify import check
from configs.settings import Settings
from warehouse.lake import Lake
from warehouse.releases import open_release

from .golden import load
from .scoring import World, lies_let_through, truths_rejected, worlds, written_lies_let_through


def no_forecast(request: GenerateRequest) -> GenerateResponse:
    raise NotImplementedError("no golden question is a what-if")


@pytest.fixture(scope="module")
def golden_worlds(sample: Settings) -> list[World]:
    """What the template says to the golden questions, with the facts of the sample lake."""
    release, found = open_release(Lake(sample.lake_root)), []
    for about, intent in dict.fromkeys((q.about.model_dump_json(), q.intent) for q in load() if q.intent):
        got = asked(release, no_forecast, AskRequest(about=About.model_validate_json(about), intent=intent))
        assert not isinstance(got, Refusal)
        found.append((explain(Facts(got.facts), [] if intent == "explain" else [str(intent)]), got.facts))
    return found


def test_what_the_template_says_passes_its_own_check(golden_worlds: list[World]) -> None:
    said = [(claims, facts) for claims, facts in [*golden_worlds, *worlds()] if claims]
    assert len(said) > 30
    faults = {v.span: v.why for claims, facts in golden_worlds for v in check(claims, facts)}
    assert faults == {}


def test_no_lie_about_the_sample_lake_gets_through(golden_worlds: list[World]) -> None:
    rate = lies_let_through(golden_worlds, every=9)
    assert rate.n >= 400
    assert not rate.wrong, str(rate)


@pytest.mark.parametrize("draw", [0, 5, 8])
def test_no_lie_about_any_intent_gets_through(draw: int) -> None:
    rate = lies_let_through(worlds(), every=27, draw=draw)
    assert rate.n >= 400
    assert not rate.wrong, str(rate)


def test_no_lie_that_was_written_by_hand_gets_through() -> None:
    rate = written_lies_let_through()
    assert rate.n >= 200
    assert not rate.wrong, str(rate)


def test_at_most_one_true_sentence_in_fifty_is_rejected() -> None:
    rate = truths_rejected()
    assert rate.n >= 200
    assert len(rate.wrong) <= 0.02 * rate.n, str(rate)
