"""Lies made of true sentences: each changes one thing of a claim that holds, so that it no longer does.

A number is changed by more than its rounding, a direction is turned, a name or a period is another one; what is added is in
no fact. So each is false by how it was made, and none needs the verifier to say so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from api.contracts import Fact
from api.copilot.facts import base_of, date_of, place_of
from api.copilot.verify import Claim

NUMBER = re.compile(
    r"(?<![\w.,])(?P<sign>-?)(?P<money>[£$€]?)(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)(?P<percent>%?)(?![\w%])"
)
DATE = re.compile(
    r"\b(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|December) (\d{4})\b"
)
_TURNS = {
    "higher": "lower", "lower": "higher", "up": "down", "down": "up", "above": "below", "below": "above", "more": "less",
    "less": "more", "better": "worse", "worse": "better", "too high": "too low", "too low": "too high", "riser": "faller",
    "faller": "riser", "busiest": "quietest", "quietest": "busiest", "highest": "lowest", "largest": "smallest",
    "in line with": "far above",
}  # fmt: skip
_CAUSES = (
    " because of a promotion", " due to the weather", ", driven by new customers", " thanks to lower prices", ", caused by a strike",
    " as the competition closed", ", which led to more orders", " after a viral video", ", lifted by advertising",
    " owing to the holiday season", ", a result of better service", " on the back of strong demand",
)  # fmt: skip
_BOASTS = (
    ", the highest ever", ", more than any other series", ", a record", ", the best of all", ", the lowest in ten years",
    ", the strongest result so far", ", unlike every other product",
)  # fmt: skip
_FORECASTS = (
    ", and will keep rising", ", and should recover soon", ", so expect twice as much next year", ", and it is likely to fall",
)  # fmt: skip


@dataclass(frozen=True)
class Lie:
    """A false sentence, how it was made, and the facts that it pretends to rest on."""

    kind: str
    text: str
    fact_ids: tuple[str, ...]


def lies(claims: list[Claim], facts: list[Fact]) -> Iterator[Lie]:
    """Lies about these facts, from true claims; the same for the same input. Half of them cite every fact there is."""
    truths = {claim.text for claim in claims}
    for n, claim in enumerate(claims):
        places = {"", *(place_of(i) for i in claim.fact_ids)}
        everything = tuple(fact.fact_id for fact in facts if place_of(fact.fact_id) in places)
        for m, (kind, make) in enumerate(_MAKERS.items()):
            for text in make(claim, facts, n + m):
                if text not in truths and text != claim.text:
                    yield Lie(kind, text, claim.fact_ids if (n + m) % 2 else everything)


def _numbers(text: str, facts: list[Fact]) -> list[re.Match[str]]:
    """The amounts of a sentence: not those within a name, nor the 80 of an interval, nor parts of dates."""
    masked = DATE.sub(lambda m: "x" * len(m.group()), text)
    for name in sorted({f.text for f in facts if f.text}, key=len, reverse=True):
        masked = masked.replace(name, "x" * len(name))
    masked = masked.replace("80% interval", "x" * len("80% interval"))
    return list(NUMBER.finditer(masked))


def _value(match: re.Match[str]) -> float:
    return float(match["digits"].replace(",", "")) * (-1 if match["sign"] else 1)


def _replaced(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def _printed(like: re.Match[str], value: float) -> str:
    """A value in the digits and the unit of a number that was there."""
    decimals = len(like["digits"].partition(".")[2])
    return f"{'-' if value < 0 else ''}{like['money']}{abs(value):,.{decimals}f}{like['percent']}"


def _another_digit(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for match in _numbers(claim.text, facts):
        step = 10.0 ** -len(match["digits"].partition(".")[2])
        for by in (3 * step, -4 * step) if abs(_value(match)) > 4 * step else (3 * step,):
            yield _replaced(claim.text, match, _printed(match, _value(match) + by))


def _another_sign(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for match in _numbers(claim.text, facts):
        if _value(match) and "too low" not in claim.text:  # there a bias is below zero with its sign and without
            yield _replaced(claim.text, match, _printed(match, -_value(match)))


def _scale(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for match in _numbers(claim.text, facts):
        if _value(match):
            yield _replaced(claim.text, match, _printed(match, _value(match) * (10, 100, 1000)[n % 3]))
            word = (" thousand", "k", " million")[n % 3]
            if not match["percent"]:
                yield _replaced(claim.text, match, f"{match.group()}{word}")


def _rounded(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for match in _numbers(claim.text, facts):
        if abs(_value(match)) < 1 and not match["percent"]:
            continue
        for hedge, by in (
            ("about ", 1.25),
            ("nearly ", 1.15),
            ("more than ", 1.2),
            ("at least ", 1.1),
            ("roughly ", 0.8),
        ):
            told = round(_value(match) * by)
            if abs(told - _value(match)) > max(0.08 * abs(_value(match)), 0.6):
                yield _replaced(claim.text, match, hedge + _printed(match, told))


def _unit(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for match in _numbers(claim.text, facts):
        if match["percent"]:
            yield _replaced(claim.text, match, f"{match.group()[:-1]} percentage points")
            yield _replaced(claim.text, match, f"{match.group()[:-1]} units")
        if match["money"]:
            yield _replaced(claim.text, match, match.group().replace("£", "$"))
    for word, other in (
        ("units", "pounds"),
        (" a week", " a day"),
        (" a day", " a week"),
        ("weeks", "months"),
        ("days", "weeks"),
        ("rows", "series"),
    ):
        if re.search(rf"{word}\b", claim.text) and not (word == "weeks" and "same weeks" in claim.text):
            yield re.sub(rf"{word}\b", other, claim.text, count=1)


def _direction(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    masked = claim.text
    for name in {f.text for f in facts if f.text}:
        masked = masked.replace(name, "x" * len(name))
    for word, other in _TURNS.items():
        for match in re.finditer(rf"(?<!makes )(?<!add )\b{word}\b", masked):
            yield claim.text[: match.start()] + other + claim.text[match.end() :]


def _date(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for match in DATE.finditer(claim.text):
        day, month, year = match.groups()
        yield claim.text.replace(match.group(), f"{int(day) % 28 + 1} {month} {year}")
        yield claim.text.replace(match.group(), f"{day} {month} {int(year) - 1}")
        other = "March" if month != "March" else "August"
        yield claim.text.replace(match.group(), f"{day} {other} {year}")


def _period(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for said, other in (
        ("a year earlier", "a month earlier"), ("last 52 weeks", "last 26 weeks"), ("last 13 weeks", "last 12 weeks"),
        ("last 26 open days", "last 30 open days"), ("in backtests", "since January"), ("In backtests", "In November"),
        ("the run before", "the year before"), ("of the 52 weeks before", "of the 13 weeks before"),
        ("recently", "in July"),
    ):  # fmt: skip
        if said in claim.text:
            yield claim.text.replace(said, other, 1)


def _swapped(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    """Two numbers of one sentence, or one of it and that of another fact."""
    found = _numbers(claim.text, facts)
    for a, b in pairwise(found):
        if round(_value(a), 1) != round(_value(b), 1) and a["percent"] == b["percent"] and a["money"] == b["money"]:
            text = _replaced(claim.text, b, a.group())
            yield _replaced(text, a, b.group())
    others = [f for f in facts if f.value is not None and f.fact_id not in claim.fact_ids]
    for match in found[:2]:
        same = [f for f in others if (f.unit == "share") == bool(match["percent"])]
        for fact in same[n % 5 :: 9][:3]:
            told = (fact.value or 0.0) * (100 if match["percent"] else 1)
            step = 10.0 ** -len(match["digits"].partition(".")[2])
            if abs(abs(told) - abs(_value(match))) > 2 * step:
                yield _replaced(claim.text, match, _printed(match, abs(told)))


def _another_series(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    names = {place_of(f.fact_id): f.text or "" for f in facts if base_of(f.fact_id) == "series_name"}
    for place, name in names.items():
        if name and name in claim.text:
            for other in [*(o for p, o in names.items() if p != place), "JUMBO BAG RED RETROSPOT", "Atlantis"]:
                if other not in claim.text:
                    yield claim.text.replace(name, other)
    inside = [name for name in names.values() if name and name in claim.text]
    if len(inside) == 2:
        a, b = inside
        yield claim.text.replace(a, "\x00").replace(b, a).replace("\x00", b)


def _added(parts: tuple[str, ...]) -> "Maker":
    def make(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
        yield f"{claim.text.removesuffix('.')}{parts[n % len(parts)]}."

    return make


def _negated(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for verb in ("is", "are", "was", "were", "has", "totals", "averaged", "held"):
        if re.search(rf"\b{verb}\b", claim.text):
            yield re.sub(rf"\b{verb}\b", f"{verb} not", claim.text, count=1)


def _month(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for fact in facts:
        if fact.fact_id in ("season_peak", "season_trough") and fact.text and fact.text in claim.text:
            yield claim.text.replace(fact.text, "October" if fact.text != "October" else "June")


def _rank(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for word, other in (("second", "third"), ("third", "first"), ("fourth", "second"), ("fifth", "third")):
        if f"comes {word}" in claim.text:
            yield claim.text.replace(f"comes {word}", f"comes {other}")
            yield re.sub(r"comes \w+", "moved the most", claim.text)


def _model(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for fact in facts:
        told = (fact.text or "").replace("_", " ")
        if fact.fact_id == "model" and told in claim.text and "model" in claim.text:
            yield claim.text.replace(told, "prophet")
            yield claim.text.replace(told, "seasonal naive" if told != "seasonal naive" else "auto arima")


def _text(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    """Another cause, reason or kind than the one that is stated."""
    for said, other in (
        ("new actuals", "another training"), ("scatter", "bias"), ("bias.", "scatter."), ("exact_duplicate", "negative_y"),
        ("incomplete_period", "missing_y"), ("too short for a model", "too long for a model"), ("is ok", "is stale"), ("stale", "ok"),
    ):  # fmt: skip
        if said in claim.text:
            yield claim.text.replace(said, other)


Maker = Callable[[Claim, list[Fact], int], Iterator[str]]
_MAKERS: dict[str, Maker] = {
    "digit": _another_digit, "sign": _another_sign, "scale": _scale, "rounding": _rounded, "unit": _unit,
    "direction": _direction, "date": _date, "period": _period, "swapped number": _swapped, "swapped series": _another_series,
    "cause": _added(_CAUSES), "superlative": _added(_BOASTS), "prediction": _added(_FORECASTS), "negation": _negated,
    "month": _month, "rank": _rank, "model": _model, "text": _text,
}  # fmt: skip


def dates_of(facts: list[Fact]) -> set[str]:
    """All dates that facts state, to see that a made-up one is none of them."""
    return {f"{day.day} {day:%B %Y}" for fact in facts if (day := date_of(fact))}
