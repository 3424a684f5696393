"""Numbers against the cited facts: value within the rounding that is printed, unit, place in the sentence, sign."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from api.contracts import Fact
from api.copilot import kinds, roles, vocabulary
from api.copilot.bare_numbers import follower, is_nominal, is_spoken, is_threshold
from api.copilot.closeness import close
from api.copilot.facts import kind
from api.copilot.lexicon import LEXICON
from api.copilot.mentions import Mention
from api.copilot.patterns import MONTHS
from api.copilot.places import CHANGE_AFTER, role_fits
from api.copilot.polarity import direction_fits, found, is_ratio
from api.copilot.reading import Problem, Reading
from api.copilot.relations import relations

_EXACTLY = 0.005
_USUAL = r"average|typical|usual|norm|mean"

_MONTH_BEFORE = re.compile(rf"\b({'|'.join(MONTHS)}) $", re.I)


def number_problems(reading: Reading) -> Iterator[Problem]:
    for mention in reading.amounts:
        if not any(
            passes(reading, mention) for passes in (is_nominal, is_threshold, is_spoken, is_relation, is_bracket)
        ):
            failed = _failed_stage(reading, mention)
            if failed:
                yield Problem(mention.text, failed, _WHY[failed])


_WHY = {
    "number": "no cited fact has this value at the digits printed",
    "unit": "the cited fact has another unit",
    "role": "the cited fact with this value is about something else than the words around it say",
    "direction": "the words around it (or the sign) contradict the sign of the cited fact",
}


def _failed_stage(reading: Reading, mention: Mention) -> str | None:
    """The first test that no cited fact passes; None where a fact passes all."""
    if _MONTH_BEFORE.search(reading.text[: mention.start]) or _is_no_year(reading, mention):
        return "number"
    candidates = [f for f in reading.cited if f.value is not None]
    for stage, fits in _STAGES:
        candidates = [f for f in candidates if fits(reading, mention, f)]
        if not candidates:
            return stage
    return None


def _is_no_year(reading: Reading, mention: Mention) -> bool:
    """ "Those for Dec 8, 812." tells a day and an amount as if it were a day of a year."""
    is_bare = mention.unit is None and not follower(reading, mention)
    return is_bare and any(
        m.kind == "date" and m.day and not m.year and m.end + 2 == mention.start for m in reading.mentions
    )


def fitting(reading: Reading, mention: Mention) -> list[Fact]:
    return [f for f in reading.cited if f.value is not None and all(fits(reading, mention, f) for _, fits in _STAGES)]


def is_bracket(reading: Reading, mention: Mention) -> bool:
    """ "Between 22 and 23 units" is told of a number in between, where the two are close to each other."""
    pair = next(
        (
            (a, b)
            for a, b in pairwise(reading.amounts)
            if mention in (a, b) and {reading.tag(a), reading.tag(b)} == {"@lo", "@hi"}
        ),
        None,
    )
    if (
        pair is None
        or found(r"\b(intervals?|ranges?|bands?|bounds?)\b", reading.plain)
        or pair[0].unit not in (None, pair[1].unit)
    ):
        return False
    if pair[0].sign or pair[1].sign:
        return False
    low, high = pair[0].value, pair[1].value
    inside = [
        f
        for f in reading.cited
        if f.value is not None and low < abs(f.value) < high and high - low <= 0.1 * abs(f.value)
    ]
    return any(
        _fits_all(reading, replace(pair[1], value=abs(f.value or 0.0)), f)
        for f in inside
        if kind(f) == "amount" and f.fact_id not in kinds.SIGNED
    )


def _fits_all(reading: Reading, mention: Mention, fact: Fact) -> bool:
    is_placed = role_fits(reading, mention, fact, bracketed=True)
    return _unit_fits(reading, mention, fact) and is_placed and direction_fits(reading, mention, fact)


def is_relation(reading: Reading, mention: Mention) -> bool:
    """A ratio of two cited facts, told of the one and measured by the other."""
    return any(
        close(mention, ratio * (100 if mention.unit == "percent" else 1), None) for ratio in relations(reading, mention)
    )


def _value_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    if kind(fact) == "ratio" and mention.text == "1" and abs((fact.value or 0.0) - 1) >= _EXACTLY:
        return False  # "below 1" is no rounded MASE
    return any(_sign_fits(mention, fact, v) and close(mention, abs(v), fact) for v in _as_told(mention, fact, reading))


def _as_told(mention: Mention, fact: Fact, reading: Reading) -> list[float]:
    """The numbers that a fact may be told as, in the mention's unit."""
    value = fact.value or 0.0
    is_share = kind(fact) == "share"
    if mention.unit == "points":
        return [value * 100] if kind(fact) == "points" else [value]
    if mention.unit == "portion" and is_share and fact.fact_id in kinds.SIGNED and is_ratio(reading, mention):
        return [1 + value]
    if mention.unit == "percent":
        is_part = bool(re.match(r"\s+of\b", reading.text[mention.end :]))
        over_average = not is_part and fact.fact_id.startswith("season_") and found(_USUAL, reading.near(mention))
        if is_part and fact.fact_id.startswith("season_"):
            return [value * 100] if re.match(rf"\s+of (the|its|an|a) ({_USUAL})", reading.text[mention.end :]) else []
        return [value * 100] if is_share else [(value - 1) * 100] if over_average else [value]
    if mention.unit == "times" and is_share:
        return [1 + value] if fact.fact_id in kinds.SIGNED else []
    return [value]


def _sign_fits(mention: Mention, fact: Fact, value: float) -> bool:
    if mention.sign:
        return value * mention.sign > 0
    return value >= 0 or fact.fact_id in kinds.SIGNED or fact.fact_id.startswith("season_")


def _unit_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    what, unit = kind(fact), (fact.unit or "").lower()
    if mention.unit == "percent":
        return what == "share" or fact.fact_id.startswith("season_")
    if mention.unit == "points":
        return what == "points"
    if mention.unit == "portion" and what == "share" and fact.fact_id in kinds.SIGNED:
        return True
    if mention.unit in ("times", "portion"):  # "1.12 times higher" is 1.12 to some and 2.12 to others
        return what in ("ratio", "share") and not CHANGE_AFTER.match(reading.text, mention.end)
    if mention.unit:
        return what == "amount" and unit == mention.unit.lower()
    return _noun_fits(reading, mention, fact) and what != "points" and (what != "share" or "." in mention.text)


def _noun_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """A count stands before its noun, or after it in the sentence: "of the 8 series, 4 are ok"; it has no decimals."""
    word = follower(reading, mention)
    noun = kinds.NOUNS.get(word)
    own = roles.ROLES.get(fact.fact_id, roles.Role()).noun or (fact.unit or "").lower()
    if kind(fact) in ("count", "periods", "rank") and "." in mention.text and mention.tolerance < 1:
        return False
    is_stated = fact.fact_id in kinds.STATED and not noun
    if kind(fact) == "count" and noun != own and not is_stated and not _led_by(reading, mention, own):
        return False
    return word == own or (noun == own if noun else follows_plainly(word) or not word)


def follows_plainly(word: str) -> bool:
    """Whether a word may stand behind a number without being its unit: no plural noun that could be counted."""
    return word in vocabulary.FOLLOWERS or (
        word in LEXICON and word.removesuffix("s") not in vocabulary.MEASURES and word not in kinds.NOUNS
    )


def _led_by(reading: Reading, mention: Mention, noun: str) -> bool:
    words = [word for word, of in kinds.NOUNS.items() if of == noun]
    is_part = bool(re.match(r"\s(out )?of\b", reading.text[mention.end :]))
    return not words or found(rf"\b({'|'.join(words)})\b", reading.plain if is_part else reading.lead(mention))


_STAGES: tuple[tuple[str, Callable[[Reading, Mention, Fact], bool]], ...] = (
    ("number", _value_fits), ("unit", _unit_fits), ("role", role_fits), ("direction", direction_fits),
)  # fmt: skip
