"""The explanation that needs no model; every sentence passes the same check as a model's claims."""

from collections.abc import Callable, Iterable, Mapping

from api.copilot import template_series, template_set
from api.copilot.facts import Facts
from api.copilot.verify import Claim

Paragraph = Callable[[Facts], list[Claim]]


def explain(facts: Facts, topics: list[str]) -> list[Claim]:
    """Claims about a series or a set, in reading order; `topics` keeps only what was asked, and warnings.

    No topics, or none that the facts know about: an overview.
    """
    voice = template_set if facts.is_set else template_series
    asked = [paragraph for topic, paragraph in voice.PARAGRAPHS.items() if topic in topics]
    answer = _said(asked, facts)
    return _said([*asked, *_warnings(voice.PARAGRAPHS)], facts) if answer else _said(voice.OVERVIEW, facts)


def _said(paragraphs: Iterable[Paragraph], facts: Facts) -> list[Claim]:
    return list(dict.fromkeys(claim for paragraph in paragraphs for claim in paragraph(facts)))


def _warnings(paragraphs: Mapping[str, Paragraph]) -> list[Paragraph]:
    return [paragraphs["warning"]] if "warning" in paragraphs else []
