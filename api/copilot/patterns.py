"""How numbers and dates are written in English: word lists and patterns. Tables only."""

import re

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
VALUES = {w: i for i, w in enumerate(_SMALL)} | {w: 10 * i for i, w in enumerate(_TENS, 2)}
SCALES = {
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
ORDINALS = {
    word: place
    for place, word in enumerate(words("first second third fourth fifth sixth seventh eighth ninth tenth"), 1)
}
FRACTIONS = {
    "half": 0.5,
    "halved": 0.5,
    "halves": 0.5,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 0.25,
    "quarters": 0.25,
}
MULTIPLES = {
    "double": 2.0,
    "doubled": 2.0,
    "doubles": 2.0,
    "twice": 2.0,
    "triple": 3.0,
    "tripled": 3.0,
    "threefold": 3.0,
    "twofold": 2.0,
}
CURRENCIES = {
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
    r"|(?P<duration>[\s-]?(?:(?:open|trading|business|working|more|further|earlier|forecast"
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
ZERO = re.compile(r"\bno\b(?= (?:open )?(?:alerts?|warnings?|failures?|rows|series|reasons?)\b)", re.I)
PORTION = re.compile(
    rf"{_HEDGE}(?:\b(?:a|one|two)\s)?(?<!comes )(?<!ranks )(?<!place )(?<!first )(?<!second )(?<!last )(?<!later )\b(?P<word>{'|'.join((*FRACTIONS, *MULTIPLES))})\b",
    re.I,
)
_MONTH = "|".join(f"{m}|{m[:3]}" for m in MONTHS) + "|sept"
_LEAD = (
    r"(?P<ending>\bweek (?:ending|ended|to)(?: on)?\s+)?(?:\b(?P<weekday>" + "|".join(WEEKDAYS) + r"),?\s+(?:the\s)?)?"
)
_DAY = r"(?<!-)(?P<d>\d\d?)(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<y>\d{4})\b)?"
_BEFORE_YEAR = "|".join(
    f"(?<={w})"
    for w in ("in ", "of ", "since ", "during ", "year ", "for ", "early ", "late ", "mid-", "until ", "through ")
)
DATES = (
    re.compile(_LEAD + r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:T00:00(?::00)?Z?)?\b(?!-)", re.I),
    re.compile(_LEAD + rf"\b{_DAY}(?:\s+of)?\s+(?P<m>{_MONTH})\b\.?{_YEAR}", re.I),
    re.compile(_LEAD + rf"\b(?P<m>{_MONTH})\b\.?\s+{_DAY}\b(?!,\d{{3}}){_YEAR}", re.I),
    re.compile(rf"\b(?P<m>{_MONTH})\b\.?,?\s+(?:of\s+)?(?P<y>(?:19|20)\d\d)\b(?!,\d)", re.I),
    re.compile(rf"\b(?P<m>{_MONTH})\b(?<!\bmay)(?<!\bmarch)(?<!\bmar)|\b(?P<m2>(?-i:May|March))\b", re.I),
    re.compile(r"\b(?P<weekday>" + "|".join(WEEKDAYS) + r")s?\b", re.I),
    re.compile(rf"\b(?:{_BEFORE_YEAR})(?P<y>(?:19|20)\d\d)\b(?![,.]\d)(?!\s?%)"),
)  # fmt: skip
