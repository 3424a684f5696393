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
_PARTS_OF = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "twelfth": 12, "twentieth": 20,
}  # fmt: skip
FRACTIONS = {form: 1 / n for word, n in _PARTS_OF.items() for form in (word, f"{word}s")} | {
    "halved": 0.5,
    "halving": 0.5,
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
    "quadruple": 4.0,
    "quadrupled": 4.0,
    "fourfold": 4.0,
    "fivefold": 5.0,
    "doubling": 2.0,
    "tripling": 3.0,
    "thrice": 3.0,
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
HEDGES_OVER = r"tops|topping|over|more than|in excess of|upwards of|north of|at least"
HEDGES_UNDER = r"under|less than|fewer than|short of|shy of|nearly|almost|approaching|close on|at most"
HEDGES_ABOUT = r"about|around|roughly|approximately|approx\.?|some|circa|close to|near|in the region of|something like|an estimated"
_BY_LITTLE = r"(?:just|only just|a (?:little|bit|shade|touch|fraction)|slightly|somewhat|marginally|fractionally|well|comfortably|clearly|only|very)"
_HEDGE = rf"(?:(?P<hedge>\b(?:{_BY_LITTLE} )?(?:{HEDGES_OVER}|{HEDGES_UNDER}|{HEDGES_ABOUT})\b|~)\s*)?"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = (
    r"(?P<points>[\s-]?percentage[\s-]points?\b|\s?pp\b|[\s-]points?\b|%[\s-]points?\b|\s?bps\b"
    r"|\sbasis points\b)"
    r"|(?P<percent>\s?%|[\s-]?per\s?cent\b)|(?P<times>\s?times\b|[\s-]?fold\b|x\b|\s?×)"
    r"|(?P<currency>\s?(?:GBP|USD|EUR|pounds?|dollars|euros)\b)"
    r"|(?P<duration>[\s-]?(?:(?:most recent|open|trading|business|working|more|further|earlier|forecast"
    r"|calendar|new|past|full|whole|single|consecutive|future|recent|additional|extra|backtested|historical)\s)?(?:weeks?|days?|months?|years?|periods?|steps?|hours?)\b)"
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
_COUNTABLE = r"(?:alerts?|warnings?|failures?|rows?|series|reasons?|products?|concerns?|doubts|drift|records?|units?|sales|demand|revenue)"
ZERO = re.compile(
    rf"\bnot (?:a single|one)\b(?= (?:open |raw |input |data |backtested )?{_COUNTABLE}\b)|\bno\b(?= (?:open |raw |input |data |single |backtested |monitored )?{_COUNTABLE}\b)"
    rf"|\bnone\b(?= of (?:the|its|this|these|those|\x01+)(?: series'| product's| set's)?(?: \w+)? ?{_COUNTABLE})|\bnone\b(?=\.?$)|\bnothing\b",
    re.I,
)
_FEW = "an?|one|two|three|four|five|six|seven|eight|nine"
_FRACTION = "|".join(sorted((w for w in FRACTIONS if w not in ("halved", "halving", "half")), key=len, reverse=True))
PORTION = re.compile(
    rf"{_HEDGE}(?:\b(?P<n>{_FEW})[\s-](?P<word>{_FRACTION})\b(?! (?:place|series|week|day|month|run|forecast|year))"
    rf"|\b(?:a\s)?(?<!first )(?<!second )(?<!last )(?<!later )(?P<half>half|halved|halving|{'|'.join(MULTIPLES)})\b)",
    re.I,
)
_COUNT_WORD = "one|two|three|four|five|six|seven|eight|nine"
RATE = re.compile(
    rf"{_HEDGE}\b(?:(?P<n>(?:{_COUNT_WORD}|\d+))(?: (?:series|products?|rows?|forecasts?|steps?))?(?: out of every | in every | in )|(?P<odds>{_COUNT_WORD}) to )"
    rf"(?P<of>{_COUNT_WORD}|ten|twenty|\d+)\b(?= (?:of|series|products|forecasts?|rows|actuals?|actual values|steps|alerts|is|are|was|were|has|have|failed|fell|lay)\b|,(?!\d)|\.(?!\d)|$)",
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
_PART = r"(?:\b(?P<part>early|mid|late)[\s-])?"
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
DATES = (
    re.compile(_LEAD + r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?:T00:00(?::00)?Z?)?\b(?!-)", re.I),
    re.compile(_LEAD + rf"\b{_DAY}(?:\s+of)?\s+(?P<m>{_MONTH})\b\.?{_YEAR}", re.I),
    re.compile(_LEAD + rf"\b(?P<m>{_MONTH})\b\.?\s+{_DAY}\b(?!,\d{{3}}){_YEAR}", re.I),
    re.compile(rf"{_PART}\b(?P<m>{_MONTH})\b\.?,?\s+(?:of\s+)?(?P<y>(?:19|20)\d\d)\b(?!,\d)", re.I),
    re.compile(r"\b(?P<season>spring|summer|autumn|fall|winter)(?: of)? (?P<y>(?:19|20)\d\d)\b", re.I),
    re.compile(rf"{_PART}\b(?P<m>{_MONTH})\b(?<!\bmay)(?<!\bmarch)(?<!\bmar)|\b(?P<m2>(?-i:May|March))\b", re.I),
    re.compile(r"\b(?P<weekday>" + "|".join(WEEKDAYS) + r")s?\b", re.I),
    re.compile(rf"\b(?:{_BEFORE_YEAR})(?P<y>(?:19|20)\d\d)\b(?![,.]\d)(?!\s?%)"),
)  # fmt: skip
