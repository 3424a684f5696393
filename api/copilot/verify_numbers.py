"""Numbers against the cited facts: value within the rounding that is printed, unit, place in the sentence, sign."""

import re
from collections.abc import Callable, Iterator

from api.contracts import Fact
from api.copilot import roles, vocabulary
from api.copilot.facts import kind
from api.copilot.mentions import Mention
from api.copilot.patterns import MONTHS
from api.copilot.places import CHANGE_AFTER, role_fits
from api.copilot.polarity import direction_fits, found
from api.copilot.reading import Problem, Reading

_ABOUT = ("about", "around", "roughly", "approximately", "some", "close to", "~")
_OVER = ("over", "just over", "more than", "at least")
_LOOSE = 0.05  # a hedge or a scale ("about 1,300", "1.3k") may not be further off than this share
_NOMINAL = re.compile(
    r"\s*(prediction |confidence |forecast )?(intervals?|ranges?|bands?)\b|\s*(nominal|target)\b", re.I
)
_NOMINAL_HEAD = re.compile(r"\b(nominal|target(ed)?|intended|promised)( of)?( the)?\s*$", re.I)


_MONTH_BEFORE = re.compile(rf"\b({'|'.join(MONTHS)}) $", re.I)


def number_problems(reading: Reading) -> Iterator[Problem]:
    for mention in reading.amounts:
        if not (_is_nominal(reading, mention) or is_threshold(reading, mention) or _is_spoken(reading, mention)):
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
    return (
        cites
        and mention.value == 80
        and mention.unit == "percent"
        and not mention.hedge
        and not mention.sign
        and bool(named)
    )


def _is_spoken(reading: Reading, mention: Mention) -> bool:
    """ "The two runs" and "one shift" count nothing that a fact would have to say."""
    is_two = mention.text.lower() == "two" and follower(reading, mention) in ("runs", "forecasts")
    is_one = mention.text.lower() == "one" and follower(reading, mention) in ("shift", "side")
    head = reading.text[: mention.start].lower()
    if mention.text.lower() == "one" and head.endswith(("the ", "that ", "this ")):  # "the one from", "that one"
        return follower(reading, mention) in ("from", "of", "in", "for", "that", "")
    return (is_two or is_one) and any(f.fact_id.startswith(("revis", "bias", "over")) for f in reading.cited)


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
    return any(_sign_fits(mention, fact, v) and _close(mention, abs(v), fact) for v in _as_told(mention, fact, reading))


def _as_told(mention: Mention, fact: Fact, reading: Reading) -> list[float]:
    """The numbers that a fact may be told as, in the mention's unit."""
    value = fact.value or 0.0
    is_share = kind(fact) == "share"
    if mention.unit == "percent":
        over_average = fact.fact_id.startswith("season_") and found(r"average|typical|usual", reading.near(mention))
        return [value * 100] if is_share else [(value - 1) * 100] if over_average else [value]
    if mention.unit == "times" and is_share:
        return [1 + value] if fact.fact_id in roles.SIGNED else []
    return [value]


def _sign_fits(mention: Mention, fact: Fact, value: float) -> bool:
    if mention.sign:
        return value * mention.sign > 0
    return value >= 0 or fact.fact_id in roles.SIGNED or fact.fact_id.startswith("season_")


def _close(mention: Mention, actual: float, fact: Fact) -> bool:
    """Within half of the last digit printed; hedges give one side, or half of the last digit that is not zero."""
    told, slack = mention.value, 1e-9 * max(1.0, actual)
    scaled = mention.tolerance > 0.5 or kind(fact) == "ratio" or mention.unit == "times"
    rounding = min(mention.tolerance, max(_LOOSE * actual, 0.005)) if scaled else mention.tolerance
    loose = min(_last_digit(told), _LOOSE * actual)
    if mention.unit == "portion" and (mention.hedge in _ABOUT or mention.hedge in ("nearly", "almost")):
        return abs(actual - told) <= min(0.03, 0.08 * actual) + slack and (actual < told or mention.hedge in _ABOUT)
    if mention.hedge in _ABOUT:
        return abs(actual - told) <= max(rounding, loose) + slack
    if mention.hedge == "over" and fact.fact_id == "n_windows":  # "over 5 backtests": during them
        return actual == told
    if mention.hedge:
        beyond = actual - told if mention.hedge in _OVER else told - actual
        allowed = beyond >= 0 if mention.hedge.startswith("at ") else beyond > 0
        return allowed and beyond <= max(rounding, _LOOSE * actual) + slack
    return abs(actual - told) <= rounding + slack


def _last_digit(value: float) -> float:
    """Half of the place of the last digit that is not zero: 50 for 1,300."""
    digits = f"{value:.6f}".rstrip("0").rstrip(".")
    decimals = len(digits.partition(".")[2])
    zeros = 0 if decimals else len(digits) - len(digits.rstrip("0"))
    return float(0.5 * 10.0 ** (zeros - decimals))


def _unit_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    what, unit = kind(fact), (fact.unit or "").lower()
    if mention.unit == "percent":
        return what == "share" or fact.fact_id.startswith("season_")
    if mention.unit in ("times", "portion"):  # "1.12 times higher" is 1.12 to some and 2.12 to others
        return what in ("ratio", "share") and not CHANGE_AFTER.match(reading.text, mention.end)
    if mention.unit:
        return what == "amount" and unit == mention.unit.lower()
    return _noun_fits(reading, mention, fact) and (what != "share" or "." in mention.text)


def _noun_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """A count stands before its noun, or after it in the sentence: "of the 8 series, 4 are ok"; it has no decimals."""
    word = follower(reading, mention)
    noun = roles.NOUNS.get(word)
    own = roles.ROLES.get(fact.fact_id, roles.Role()).noun or (fact.unit or "").lower()
    if kind(fact) in ("count", "periods", "rank") and "." in mention.text:
        return False
    if kind(fact) == "count" and noun != own and not _led_by(reading, mention, own):
        return False
    return word == own or (noun == own if noun else word in vocabulary.FOLLOWERS or not word)


def _led_by(reading: Reading, mention: Mention, noun: str) -> bool:
    words = [word for word, of in roles.NOUNS.items() if of == noun]
    is_part = bool(re.match(r"\s(out )?of\b", reading.text[mention.end :]))
    return not words or found(rf"\b({'|'.join(words)})\b", reading.plain if is_part else reading.lead(mention))


def follower(reading: Reading, mention: Mention) -> str:
    """The word right behind a number, with "more" and the like skipped; empty before punctuation, names and numbers."""
    match = re.match(
        r"\s(?:(?:more|fewer|less|open|backtest|backtested|data|raw|monitored|failing|failed|severe|serious|critical)\s)?([A-Za-z][A-Za-z']*)",
        reading.text[mention.end :],
    )
    return match[1].lower() if match else ""


_STAGES: tuple[tuple[str, Callable[[Reading, Mention, Fact], bool]], ...] = (
    ("number", _value_fits), ("unit", _unit_fits), ("role", role_fits), ("direction", direction_fits),
)  # fmt: skip
