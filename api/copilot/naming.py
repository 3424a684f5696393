"""The cited texts that a claim repeats word for word."""

import re
from dataclasses import dataclass

from api.contracts import Fact
from api.copilot.facts import Facts
from api.copilot.kinds import NAME_FACTS
from api.copilot.mentions import normalised
from api.copilot.patterns import MASK


@dataclass(frozen=True)
class Name:
    """A cited text that a claim repeats word for word."""

    start: int
    end: int
    facts: tuple[str, ...]


def name_pattern(name: str) -> re.Pattern[str]:
    """A name as a whole word, whatever its case; underscores may be spaces."""
    words = [re.escape(w) for w in re.split(r"[\s_]+", normalised(name)) if w]
    listed = r"[\s_-]".join(words).replace(r",[\s_-]", r"(?:, | and |, and )")
    return re.compile(r"(?<![A-Za-z0-9])" + listed + r"(?![A-Za-z0-9])", re.I)


def _parts(fact: Fact) -> list[str]:
    """The reasons of a list of reasons, each of which may be told alone; and the plural of a reason's name."""
    if fact.fact_id == "top_reject_reason":
        return [f"{fact.text}s"]
    parts = (fact.text or "").split(", ") if fact.fact_id in ("status_reason", "distrust_reasons") else []
    told = [part for part in parts if (len(part.split()) > 2 or part.endswith("%")) and len(parts) > 1]
    return told + [part.removeprefix("it ") for part in parts if part.startswith("it ") and len(part.split()) > 4]


def mask_names(text: str, cited: Facts) -> tuple[str, list[Name]]:
    by_text: dict[str, list[str]] = {}
    for fact in cited:
        if fact.fact_id in NAME_FACTS and len((fact.text or "").strip()) > 1:
            for told in (fact.text or "", *_parts(fact)):
                by_text.setdefault(told.strip(), []).append(fact.fact_id)
    names: list[Name] = []
    for told in sorted(by_text, key=len, reverse=True):
        for match in name_pattern(told).finditer(text):
            names.append(Name(match.start(), match.end(), tuple(by_text[told])))
            text = text[: match.start()] + MASK * len(match.group()) + text[match.end() :]
    return text, names
