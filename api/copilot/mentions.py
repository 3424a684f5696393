"""What a sentence states: its numbers, durations and dates, with their units, signs and rounding. Pure functions over text."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MASK = "\x01"


def words(text: str) -> list[str]:
    """A list of words, written as a text."""
    return text.split()


MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SMALL = words(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
    """
)
_TENS = words(
    """
    twenty thirty forty fifty sixty seventy eighty ninety
    """
)
_VALUES = {w: i for i, w in enumerate(_SMALL)} | {w: 10 * i for i, w in enumerate(_TENS, 2)}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "b": 1e9,
}
_FRACTIONS = {
    "half": 0.5,
    "halved": 0.5,
    "halves": 0.5,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 0.25,
    "quarters": 0.25,
}
_MULTIPLES = {
    "double": 2.0,
    "doubled": 2.0,
    "doubles": 2.0,
    "twice": 2.0,
    "triple": 3.0,
    "tripled": 3.0,
    "threefold": 3.0,
    "twofold": 2.0,
}
_CURRENCIES = {
    "£": "GBP",
    "$": "USD",
    "€": "EUR",
    "pounds": "GBP",
    "pound": "GBP",
    "dollars": "USD",
    "euros": "EUR",
}

_WORD = "|".join((*_SMALL, *_TENS, "hundred", "thousand", "million", "billion"))
_HEDGE = (
    r"(?:(?P<hedge>\b(?:about|around|roughly|approximately|nearly|almost|some|just over|just under"
    r"|more than|less than|fewer than|over|under"
    r"|at least|at most|close to)\b|~)\s*)?"
)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = (
    r"(?P<points>[\s-]?percentage[\s-]points?\b|\s?pp\b|[\s-]points?\b|%[\s-]points?\b|\s?bps\b"
    r"|\sbasis points\b)"
    r"|(?P<percent>\s?%|[\s-]?per\s?cent\b)|(?P<times>\s?times\b|[\s-]?fold\b|x\b|\s?×)"
    r"|(?P<currency>\s?(?:GBP|USD|EUR|pounds?|dollars|euros)\b)"
    r"|(?P<duration>[\s-]?(?:(?:open|trading|business|working|more|further|forecast"
    r"|calendar)\s)?(?:weeks?|days?|months?|years?|periods?|steps?|hours?)\b)"
)
NUMBER = re.compile(
    _HEDGE + r"(?P<sign>(?<![\w)%])[+-])?(?:(?P<prefix>[£$€]|\b(?:GBP|USD|EUR)\s?)(?P<inner>-)?)?"
    rf"(?<![A-Za-z\d.,_/#])(?P<digits>{_DIGITS})(?P<scale>\s?(?:k|m|mn|bn|b|hundred|thousand|million"
    rf"|billion)\b)?(?:{_UNIT})?(?![A-Za-z\d_]|[.,/:]\d)",
    re.I,
)
NUMBER_WORD = re.compile(
    _HEDGE + rf"(?P<sign>\bminus\s)?\b(?P<words>(?:{_WORD})(?:(?:[\s-]|\sand\s)(?:{_WORD}))*)\b(?:{_UNIT})?",
    re.I,
)
ZERO = re.compile(r"\bno\b(?= (?:open )?(?:alerts?|warnings?|failures?|rows|series)\b)", re.I)
PORTION = re.compile(
    rf"{_HEDGE}(?:\b(?:a|one|two)\s)?\b(?P<word>{'|'.join((*_FRACTIONS, *_MULTIPLES))})\b", re.I
)

_MONTH = "|".join(f"{m}|{m[:3]}" for m in MONTHS) + "|sept"
_LEAD = (
    r"(?P<ending>\bweek (?:ending|ended|to)(?: on)?\s+)?(?:\b(?P<weekday>"
    + "|".join(WEEKDAYS)
    + r"),?\s+(?:the\s)?)?"
)
DATES = (
    re.compile(_LEAD + r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:T00:00(?::00)?Z?)?\b(?!-)", re.I),
    re.compile(_LEAD + rf"\b(?P<d>\d\d?)(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m>{_MONTH})\b\.?(?:,?\s+(?P<y>\d{{4}})\b)?", re.I),
    re.compile(_LEAD + rf"\b(?P<m>{_MONTH})\b\.?\s+(?P<d>\d\d?)(?:st|nd|rd|th)?\b(?!,\d{{3}})(?:,?\s+(?P<y>\d{{4}})\b)?", re.I),
    re.compile(rf"\b(?P<m>{_MONTH})\b\.?,?\s+(?:of\s+)?(?P<y>(?:19|20)\d\d)\b(?!,\d)", re.I),
    re.compile(rf"\b(?P<m>{_MONTH})\b(?<!\bmay)(?<!\bmarch)(?<!\bmar)|\b(?P<m2>(?-i:May|March))\b", re.I),
    re.compile(r"\b(?P<weekday>" + "|".join(WEEKDAYS) + r")s?\b", re.I),
    re.compile(r"\b(?:(?<=in )|(?<=of )|(?<=since )|(?<=during )|(?<=year )|(?<=for )|(?<=early )|(?<=late )|(?<=mid-)|(?<=until )|(?<=through ))(?P<y>(?:19|20)\d\d)\b(?![,.]\d)(?!\s?%)"),
)  # fmt: skip


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
    )  # fmt: skip


def _month(word: str) -> int:
    return int(word) if word.isdigit() else [m[:3] for m in MONTHS].index(word[:3].lower()) + 1


def _number(match: re.Match[str]) -> Mention:
    digits = match["digits"].replace(",", "")
    scale = _SCALES.get((match["scale"] or "").strip().lower(), 1.0)
    decimals = len(digits.partition(".")[2])
    sign = -1 if "-" in ((match["sign"] or ""), (match["inner"] or "")) else 1 if match["sign"] else 0
    currency = (match["prefix"] or "").strip()
    return _quantity(
        match,
        float(digits) * scale,
        0.5 * 10**-decimals * scale,
        sign,
        _CURRENCIES.get(currency, currency.upper()),
    )


def _quantity(match: re.Match[str], value: float, tolerance: float, sign: int, currency: str = "") -> Mention:
    unit = next((name for name in ("points", "percent", "times") if match[name]), None)
    named = (match["currency"] or "").strip()
    duration = re.search(r"(week|day|month|year|period|step|hour)s?$", match["duration"] or "", re.I)
    hedge = (match["hedge"] or "").lower()
    return Mention(
        "duration" if duration else "number", match.start(), match.end(), match.group().strip(), value,
        tolerance,
        duration[1].lower() if duration else unit or currency or _CURRENCIES.get(named.lower(), named.upper()) or None, sign, hedge,
    )  # fmt: skip


def _number_word(match: re.Match[str]) -> Mention:
    return _quantity(match, words_value(match["words"]), 0.5, -1 if match["sign"] else 0)


def _zero(match: re.Match[str]) -> Mention:
    return Mention("number", match.start(), match.end(), match.group(), 0.0, 0.0)


def words_value(words: str) -> float:
    """The value of English number words: "two hundred and fifty" is 250."""
    total = current = 0.0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in _VALUES:
            current += _VALUES[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _SCALES:
            total, current = total + (current or 1) * _SCALES[word], 0.0
    return total + current


def _portion(match: re.Match[str]) -> Mention:
    word = match["word"].lower()
    value = {**_FRACTIONS, **_MULTIPLES}[word] * (2 if "two" in match.group().lower().split() else 1)
    unit = "portion" if word in _FRACTIONS else "times"
    return Mention(
        "number",
        match.start(),
        match.end(),
        match.group(),
        value,
        0.01,
        unit,
        0,
        (match["hedge"] or "").lower(),
    )


_PARSERS = [
    *((pattern, _date) for pattern in DATES),
    (NUMBER, _number),
    (PORTION, _portion),
    (NUMBER_WORD, _number_word),
    (ZERO, _zero),
]


def matches_date(mention: Mention, moment: datetime) -> bool:
    """Whether a date is said at the mention's own resolution; "week ending" counts six days on from the week's start."""
    told = {"year": mention.year, "month": mention.month, "day": mention.day}
    shown = datetime.fromordinal(moment.toordinal() + (6 if mention.is_week_end else 0))
    same = all(value is None or getattr(shown, part) == value for part, value in told.items())
    return same and any(told.values()) and mention.weekday in (None, shown.weekday())
