"""Facts in, checked answer out: a model's claims as far as they hold, then sentences made from the facts."""

import json
import logging
import time
from collections.abc import Generator
from dataclasses import dataclass, field, replace

from prometheus_client import CollectorRegistry

from api.contracts import Fact, Grounding, Intent, Sentence
from api.copilot.cache import AnswerCache, key_of
from api.copilot.client import ChatClient
from api.copilot.facts import Facts
from api.copilot.intent import is_off_limits, suggestions, topics_of
from api.copilot.mentions import normalised
from api.copilot.messages import Messages, opening
from api.copilot.metrics import CopilotMetrics
from api.copilot.talk import Talk
from api.copilot.template import explain
from api.copilot.verify import Claim
from configs.settings import Settings

_log = logging.getLogger(__name__)
_REFUSAL = "This cannot be answered from the facts that are known here."
_EMPTY = "Nothing is known about this yet."


@dataclass(frozen=True)
class Answer:
    """Text whose every number is in `sources`; `model` is the LLM's name, None where it wrote no sentence of the text."""

    text: str
    grounding: Grounding
    sources: list[Fact]
    model: str | None = None
    suggestions: list[str] = field(default_factory=list)
    intent: Intent | None = None


Part = Sentence | Answer | None
Parts = Generator[Part, None, None]


@dataclass(frozen=True)
class Copilot:
    """What a process has of the copilot: a model where there is a key, the answers that it keeps, its counters."""

    chat: ChatClient | None
    kept: AnswerCache[tuple[Part, ...]]
    metrics: CopilotMetrics
    max_prompt_tokens: int

    @classmethod
    def from_settings(cls, settings: Settings, registry: CollectorRegistry) -> "Copilot":
        c, key = settings.copilot, settings.llm_api_key
        metrics = CopilotMetrics(registry, c.price_in, c.price_out)
        chat = ChatClient(c, key.get_secret_value(), metrics) if key and key.get_secret_value() else None
        return cls(chat, AnswerCache(c.cache_entries, c.cache_seconds), metrics, c.max_prompt_tokens)

    def close(self) -> None:
        if self.chat:
            self.chat.close()


def answer(
    subject: str, facts: list[Fact], question: str | None, copilot: Copilot | None, intent: Intent | None = None
) -> Answer:
    """Answer a question (None: explain all) about one series, some or a set from its facts.

    Never raises for what a model or its endpoint does: the template answers instead.
    """
    *_, whole = parts(subject, facts, question, copilot, intent)
    assert isinstance(whole, Answer)
    return whole


def parts(
    subject: str, facts: list[Fact], question: str | None, copilot: Copilot | None, intent: Intent | None = None
) -> Parts:
    """The same answer while it comes: each sentence once it is verified, None where nothing new came, the Answer last.

    The Answer's text is the sentences, with a space between. Closing the iterator ends the call of the model.
    """
    said = _meant(_parts(Facts(facts), subject, question, copilot, intent), intent)
    return _measured(said, copilot.metrics) if copilot else said


def _meant(said: Parts, intent: Intent | None) -> Parts:
    for part in said:
        yield replace(part, intent=intent) if isinstance(part, Answer) and part.grounding != "refused" else part


def _measured(said: Parts, metrics: CopilotMetrics) -> Parts:
    started, is_first, outcome = time.perf_counter(), True, "abandoned"
    try:
        for part in said:
            if part and is_first:
                metrics.seconds.labels("first_sentence").observe(time.perf_counter() - started)
                is_first = False
            outcome = part.grounding if isinstance(part, Answer) else outcome
            yield part
    finally:
        metrics.seconds.labels("whole_answer").observe(time.perf_counter() - started)
        metrics.answers.labels(outcome).inc()


def _parts(facts: Facts, subject: str, question: str | None, copilot: Copilot | None, intent: Intent | None) -> Parts:
    topics = topics_of(question) if intent in (None, "explain") else [str(intent)]
    if question and is_off_limits(question) and intent != "what_if":
        yield from _refusal(facts)
    elif copilot and copilot.chat:
        messages = opening(subject, _ranked(facts, topics), question, copilot.max_prompt_tokens)
        yield from _modelled(facts, topics, messages, copilot, copilot.chat)
    else:
        yield from _by_template(facts, topics, [], None)


def _modelled(facts: Facts, topics: list[str] | None, messages: Messages, copilot: Copilot, chat: ChatClient) -> Parts:
    key = key_of(chat.model, json.dumps(messages), *(fact.model_dump_json() for fact in facts))
    kept = copilot.kept.get(key)
    copilot.metrics.cache.labels("hit" if kept else "miss").inc()
    if kept:
        yield from kept
        return
    talk, told = Talk(chat, facts), []
    for claim in talk.claims(messages):
        told += [_sentence(facts, claim)] if claim else []
        yield told[-1] if claim else None
    if talk.grounding:
        whole = _whole(facts, told, talk.grounding, chat.model)
        copilot.kept.put(key, (*told, whole))
        yield whole
        return
    _log.info("copilot: the template answers: %s", talk.fault)
    copilot.metrics.faults.labels(talk.fault).inc()
    yield from _by_template(facts, topics, told, chat.model if told else None)


def _by_template(facts: Facts, topics: list[str] | None, told: list[Sentence], model: str | None) -> Parts:
    """What a model has not told yet, if it told anything."""
    if topics is None and not told:
        yield from _refusal(facts)
        return
    known = {fact.fact_id for sentence in told for fact in sentence.sources}
    rest = [claim for claim in explain(facts, topics or []) if not set(claim.fact_ids) <= known]
    for claim in rest if topics is not None else []:
        told.append(_sentence(facts, claim))
        yield told[-1]
    if not told:
        told.append(Sentence(text=_EMPTY, sources=[]))
        yield told[-1]
    yield _whole(facts, told, "repaired" if model else "template", model)


def _ranked(facts: Facts, topics: list[str] | None) -> list[Fact]:
    """The facts, those first that the template would use for the question, then those of an overview."""
    claims = [*explain(facts, topics or []), *explain(facts, [])]
    ids = dict.fromkeys([*(i for claim in claims for i in claim.fact_ids), *(fact.fact_id for fact in facts)])
    return [fact for i in ids if (fact := facts.get(i))]


def _sentence(facts: Facts, claim: Claim) -> Sentence:
    text = normalised(claim.text)
    ended = text if text.endswith((".", "!", "?", '."')) else f"{text}."
    return Sentence(text=ended, sources=[fact for i in claim.fact_ids if (fact := facts.get(i))])


def _whole(facts: Facts, told: list[Sentence], grounding: Grounding, model: str | None) -> Answer:
    sources = {fact.fact_id: fact for sentence in told for fact in sentence.sources}
    text = " ".join(sentence.text for sentence in told)
    return Answer(text, grounding, list(sources.values()), model, suggestions(facts))


def _refusal(facts: Facts) -> Parts:
    return refusal(_REFUSAL, suggestions(facts))


def refusal(why: str, asked: list[str]) -> Parts:
    """An answer that says why there is none, and what can be asked."""
    sentence = Sentence(text=f"{why} You can ask: {' '.join(asked)}" if asked else why, sources=[])
    yield sentence
    yield Answer(sentence.text, "refused", [], None, asked)
