"""Lies about numbers: other digits, signs, scales, units, and those of another fact."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from api.contracts import Fact
from api.copilot.verify import Claim

Maker = Callable[[Claim, list[Fact], int], Iterator[str]]
NUMBER = re.compile(
    r"(?<![\w.,])(?P<sign>-?)(?P<money>[£$€]?)(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)(?P<percent>%?)(?![\w%])"
)
DATE = re.compile(
    r"\b(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|December) (\d{4})\b"
)


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


_HEDGED = re.compile(
    r"(about|around|roughly|approximately|some|nearly|almost|over|under|than|tops|close to|at least|at most|approaching|short of|excess of) [£$€]?$"
)


def _another_digit(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for match in _numbers(claim.text, facts):
        step = 10.0 ** -len(match["digits"].partition(".")[2])
        if _HEDGED.search(claim.text[: match.start()]):  # near enough is true there
            step = max(step, abs(_value(match)) * 0.05)
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


MAKERS: dict[str, Maker] = {
    "digit": _another_digit, "sign": _another_sign, "scale": _scale, "rounding": _rounded, "unit": _unit, "swapped number": _swapped,
}  # fmt: skip
