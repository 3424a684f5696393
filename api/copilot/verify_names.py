"""Names in a claim: only those of cited facts, each in the place that its fact has."""

import re
from collections.abc import Iterator

from api.copilot import roles, vocabulary
from api.copilot.lexicon import LEXICON
from api.copilot.naming import name_pattern
from api.copilot.patterns import MASK, MONTHS, ORDINALS, WEEKDAYS
from api.copilot.polarity import found
from api.copilot.reading import Problem, Reading

_CALENDAR = {m.capitalize() for m in (*MONTHS, *WEEKDAYS)} | {m[:3].capitalize() for m in MONTHS} | {"Sept"}


def name_problems(reading: Reading) -> Iterator[Problem]:
    for rule in (_quotes, _capitals, _names, _name_roles, _models):
        yield from rule(reading)


def _quotes(reading: Reading) -> Iterator[Problem]:
    for match in re.finditer(r'"([^"]*)"', reading.text):
        if match[1].strip(MASK + " ,."):
            yield Problem(
                match.group().replace(MASK, "?"),
                "name",
                "only the name or text of a cited fact may be quoted",
            )


def _capitals(reading: Reading) -> Iterator[Problem]:
    labels = {w.lower() for f in reading.cited for w in re.findall(r"[A-Za-z]+", f.label)}
    for match in re.finditer(r"(?<![A-Za-z\d'])[A-Z][A-Za-z]*", reading.text):
        starts = not re.search(r"[A-Za-z0-9\x01]", reading.text[: match.start()]) or bool(
            re.search(r"[.!?:]\s*$", reading.text[: match.start()])
        )
        known = match.group().lower() in vocabulary.OPENERS | LEXICON | ORDINALS.keys() | labels if starts else False
        if (
            not known
            and match.group() not in vocabulary.CAPITALS | _CALENDAR
            and not is_mention(reading, match.start())
        ):
            yield Problem(match.group(), "name", "a name that no cited fact has")


def is_mention(reading: Reading, position: int) -> bool:
    return any(m.start <= position < m.end for m in reading.mentions)


def _names(reading: Reading) -> Iterator[Problem]:
    for fact in reading.given:
        if fact.fact_id in ("series_name", "top_riser", "top_faller", "largest_series") and len(fact.text or "") > 2:
            match = name_pattern(fact.text or "").search(reading.text)
            if match:
                yield Problem(match.group(), "name", f"this is the fact {fact.fact_id}, which the claim does not cite")


def _name_roles(reading: Reading) -> Iterator[Problem]:
    """A series is called the riser, the faller or the largest only if it is."""
    for name in reading.names:
        a, b = reading.segment(name.start)
        if {"model", "model_before"} & set(name.facts):  # each is said of one run
            before = [other.start for other in reading.names if other.start < name.start]
            a = max(
                (end for start, end in reading.pieces if any(start <= at < end <= name.start for at in before)),
                default=0,
            )
            b = next(end for start, end in reading.pieces if start <= name.start < end)
        if not any(_in_role(reading, fact_id, reading.plain[a:b]) for fact_id in name.facts):
            yield Problem(
                reading.original[name.start : name.end], "role", "the words around this name fit another fact"
            )


def _in_role(reading: Reading, fact_id: str, near: str) -> bool:
    role = roles.ROLES.get(fact_id, roles.Role())
    return (not role.near or found(role.near, near)) and not found(role.forbid, near)


def _models(reading: Reading) -> Iterator[Problem]:
    if re.search(rf"\bseasonal {MASK}", reading.text) and "naive" in reading.cited.text("model"):
        yield Problem("seasonal", "name", "this is not the model of a cited fact")
    for match in vocabulary.MODELS.finditer(reading.text):
        if match.group().lower() == reading.given.text("model").lower() == "ensemble":
            continue  # what all models together are called needs no citing
        yield Problem(match.group(), "name", "this is not the model of a cited fact")
