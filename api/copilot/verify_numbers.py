"""Numbers and directions against the cited facts: value within the rounding that is printed, unit, place in the sentence, sign."""

import math
import re
from collections.abc import Callable, Iterator

from api.contracts import Fact
from api.copilot import roles
from api.copilot.facts import date_of, kind
from api.copilot.mentions import Mention, matches_date
from api.copilot.reading import Problem, Reading

_ABOUT = ("about", "around", "roughly", "approximately", "some", "close to", "~")
_OVER = ("over", "just over", "more than", "at least")
_LOOSE = 0.05  # a hedge or a scale ("about 1,300", "1.3k") may not be further off than this share
_NOMINAL = re.compile(
    r"\s*(prediction |confidence |forecast )?(intervals?|ranges?|bands?)\b|\s*(nominal|target)\b", re.I
)
_NOMINAL_HEAD = re.compile(r"\b(nominal|target(ed)?|intended|promised)( of)?( the)?\s*$", re.I)
_CHANGE_AFTER = re.compile(r"\s*(units?\s)?(more|less|fewer|higher|lower|above|below|better|worse)\b", re.I)
_CHANGE_BEFORE = re.compile(
    r"\b(by|up|down|rose|fell|grew|gained|lost|dropped|added|(increase|decrease|rise|fall|gain|drop|change|decline|growth) of)\s*$",
    re.I,
)
_POSITIONS = {"first": roles.FIRST, "last": roles.LAST, "peak": roles.PEAK}
_TOPICS: dict[str, tuple[str, ...]] = {"now": ("now", "riser", "faller")}


def found(pattern: str, text: str) -> bool:
    return bool(pattern) and bool(re.search(pattern, text, re.I))


def number_problems(reading: Reading) -> Iterator[Problem]:
    for mention in reading.amounts:
        if not (_is_nominal(reading, mention) or _is_threshold(reading, mention)):
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
    candidates = [f for f in reading.cited if f.value is not None]
    for stage, fits in _STAGES:
        candidates = [f for f in candidates if fits(reading, mention, f)]
        if not candidates:
            return stage
    return None


def _fitting(reading: Reading, mention: Mention) -> list[Fact]:
    return [
        f
        for f in reading.cited
        if f.value is not None and all(fits(reading, mention, f) for _, fits in _STAGES)
    ]


def _is_nominal(reading: Reading, mention: Mention) -> bool:
    """The 80 of "80% interval" is the interval's name, where a fact about that interval is cited."""
    cites = any("_80" in f.fact_id for f in reading.cited)
    named = _NOMINAL.match(reading.text, mention.end) or _NOMINAL_HEAD.search(reading.text[: mention.start])
    return (
        cites
        and mention.value == 80
        and mention.unit == "percent"
        and not mention.hedge
        and not mention.sign
        and bool(named)
    )


def _is_threshold(reading: Reading, mention: Mention) -> bool:
    """A MASE "below 1" compares with the naive forecast's own error in training."""
    mase = reading.cited.get("mase")
    if mase is None or mase.value is None or mention.value != 1 or mention.unit or mention.sign:
        return False
    words = f"{reading.text[max(0, mention.start - 14) : mention.start]} {mention.hedge} "
    below = found(r"\b(below|under|less than|smaller than|lower than)\s*$", words)
    above = found(r"\b(above|over|more than|greater than|higher than)\s*$", words)
    is_mase = found(r"\bmase\b", reading.lead(mention)) and not found(roles.NAIVE, reading.near(mention))
    return is_mase and ((below and mase.value < 1) or (above and mase.value > 1))


def _value_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    return any(
        _sign_fits(mention, fact, v) and _close(mention, abs(v), fact)
        for v in _as_told(mention, fact, reading)
    )


def _as_told(mention: Mention, fact: Fact, reading: Reading) -> list[float]:
    """The numbers that a fact may be told as, in the mention's unit."""
    value = fact.value or 0.0
    is_share = kind(fact) == "share"
    if mention.unit == "percent":
        over_average = fact.fact_id.startswith("season_") and found(
            r"average|typical|usual", reading.near(mention)
        )
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
    rounding = min(mention.tolerance, _LOOSE * actual) if scaled else mention.tolerance
    loose = min(_last_digit(told), _LOOSE * actual)
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
        return what in ("ratio", "share") and not _CHANGE_AFTER.match(reading.text, mention.end)
    if mention.unit:
        return what == "amount" and unit == mention.unit.lower()
    return _noun_fits(reading, mention, fact) and (what != "share" or "." in mention.text)


def _noun_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    word = follower(reading, mention)
    noun = roles.NOUNS.get(word)
    own = roles.ROLES.get(fact.fact_id, roles.Role()).noun or (fact.unit or "").lower()
    return word == own or (noun == own if noun else word in roles.FOLLOWERS or not word)


def follower(reading: Reading, mention: Mention) -> str:
    """The word right behind a number, with "more" and the like skipped; empty before punctuation, names and numbers."""
    match = re.match(
        r"\s(?:(?:more|fewer|less|open|backtest|data|raw|monitored)\s)?([A-Za-z][A-Za-z']*)",
        reading.text[mention.end :],
    )
    return match[1].lower() if match else ""


def _role_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    role, near, lead = roles.ROLES.get(fact.fact_id), reading.near(mention), reading.lead(mention)
    if fact.fact_id in roles.SIGNED:
        near, lead = f"{near} {reading.basis(mention)}", f"{lead} {reading.basis(mention)}"
    if role is None:
        return any(
            found(rf"\b{re.escape(w)}\b", reading.plain) for w in re.findall(r"[A-Za-z]{4,}", fact.label)
        )
    near += "@date " if _own_date(reading, mention, fact) else ""
    lead += "".join(f"@{name} " for name in reading.partner_near(mention))
    needed = (not role.near or found(role.near, near)) and (not role.lead or found(role.lead, lead))
    return needed and not found(role.forbid, near) and _place_fits(reading, mention, fact)


def _place_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    partner, named = roles.PARTNERS.get(fact.fact_id), reading.partner_near(mention)
    tag, is_end = reading.tags.get(mention.start, ""), re.search(r"_(lo|hi)_", fact.fact_id)
    in_interval = tag in ("@lo", "@hi") and not is_end
    is_change = fact.fact_id in roles.SIGNED
    told_as_change = kind(fact) == "amount" and _is_change(reading, mention)
    share_of = mention.unit == "percent" and bool(re.match(r"\s+of\b", reading.text[mention.end :]))
    share_of_nothing = share_of and (is_change or fact.fact_id.startswith("season_"))
    wrong_end = is_end is not None and tag in ("@lo", "@hi") and tag[1:] != is_end[1]
    wrong_side = tag == "@from" and fact.fact_id not in (
        "year_ago_level",
        "previous_cycle_sum",
        "year_ago_sum",
        "forecast_first",
    )
    return not (
        (partner and named and partner not in named) or in_interval or wrong_end or wrong_side or share_of_nothing
        or (told_as_change and not is_change and not fact.fact_id.startswith("season_")) or not position_fits(reading, mention, fact, dates=True)
        or _is_stale_topic(reading, mention, fact)
    )  # fmt: skip


def _is_change(reading: Reading, mention: Mention) -> bool:
    after, before = reading.text[mention.end :], reading.text[: mention.start]
    return bool(_CHANGE_AFTER.match(after) or _CHANGE_BEFORE.search(before))


def _is_stale_topic(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """A figure of the past in a sentence that opened with the forecast must say that it is of the past."""
    is_past = fact.fact_id in ("recent_level", "last_cycle_sum", "yoy_change", "cycle_change")
    return (
        is_past
        and found(roles.FORECAST, reading.lead(mention))
        and not found(f"{roles.NOW}|{roles.CYCLE}", reading.near(mention))
    )


def _own_date(reading: Reading, mention: Mention, fact: Fact) -> bool:
    start, end = date_of(fact), reading.segment(mention.start)[1]
    return start is not None and any(
        m.kind == "date" and m.day and m.start < end and matches_date(m, start) for m in reading.mentions
    )


def position_fits(reading: Reading, mention: Mention, fact: Fact, dates: bool) -> bool:
    """A step of the forecast belongs to the nearest of first, last and peak (or, for numbers, to its own date)."""
    match = re.match(r"forecast_(first|last|peak)", fact.fact_id)
    if not match:
        return True
    told = _nearest_position(reading, mention)
    own_date = dates and _own_date(reading, mention, fact)
    return told == match[1] or (told is None and (own_date or not dates))


def _nearest_position(reading: Reading, mention: Mention) -> str | None:
    a, b = reading.segment(mention.start)
    hits = [
        (m.start(), name)
        for name, cue in _POSITIONS.items()
        for m in re.finditer(cue, reading.plain[:b], re.I)
    ]
    inside = sorted((abs(pos - mention.start), name) for pos, name in hits if pos >= a)
    before = sorted((pos, name) for pos, name in hits if pos < a)
    return inside[0][1] if inside else before[-1][1] if before else None


def _direction_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    topic = roles.SIGNED.get(fact.fact_id)
    is_season = fact.fact_id.startswith("season_") and mention.unit == "percent"
    if (topic is None and not is_season) or mention.unit == "times":
        return True
    value = (fact.value or 0.0) - (1.0 if is_season else 0.0)
    told = polarity(reading.near(mention), topic == "accuracy") or _last_polarity(
        reading.lead(mention), topic == "accuracy"
    )
    if topic == "accuracy" and naive_leads(reading.plain[: mention.start]):
        return False
    if mention.sign or is_season:
        return told == 0 if mention.sign else told == math.copysign(1, value)
    return told == math.copysign(1, value) or (told == 0 and (value >= 0 or mention.value == 0))


def polarity(text: str, accuracy: bool) -> int:
    """1 up (for accuracy: better), -1 down, 0 neither, 2 both."""
    rest = re.sub(f"{roles.GOOD}|{roles.BAD}", " ", text, flags=re.I) if accuracy else text
    good = found(roles.DOWN, rest) or found(roles.GOOD, text) if accuracy else found(roles.UP, rest)
    bad = found(roles.UP, rest) or found(roles.BAD, text) if accuracy else found(roles.DOWN, rest)
    return 2 if good and bad else 1 if good else -1 if bad else 0


def naive_leads(text: str) -> bool:
    """Whether seasonal naive is what the words after `text` are about, rather than the yardstick."""
    return any(
        not found(roles.YARDSTICK, text[: m.start()])
        for m in re.finditer(r"\b(seasonal )?naive\b", text, re.I)
    )


def _last_polarity(text: str, accuracy: bool) -> int:
    words = list(re.finditer(f"{roles.UP}|{roles.DOWN}|{roles.GOOD}|{roles.BAD}", text, re.I))
    return polarity(words[-1].group(), accuracy) if words else 0


_STAGES: tuple[tuple[str, Callable[[Reading, Mention, Fact], bool]], ...] = (
    ("number", _value_fits), ("unit", _unit_fits), ("role", _role_fits), ("direction", _direction_fits),
)  # fmt: skip


def direction_problems(reading: Reading) -> Iterator[Problem]:
    """Direction words that no signed number of their own segment answers for."""
    for match in re.finditer(
        f"{roles.UP}|{roles.DOWN}|{roles.GOOD}|{roles.BAD}|{roles.FLAT}", reading.plain, re.I
    ):
        a, b = reading.segment(match.start())
        answered = any(a <= m.start < b and _answers(reading, m) for m in reading.amounts)
        turned = found(roles.ACCURACY, reading.plain[a:b]) and naive_leads(reading.plain[: match.start()])
        if turned or (
            not answered and not _supported(reading, match.group(), reading.plain[a:b], reading.plain[:b])
        ):
            yield Problem(match.group(), "direction", "no cited change has this direction, or none is cited")


def _answers(reading: Reading, mention: Mention) -> bool:
    signed = any(
        f.fact_id in roles.SIGNED or (f.fact_id.startswith("season_")) for f in _fitting(reading, mention)
    )
    return signed or _is_threshold(reading, mention)


def _supported(reading: Reading, word: str, near: str, lead: str) -> bool:
    topic = _topic(near, lead)
    changes = _changes(reading, topic)
    if found(roles.FLAT, word):
        return bool(changes) and all(abs(c) < 0.02 for c in changes)
    told = polarity(word, False) if topic == "coverage" else polarity(near, topic == "accuracy")
    told = told or polarity(word, topic == "accuracy")
    return bool(changes) and told in (1, -1) and all(c * told > 0 for c in changes)


def _topic(near: str, lead: str) -> str:
    if found(roles.ACCURACY, near):
        return "accuracy"
    if found(roles.COVERAGE, near) or found(r"\bnominal\b|\btarget\b", near):
        return "coverage"
    if found(r"\b(average|typical|usual) month\b", near):
        return "season"
    if found(roles.FORECAST, lead):
        return "ahead" if found(roles.NOW, near) else "forecast"
    return "now"


def _changes(reading: Reading, topic: str) -> list[float]:
    """The cited changes about a topic, as shares where they are differences of two facts."""
    cited, topics = reading.cited, _TOPICS.get(topic, (topic,))
    changes = [cited.value(i) for i, about in roles.SIGNED.items() if about in topics and cited.has(i)]
    pairs = [(a, b) for about, a, b in roles.PAIRS if about in topics and cited.has(a, b)]
    changes += [(cited.value(a) - cited.value(b)) / (abs(cited.value(b)) or 1.0) for a, b in pairs]
    if topic == "coverage" and cited.has("coverage_80"):
        changes.append(cited.value("coverage_80") - 0.8)
    if topic == "season":
        changes += [cited.value(i) - 1 for i in ("season_peak_ratio", "season_trough_ratio") if cited.has(i)]
    return changes
