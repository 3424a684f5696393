"""A second opinion on the numbers of a text, that shares nothing with api/copilot/verify.py.

It knows less and is lenient: a number is true when any fact gives it, whatever is said of it. So what it calls false
is false, and who wants to know whether a true number is about the right thing has to read the sentence.
"""

import re
from collections.abc import Iterable, Iterator

from api.contracts import Fact

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORDS = {
    name: float(i)
    for i, name in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
    )
} | {"half": 0.5, "twice": 2.0, "double": 2.0, "doubled": 2.0, "hundred": 100.0, "thousand": 1000.0, "million": 1e6}  # fmt: skip
_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.I)
_TIMES = re.compile(r"\d times (that|the)\b")  # of two facts one over the other; only the template says so
_SCALES = (1.0, 100.0)  # as it is, and a share in percent
_HALF = 0.5 + 1e-9


def false_numbers(text: str, facts: Iterable[Fact]) -> list[str]:
    """The numbers of a text that no fact gives under plain rounding to the digits that are printed."""
    known = list(facts)
    given = [number for fact in known for number in _given(fact)]
    if _TIMES.search(text):
        values = [abs(fact.value) for fact in known if fact.value]
        given += [a / b for a in values for b in values]
    return [
        shown for shown, number, step in _numbers(text) if not any(abs(abs(g) - number) <= _HALF * step for g in given)
    ]


def _numbers(text: str) -> Iterator[tuple[str, float, float]]:
    """(as printed, value, value of its last digit)"""
    for found in _NUMBER.finditer(text):
        shown = found[0].rstrip(",")
        yield shown, float(shown.replace(",", "")), 10.0 ** -len(shown.partition(".")[2])
    for found in _WORD.finditer(text):
        yield found[0], _WORDS[found[0].lower()], 0.0


def _given(fact: Fact) -> Iterator[float]:
    """Its value, the numbers of its words and dates, and how many days and weeks it spans."""
    if fact.value is not None:
        yield from (fact.value * scale for scale in _SCALES)
    for words in (fact.label, fact.text or ""):
        yield from (number for _, number, _ in _numbers(words))
    for day in (fact.period_start, fact.period_end):
        if day:
            yield from (day.day, day.month, day.year)
    if fact.period_start and fact.period_end:
        days = (fact.period_end - fact.period_start).days
        yield from (days + 1, days // 7 + 1)
