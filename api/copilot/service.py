"""Facts in, checked answer out: a model's claims if they hold, its repair if that does, else the template."""

import logging
from dataclasses import dataclass, field

from openai.types.chat import ChatCompletionMessageParam

from api.contracts import Fact, Grounding
from api.copilot.client import ChatClient, ChatError
from api.copilot.facts import Facts
from api.copilot.intent import is_off_limits, suggestions, topics_of
from api.copilot.mentions import normalised
from api.copilot.messages import ReplyError, opening, parsed, repair
from api.copilot.template import explain
from api.copilot.verify import Claim, check

_log = logging.getLogger(__name__)
_REFUSAL = "This cannot be answered from the facts that are known here."
_EMPTY = "Nothing is known about this yet."


@dataclass(frozen=True)
class Answer:
    """Text whose every number is in `sources`; `model` is the LLM's name, None where it did not write the text."""

    text: str
    grounding: Grounding
    sources: list[Fact]
    model: str | None = None
    suggestions: list[str] = field(default_factory=list)


class _Refused(Exception):
    """The model says that the facts do not answer the question."""


def answer(subject: str, facts: list[Fact], question: str | None, client: ChatClient | None) -> Answer:
    """Answer a question (None: explain all) about one series or a set from its facts.

    Never raises for what a model or its endpoint does: the template answers instead.
    """
    index, topics = Facts(facts), topics_of(question)
    if question and is_off_limits(question):
        return _refusal(index)
    claims = _from_model(subject, index, question, client) if client else None
    if claims is not None and client is not None:
        return _said(index, claims[0], claims[1], client.model)
    return _refusal(index) if topics is None else _said(index, explain(index, topics), "template", None)


def _from_model(
    subject: str, facts: Facts, question: str | None, client: ChatClient
) -> tuple[list[Claim], Grounding] | None:
    try:
        return _two_turns(opening(subject, facts, question), facts, client)
    except (ChatError, ReplyError, _Refused) as error:
        _log.info("copilot: the template answers: %s", type(error).__name__)
        return None


def _two_turns(
    messages: list[ChatCompletionMessageParam], facts: Facts, client: ChatClient
) -> tuple[list[Claim], Grounding] | None:
    """Claims that hold, at first or after one repair; None where neither does."""
    reply = client.ask(messages)
    claims = _claims(reply)
    violations = check(claims, list(facts))
    if not violations:
        return claims, "verified"
    claims = _claims(client.ask(repair(messages, reply, violations)))
    return (claims, "repaired") if not check(claims, list(facts)) else None


def _claims(reply: str) -> list[Claim]:
    claims = parsed(reply)
    if claims is None:
        raise _Refused
    return claims


def _said(facts: Facts, claims: list[Claim], grounding: Grounding, model: str | None) -> Answer:
    cited = dict.fromkeys(i for claim in claims for i in claim.fact_ids)
    text = " ".join(_ended(normalised(claim.text)) for claim in claims)
    return Answer(text or _EMPTY, grounding, [f for i in cited if (f := facts.get(i))], model, suggestions(facts))


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", '."')) else f"{text}."


def _refusal(facts: Facts) -> Answer:
    asked = suggestions(facts)
    return Answer(f"{_REFUSAL} You can ask: {' '.join(asked)}" if asked else _REFUSAL, "refused", [], None, asked)
