"""Numbers against the cited facts: value within the rounding that is printed, unit, place in the sentence, sign."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from api.contracts import Fact
from api.copilot import kinds, roles, vocabulary
from api.copilot.closeness import close
from api.copilot.facts import kind
from api.copilot.lexicon import LEXICON
from api.copilot.mentions import Mention
from api.copilot.patterns import MONTHS
from api.copilot.places import CHANGE_AFTER, role_fits
from api.copilot.polarity import direction_fits, found, is_ratio
from api.copilot.reading import Problem, Reading
from api.copilot.relations import relations

_USUAL = r"average|typical|usual|norm|mean"
_NOMINAL = re.compile(
    r"\s*(prediction |confidence |forecast )?(intervals?|ranges?|bands?)\b|\s*(nominal|target)\b", re.I
)
_NOMINAL_HEAD = re.compile(r"\b(nominal|target(ed)?|intended|promised|rather than|instead of)( of)?( the)?\s*$", re.I)


_MONTH_BEFORE = re.compile(rf"\b({'|'.join(MONTHS)}) $", re.I)


def number_problems(reading: Reading) -> Iterator[Problem]:
    for mention in reading.amounts:
        if not any(
            passes(reading, mention) for passes in (_is_nominal, is_threshold, _is_spoken, is_relation, is_bracket)
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
    if _MONTH_BEFORE.search(reading.text[: mention.start]):
        return "number"
    candidates = [f for f in reading.cited if f.value is not None]
    for stage, fits in _STAGES:
        candidates = [f for f in candidates if fits(reading, mention, f)]
        if not candidates:
            return stage
    return None


def fitting(reading: Reading, mention: Mention) -> list[Fact]:
    return [f for f in reading.cited if f.value is not None and all(fits(reading, mention, f) for _, fits in _STAGES)]


def _is_nominal(reading: Reading, mention: Mention) -> bool:
    """The 80 of "80% interval" is the interval's name, where a fact about that interval is cited."""
    cites = any("_80" in f.fact_id or f.fact_id == "n_arrived_inside" for f in reading.cited)
    named = _NOMINAL.match(reading.text, mention.end) or _NOMINAL_HEAD.search(reading.text[: mention.start])
    is_sure = re.match(r" (confidence|probability|certainty)\b", reading.text[mention.end :])
    is_named = bool(named) or (set(reading.tags.values()) == {"@lo", "@hi"} and bool(is_sure))
    return (
        cites
        and mention.value == 80
        and mention.unit == "percent"
        and not mention.hedge
        and not mention.sign
        and is_named
    )


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


def _is_spoken(reading: Reading, mention: Mention) -> bool:
    """ "The two runs" and "one shift" count nothing that a fact would have to say."""
    head = reading.text[: mention.start].lower()
    behind = follower(reading, mention)
    if (
        mention.text.lower() == "two"
        and re.search(r"\bthe $|\bboth $", head)
        and (behind not in kinds.NOUNS or behind == "runs")
    ):
        return True
    is_two = mention.text.lower() == "two" and behind in ("runs", "forecasts")
    is_one = mention.text.lower() == "one" and follower(reading, mention) in ("shift", "side")
    if mention.text.lower() == "one" and re.search(
        r"\b(the|that|this|previous|current|latest|average|preceding|final|first|last|newest|new|older?) $", head
    ):  # "the one from", "that one"
        return follower(reading, mention) in ("from", "of", "in", "for", "that", "before", "starting", "beginning", "")
    return (is_two or is_one) and any(
        f.fact_id.startswith(("revis", "bias", "over", "n_vintages", "model_before")) for f in reading.cited
    )


def is_threshold(reading: Reading, mention: Mention) -> bool:
    """A MASE "below 1" compares with the naive forecast's own error in training."""
    mase = reading.cited.get("mase")
    if mase is None or mase.value is None or mention.value != 1 or mention.unit or mention.sign:
        return False
    words = f"{reading.text[max(0, mention.start - 14) : mention.start]} {mention.hedge} "
    below = found(r"\b(below|under|less than|smaller than|lower than)\s*$", words)
    above = found(r"\b(above|over|more than|greater than|higher than)\s*$", words)
    is_mase = found(r"\bmase\b", reading.lead(mention)) and not found(vocabulary.NAIVE, reading.near(mention))
    return is_mase and ((below and mase.value < 1) or (above and mase.value > 1))


def _value_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
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
    if kind(fact) == "count" and noun != own and not _led_by(reading, mention, own):
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


def follower(reading: Reading, mention: Mention) -> str:
    """The word right behind a number, with "more" and the like skipped; empty before punctuation, names and numbers."""
    match = re.match(
        rf"\s(?:(?:{'|'.join(vocabulary.ADJECTIVES)})\s){{0,2}}([A-Za-z][A-Za-z']*)",
        reading.text[mention.end :],
    )
    return match[1].lower() if match else ""


_STAGES: tuple[tuple[str, Callable[[Reading, Mention, Fact], bool]], ...] = (
    ("number", _value_fits), ("unit", _unit_fits), ("role", role_fits), ("direction", direction_fits),
)  # fmt: skip
