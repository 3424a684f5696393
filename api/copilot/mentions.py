"""What a sentence states: its numbers, durations and dates. Pure functions over text."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.copilot.patterns import (
    CURRENCIES,
    DATES,
    FRACTIONS,
    MASK,
    MONTHS,
    MULTIPLES,
    NUMBER,
    NUMBER_WORD,
    PARTS,
    PORTION,
    RATE,
    SCALES,
    SEASONS,
    VALUES,
    WEEKDAYS,
    ZERO,
)


@dataclass(frozen=True)
class Mention:
    """A number (in its own unit: 12% is 12), a duration or a date that a text states between `start` and `end`."""

    kind: Literal["number", "duration", "date"]
    start: int
    end: int
    text: str
    value: float = 0.0
    tolerance: float = 0.0
    unit: str | None = None  # percent, points, times, portion, a currency, or the periods of a duration
    sign: int = 0  # as printed
    hedge: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    is_week_end: bool = False
    part: str = ""  # early, mid, late
    season: str = ""


def normalised(text: str) -> str:
    """The text as a reader sees it: compatible characters folded, invisible ones gone, minus signs and dashes plain."""
    folded = unicodedata.normalize("NFKC", text)
    seen = "".join(_plain(c) for c in folded if unicodedata.category(c) != "Cf")
    return re.sub(r"\s+", " ", seen).strip()


def _plain(char: str) -> str:
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    return {
        "−": "-",
        "–": "-",
        "—": " - ",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "‐": "-",
        "‑": "-",
        "×": "x",
    }.get(char, char)


def parse(text: str) -> tuple[list[Mention], str]:
    """All mentions in order, and the text with them blanked: a digit that is left was not understood."""
    found: list[Mention] = []
    rest = text
    for pattern, build in _PARSERS:
        for match in pattern.finditer(rest):
            found.append(build(match))
            rest = rest[: match.start()] + MASK * (match.end() - match.start()) + rest[match.end() :]
    return sorted(found, key=lambda m: m.start), rest


def _date(match: re.Match[str]) -> Mention:
    part = match.groupdict()
    month = part.get("m") or part.get("m2")
    return Mention(
        "date", match.start(), match.end(), match.group().strip(),
        year=int(part["y"]) if part.get("y") else None,
        month=_month(month) if month else None,
        day=int(part["d"]) if part.get("d") else None,
        weekday=WEEKDAYS.index(part["weekday"].lower()) if part.get("weekday") else None,
        is_week_end=bool(part.get("ending")),
        part=(part.get("part") or "").lower(), season=(part.get("season") or "").lower(),
    )  # fmt: skip


def _month(word: str) -> int:
    return int(word) if word.isdigit() else [m[:3] for m in MONTHS].index(word[:3].lower()) + 1


def _number(match: re.Match[str]) -> Mention:
    digits = match["digits"].replace(",", "")
    scale = SCALES.get((match["scale"] or "").strip().lower(), 1.0)
    decimals = len(digits.partition(".")[2])
    sign = -1 if "-" in ((match["sign"] or ""), (match["inner"] or "")) else 1 if match["sign"] else 0
    currency = (match["prefix"] or "").strip()
    return _quantity(
        match,
        float(digits) * scale,
        0.5 * 10**-decimals * scale,
        sign,
        CURRENCIES.get(currency, currency.upper()),
    )


def _quantity(match: re.Match[str], value: float, tolerance: float, sign: int, currency: str = "") -> Mention:
    unit = next((name for name in ("points", "percent", "times") if match[name]), None)
    named = (match["currency"] or "").strip()
    duration = re.search(r"(week|day|month|year|period|step|hour)s?$", match["duration"] or "", re.I)
    hedge = (match["hedge"] or "").lower()
    return Mention(
        "duration" if duration else "number", match.start(), match.end(), match.group().strip(), value,
        tolerance,
        duration[1].lower() if duration else unit or currency or CURRENCIES.get(named.lower(), named.upper()) or None, sign, hedge,
    )  # fmt: skip


def _number_word(match: re.Match[str]) -> Mention:
    return _quantity(match, words_value(match["words"]), 0.5, -1 if match["sign"] else 0)


def _zero(match: re.Match[str]) -> Mention:
    return Mention("number", match.start(), match.end(), match.group(), 0.0, 0.0)


def words_value(words: str) -> float:
    """The value of English number words: "two hundred and fifty" is 250."""
    total = current = 0.0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in VALUES:
            current += VALUES[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in SCALES:
            total, current = total + (current or 1) * SCALES[word], 0.0
    return total + current


def _portion(match: re.Match[str]) -> Mention:
    word = (match["word"] or match["half"]).lower()
    count = (match["n"] or "a").lower()
    if word in MULTIPLES:
        return _ratio(match, MULTIPLES[word], "times")
    return _ratio(match, FRACTIONS[word] * VALUES.get(count, 1), "portion")


def _rate(match: re.Match[str]) -> Mention:
    """ "One in six" is a sixth, and "three to one" three times."""
    part, whole = (float(w) if w.isdigit() else VALUES[w.lower()] for w in (match["n"] or match["odds"], match["of"]))
    return _ratio(match, part / (whole or 1), "portion" if part < whole else "times")


def _ratio(match: re.Match[str], value: float, unit: str) -> Mention:
    hedge = (match["hedge"] or "").lower()
    return Mention("number", match.start(), match.end(), match.group(), value, 0.01, unit, 0, hedge)


_PARSERS = [
    *((pattern, _date) for pattern in DATES),
    (RATE, _rate),
    (NUMBER, _number),
    (PORTION, _portion),
    (NUMBER_WORD, _number_word),
    (ZERO, _zero),
]


def matches_date(mention: Mention, moment: datetime) -> bool:
    """Whether a date is the one said, as far as it is said; "week ending" is six days after the week's start."""
    told = {"year": mention.year, "month": mention.month, "day": mention.day}
    shown = datetime.fromordinal(moment.toordinal() + (6 if mention.is_week_end else 0))
    same = all(value is None or getattr(shown, part) == value for part, value in told.items())
    first, last = PARTS.get(mention.part, (1, 31))
    spring, autumn = SEASONS.get(mention.season, (1, 0) if mention.season else (1, 12))
    same = same and first <= shown.day <= last and spring <= shown.month <= autumn
    return same and any(told.values()) and mention.weekday in (None, shown.weekday())
