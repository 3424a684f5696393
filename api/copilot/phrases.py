"""Turns of phrase that say what plainer words say, put plainly before a claim is read; and those that say nothing, left out."""

import re

from api.copilot.mentions import parse

_LINKS = (
    "however|overall|in short|in sum|in other words|put simply|by contrast|in contrast|that said|on the other hand|on the one hand|at the other end"
    "|at the same time|looking ahead|going forward|looking back|in detail|for context|for reference|in particular|in practice|as a reminder|to put it simply"
)
_ASIDES = "note|be aware|bear in mind|keep in mind|it is worth noting|it should be noted|remember|please note|it is worth knowing"
# Not where a number of series follows, on which seasonal naive did better.
_THAN_IT = r"(?! (?:on|for|in) (?:\d|one|two|three|four|five|six|seven|eight|nine))(?: than (?:it|this|(?:the|this|its) (?:forecast|model))\b)?"
_WORSE = "the forecast is worse than seasonal naive"
_REWRITTEN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I), plain)
    for pattern, plain in (
        (rf"^(?:{_LINKS}), ", ""),
        (rf"^(?:{_ASIDES}) that ", ""),
        (rf", (?:{_LINKS}|too|as well),", ""),
        # The state of a series and what became of its periods and rows, as the facts' labels tell them.
        (r"\b(?:have|has|had)(?: had)? no recent demand\b", "are stale"),
        (r"\b(?:without|with no) recent demand\b", "stale"),
        (r"\b(?:have|has|had|got) no forecast\b", "failed"),
        (r"\bwithout a forecast\b", "failed"),
        (r"\b(?:have|has|had) no rows? and (?:were|was|are) filled\b", "were filled"),
        (r"\b(?:without (?:a |any )?rows?|with no rows?)\b", "missing"),
        (r", freed of its season,?", ""),
        (r"\bone (?:thing|point|concern|reservation) (?=speaks against|that speaks against|about)", "one reason "),
        (
            r"\btimes (?:that of|what) (?:the )?seasonal naive(?: forecast)?(?:'s)?(?: missed)?(?: by)? in (?:the )?training\b",
            "times by MASE",
        ),
        (r"\btrack record\b", "accuracy"),
        (r", or (\d[\d.,]*%), (?=(?:higher|lower|more|less)\b)", r" or \1 "),
        (r"\b(one|two|three|\d+) (?:thing|point)s? against\b", r"\1 reasons against"),
        (
            r"\b(?:points|things|concerns|reservations) (?=(?:speak|count|weigh) against|that (?:speak|count|weigh) against)",
            "reasons ",
        ),
        (r"\b(scatter|bias) is what the squared error mostly consists of\b", r"the squared error is mostly \1"),
        (r"\bbias explains\b", "bias is"),
        # Superlatives and states that are told the other way round.
        (r"\bmost of the squared error is\b", "the squared error is mostly"),
        (r"\bweaker than (?=(?:the )?seasonal naive\b)", "worse than "),
        (r"\bstronger than (?=(?:the )?seasonal naive\b)", "better than "),
        (
            rf"(?<!where )(?<!which )\bseasonal naive (?:did|does|was|has done|performed) better\b(?! on its backtests){_THAN_IT}",
            _WORSE,
        ),
        (
            r"\bseasonal naive (?:beat|beats|outperformed|outperforms|bettered) (?:it|(?:the|this|its) (?:forecast|model))\b",
            _WORSE,
        ),
    )
)

_MOST_OF_ALL = re.compile(r",? more than any other(?: (?:series|product|country|one))?\b", re.I)
# "Goes up to 5 units" tells a direction, "an interval from 3 up to 5 units" does not.
_UP_TO = re.compile(
    r"\b(is|are|was|were|goes|went|moves|moved|comes|came)\b((?:[^.;:]|\.\d){0,80}?) up to (?=[£$€]\d|\d[\d.,]* units?\b)",
    re.I,
)
_BOUNDED = re.compile(r"\b(?:intervals?|ranges?|between)\b[^.;:]*\bup to\b", re.I)
_WEIGHED = re.compile(r", (more|higher|larger|greater|bigger|less|fewer|lower|smaller) than ", re.I)
_MORE = ("more", "higher", "larger", "greater", "bigger")


def plainly(text: str, largest: str = "") -> str:
    """The sentence with such phrases replaced, `largest` being the cited largest series; a sentence without any is as it was."""
    if largest and largest.lower() in text.lower():
        text = _MOST_OF_ALL.sub(", the largest", text)
    for pattern, plain in _REWRITTEN:
        text = pattern.sub(plain, text)
    text = text if _BOUNDED.search(text) else _UP_TO.sub(r"\1\2 higher to ", text)
    return _WEIGHED.sub(lambda match: ", against " if _is_so(text, match) else match.group(), text)


def _is_so(text: str, match: re.Match[str]) -> bool:
    """Whether of two numbers of the same unit, all that there are, the first is as much more (or less) than the second as is said."""
    numbers = [m for m in parse(text)[0] if m.kind == "number"]
    if (
        len(numbers) != 2
        or not numbers[0].end <= match.start() < numbers[1].start
        or numbers[0].unit != numbers[1].unit
    ):
        return False
    more, less = numbers if match[1].lower() in _MORE else numbers[::-1]
    return more.value > less.value
