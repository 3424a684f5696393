"""Direction words against the signs of the cited changes."""

import re
from collections.abc import Iterator
from itertools import pairwise

from api.copilot import kinds, vocabulary
from api.copilot.bare_numbers import is_meaning, is_threshold
from api.copilot.facts import kind
from api.copilot.mentions import Mention
from api.copilot.places import is_whatif_implied
from api.copilot.polarity import (
    found,
    is_turned_round,
    last_polarity,
    naive_leads,
    past_leads,
    polarity,
    without_idioms,
)
from api.copilot.reading import Problem, Reading
from api.copilot.verify_numbers import fitting, is_relation

_TOPICS: dict[str, tuple[str, ...]] = {"now": ("now", "riser", "faller")}


def direction_problems(reading: Reading) -> Iterator[Problem]:
    """Direction words that no signed number of their own segment answers for."""
    for match in re.finditer(
        f"{vocabulary.UP}|{vocabulary.DOWN}|{vocabulary.GOOD}|{vocabulary.BAD}|{vocabulary.FLAT}",
        without_idioms(reading.plain),
        re.I,
    ):
        a, b = _stretch(reading, match.start())
        compared = reading.basis_at(b)
        answered = any(a <= m.start < b and _answers(reading, m) for m in reading.amounts)
        answered = answered or any(
            is_threshold(reading, m) and 0 < m.start - match.start() < 14 for m in reading.amounts
        )
        answered = answered or any(_counts(reading, m, match.group()) for m in reading.amounts)
        answered = answered or any(a <= m.start < b and is_relation(reading, m) for m in reading.amounts)
        answered = answered or is_meaning(reading, match.start()) or _compares(reading, match)
        turned = _is_turned(reading, match.start(), a, b)
        if turned or (
            not answered
            and not _supported(
                reading, match.group(), reading.plain[a:b] + compared, reading.context + reading.plain[:b] + compared
            )
        ):
            yield Problem(match.group(), "direction", "no cited change has this direction, or none is cited")
    for before, now in pairwise(reading.amounts):
        if _goes_back(reading, before, now):
            yield Problem(now.text, "direction", "it goes the other way than the words say")


def _goes_back(reading: Reading, before: Mention, now: Mention) -> bool:
    """ "Has fallen from 36 to 612"."""
    way = last_polarity(reading.plain[: before.start], accuracy=False)
    is_from_to = (reading.tag(before), reading.tag(now)) == ("@from", "@to")
    return is_from_to and way in (1, -1) and (now.value - before.value) * way < 0 and not (before.sign or now.sign)


def _stretch(reading: Reading, at: int) -> tuple[int, int]:
    """The segment of a word; of a sentence without numbers the piece, as there is nothing that pieces are joined to."""
    if all(m.text.lower() == "one" for m in reading.amounts):
        return next((a, b) for a, b in reading.pieces if a <= at < b)
    return reading.segment(at)


def _is_turned(reading: Reading, at: int, a: int, b: int) -> bool:
    near, lead = reading.plain[a:b], reading.context + reading.plain[:b]
    topic = _topic(near, lead)
    counted = any(_counts(reading, m, reading.plain[at:b].split()[0]) for m in reading.amounts)
    naive = found(vocabulary.ACCURACY, near) and naive_leads(reading.plain[:at]) and not counted
    naive = naive or found(
        rf"\b(?:{vocabulary.GOOD}|{vocabulary.BAD}|lower|less|smaller|higher|more|larger) than (?:what )?(?:the )?model\b",
        lead,
    )
    return past_leads(lead) or naive or (topic in ("revision", "whatif") and is_turned_round(topic, lead, ""))


def _counts(reading: Reading, mention: Mention, word: str) -> bool:
    """ "Seasonal naive did better on 3 series" tells how often, and has no sign."""
    return any(found(kinds.COUNTS[f.fact_id], word) for f in fitting(reading, mention) if f.fact_id in kinds.COUNTS)


def _answers(reading: Reading, mention: Mention) -> bool:
    return any(f.fact_id in kinds.SIGNED or (f.fact_id.startswith("season_")) for f in fitting(reading, mention))


_COMPARING = re.compile(r"(?:below|above|(?:more|less|higher|lower|larger|smaller|greater|fewer) than)\b", re.I)


def _compares(reading: Reading, match: re.Match[str]) -> bool:
    """ "At 5 units, the first week is below the recent mean of 7": two amounts of cited facts, the one held against the other."""
    if not _COMPARING.match(reading.plain, match.start()) or len(reading.amounts) != 2:
        return False
    first, second = reading.amounts
    told = [
        [f for f in fitting(reading, m) if f.fact_id not in kinds.SIGNED and kind(f) == "amount"]
        for m in (first, second)
    ]
    is_between = first.end <= match.start() < second.start and not (first.unit or second.unit)
    way = polarity(match.group(), accuracy=False)
    return is_between and any((a.value or 0.0) * way > (b.value or 0.0) * way for a in told[0] for b in told[1])


def _supported(reading: Reading, word: str, near: str, lead: str) -> bool:
    topic = "whatif" if is_whatif_implied(reading) else _topic(near, lead)
    changes = _changes(reading, topic, near)
    if found(vocabulary.FLAT, word):
        return bool(changes) and all(abs(c) < 0.02 for c in changes)
    is_accuracy = topic.startswith("accuracy")
    if found(r"\balerts?\b", near) or (is_accuracy and found(r"\bsold\b", near)):
        return False
    told = polarity(word, False) if topic == "coverage" else polarity(near, is_accuracy)
    told = told or polarity(word, is_accuracy)
    return bool(changes) and told in (1, -1) and all(c * told > 0 for c in changes)


def _topic(near: str, lead: str) -> str:
    if found(vocabulary.OTHER, near):
        about = (("accuracy", vocabulary.ACCURACY), ("cycle", vocabulary.CYCLE), ("forecast", vocabulary.FORECAST))
        return next((f"{topic} to other" for topic, cue in about if found(cue, lead)), "level to other")
    if (
        found(vocabulary.OTHER, lead)
        and found(r"\b(mase|errors?|accura\w+)\b", near)
        and not found(vocabulary.NAIVE, lead)
    ):
        return "accuracy to other"
    if found(
        r"\btoo (high|low)\b|\b(?:higher than|lower than|exceed\w*) (?:the )?actuals?\b|\bbias\w*\b|optimistic|pessimistic|\b(?:over|under)sho\w+|\bshort of the actual",
        near,
    ):
        return "bias"
    if found(f"{vocabulary.REVISION}|{vocabulary.BEFORE_RUN}|\\bboth runs\\b", lead):
        is_arrival = found(vocabulary.ARRIVED, lead) and not found(vocabulary.REVISION, near)
        return "surprise" if is_arrival else "revision"
    if found(vocabulary.ARRIVED, lead):
        return "surprise"
    if found(vocabulary.MISS, lead) and found(r"\b(later|further|farther|beyond|first|near\w*|second half)\b", near):
        return "steps"
    if found(f"{vocabulary.PLANNED}|\\bwith (the|this|that) change\\b|\\b(scenario|what-if)\\b", lead):
        return "whatif"
    if found(vocabulary.ACCURACY, near):
        return "accuracy"
    if found(vocabulary.COVERAGE, near) or found(r"\bnominal\b|\btarget\b", near):
        return "coverage"
    if found(r"\b(average|typical|usual) month\b|\b(average|norm|usual)\b.*\bin \x01", near):
        return "season"
    if found(vocabulary.FORECAST, lead):
        return "ahead" if found(vocabulary.NOW, near) else "forecast"
    return "now"


def _changes(reading: Reading, topic: str, near: str) -> list[float]:
    """The cited changes about a topic, as shares where they are differences of two facts."""
    cited, topics = reading.cited, _TOPICS.get(topic, (topic,))
    is_mixed = topic == "now" and cited.has("cycle_change") and cited.has("yoy_change")
    other = (
        ()
        if not is_mixed
        else ("yoy_change", "recent_level", "level_change")
        if found(vocabulary.CYCLE, near)
        else ("cycle_change", "last_cycle_sum")
    )
    changes = [
        cited.value(i) for i, about in kinds.SIGNED.items() if about in topics and cited.has(i) and i not in other
    ]
    changes = [-c for c in changes] if topic == "accuracy to other" else changes
    pairs = [(a, b) for about, a, b in kinds.PAIRS if about in topics and cited.has(a, b) and a not in other]
    changes += [(cited.value(a) - cited.value(b)) / (abs(cited.value(b)) or 1.0) for a, b in pairs]
    if topic == "coverage" and cited.has("coverage_80"):
        changes.append(cited.value("coverage_80") - 0.8)
    if topic == "season":
        changes += [cited.value(i) - 1 for i in ("season_peak_ratio", "season_trough_ratio") if cited.has(i)]
    return changes
