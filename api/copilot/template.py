"""The explanation that needs no model; every sentence passes the same check as a model's claims."""

from collections.abc import Callable, Iterable, Mapping

from api.copilot import template_errors, template_many, template_revision, template_series, template_set
from api.copilot.facts import Facts
from api.copilot.verify import Claim

Paragraph = Callable[[Facts], list[Claim]]
_SERIES: dict[str, Paragraph] = {
    "why_changed": template_revision.of_series, "error_drivers": template_errors.drivers, "what_if": template_many.what_if,
    "distrust": template_errors.concerns, "data_quality": template_many.data,
    "model_quality": lambda facts: [*template_series.PARAGRAPHS["accuracy"](facts), *template_series.PARAGRAPHS["interval"](facts)],
    "compare": template_many.compare,
}  # fmt: skip
_SET: dict[str, Paragraph] = {
    "why_changed": template_many.revisions, "error_drivers": template_many.errors, "distrust": template_many.distrust,
    "top_movers": template_many.movers, "data_quality": template_set.PARAGRAPHS["quality"],
    "model_quality": template_errors.quality_of_set,
}  # fmt: skip


def explain(facts: Facts, topics: list[str]) -> list[Claim]:
    """Claims about a series or a set, in reading order; `topics` keeps only what was asked, and warnings.

    A topic may be an intent. No topics, or none that the facts know about: an overview.
    """
    intents = _SET if facts.is_set else _SERIES
    told = [claim for topic in topics if topic in intents for claim in intents[topic](facts)]
    return told or _explained(facts, topics)


def _explained(facts: Facts, topics: list[str]) -> list[Claim]:
    voice = template_set if facts.is_set else template_series
    asked = [paragraph for topic, paragraph in voice.PARAGRAPHS.items() if topic in topics]
    answer = _said(asked, facts)
    return _said([*asked, *_warnings(voice.PARAGRAPHS)], facts) if answer else _said(voice.OVERVIEW, facts)


def _said(paragraphs: Iterable[Paragraph], facts: Facts) -> list[Claim]:
    return list(dict.fromkeys(claim for paragraph in paragraphs for claim in paragraph(facts)))


def _warnings(paragraphs: Mapping[str, Paragraph]) -> list[Paragraph]:
    return [paragraphs["warning"]] if "warning" in paragraphs else []
