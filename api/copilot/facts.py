"""A list of facts as a lookup, and how a fact is said: thousands, percent, pounds, dates in words."""

import math
import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime

from api.contracts import Fact
from api.copilot.patterns import NUMBER

CURRENCIES = {"GBP": "£", "USD": "$", "EUR": "€"}
_COUNTED = ("series", "rows", "alerts", "windows", "steps", "reasons", "runs")
_DATE_TEXTS = ("last_period", "last_period_before", "history_start")
_CHANGES = ("revision_sum", "revision_peak", "surprise", "bias", "whatif_peak")
_MAX_TEXT = 160
# A name that talks to a reader of instructions is data that nobody needs to repeat.
_INSTRUCTION = re.compile(
    r"\b(ignore|disregard|forget|override)\b.{0,30}\b(previous|prior|above|all|any|earlier|everything"
    r"|rules?|facts?)\b"
    r"|\binstructions?\b|\bprompts?\b|\bassistant\b|\bsystem\s*:|\byou (are|must|should|will)\b"
    r"|\b(say|reply|respond|answer)\b.*\d|[<>{}\x00-\x1f\x7f]",
    re.I,
)

# A name that reads like a statement would be one in the sentence that it is in.
_STATEMENT = re.compile(
    r"\b(is|are|was|were|has|have|will|averag\w*|total\w*|r[io]se|fell|gr[eo]w\w*|dropp?\w*|forecast\w*|sales|revenue|levels?|mase|units?)\b.*\d"
    r"|\d\s?(%|percent|units\b)|https?:|www\.",
    re.I,
)
_GIVEN_NAMES = ("series_name", "set_label", "top_riser", "top_faller", "largest_series", "whatif_covariates")
_NAMELESS = {
    "fact_id": "series_name",
    "label": "Name",
    "value": None,
    "unit": None,
    "period_start": None,
    "period_end": None,
}


def sayable(fact: Fact) -> bool:
    """Whether a fact may be told: numbers always, texts unless they are long or read like instructions."""
    if fact.text is None:
        return True
    plain = fact.text.replace("_", " ")
    is_hidden = any(unicodedata.category(char) in ("Cf", "Cc") for char in fact.text)
    if is_hidden or (base_of(fact.fact_id) in _GIVEN_NAMES and _STATEMENT.search(plain)):
        return False
    is_words = base_of(fact.fact_id) in _DATE_TEXTS or bool(re.search(r"[^\W\d_]{2}", fact.text)) or _is_code(fact.text)
    return is_words and len(fact.text) <= _MAX_TEXT and not _INSTRUCTION.search(plain)


def _is_code(text: str) -> bool:
    """Whether a text is a code like N2386 or 85123A, which nobody takes for a number as 1200k would be."""
    return len(text) > 1 and bool(re.search(r"[^\W\d_]", text)) and not NUMBER.search(text)


def is_known(fact: Fact) -> bool:
    """Whether a fact has exactly one of a finite value and a text."""
    has_value = fact.value is not None and abs(fact.value) < float("inf")
    return has_value != (fact.text is not None)


class Facts:
    """Facts by id; what is absent, not finite or not sayable is not there. The last of two equal ids wins."""

    def __init__(self, facts: list[Fact]) -> None:
        self._by_id = {fact.fact_id: fact for fact in facts if is_known(fact) and sayable(fact)}

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._by_id.values())

    def get(self, fact_id: str) -> Fact | None:
        return self._by_id.get(fact_id)

    def has(self, *fact_ids: str) -> bool:
        return all(fact_id in self._by_id for fact_id in fact_ids)

    def value(self, fact_id: str) -> float:
        """The number of a fact; raises KeyError where it is absent: ask `has` before."""
        value = self._by_id[fact_id].value
        if value is None:
            raise KeyError(f"fact {fact_id!r} is a text; expected a number")
        return value

    def text(self, fact_id: str, default: str = "") -> str:
        fact = self._by_id.get(fact_id)
        return (fact.text or "").strip() if fact else default

    def said(self, fact_id: str) -> str:
        """A fact in words, e.g. "1,287 units", "£4,300", "12%"; a falling share without its sign."""
        return said(self._by_id[fact_id])

    def number(self, fact_id: str) -> str:
        """The same without its unit's name: "1,287", "£4,300", "12%"."""
        return number(self._by_id[fact_id])

    def day(self, fact_id: str) -> str:
        """The first period of a fact (or the date that it states), e.g. "the week of 28 November 2011"."""
        start = date_of(self._by_id[fact_id])
        return in_words(start, self.grain) if start else ""

    @property
    def places(self) -> list[str]:
        """The places of the series that these facts are about, where they are about several: "1", "2" and so on."""
        return sorted({place for fact_id in self._by_id if (place := place_of(fact_id))}, key=int)

    def of(self, place: str) -> "Facts":
        """The facts of one of several series under their own ids, and those of none."""
        own = [fact for fact_id, fact in self._by_id.items() if place_of(fact_id) in ("", place)]
        facts = [fact.model_copy(update={"fact_id": base_of(fact.fact_id)}) for fact in own]
        if facts and not self.has(f"{place}.series_name"):  # its name cannot be said
            facts.append(facts[-1].model_copy(update=_NAMELESS | {"text": f"series {place}"}))
        return Facts(facts)

    @property
    def grain(self) -> str:
        return self.text("grain") or next((f.text or "" for f in self if base_of(f.fact_id) == "grain"), "period")

    @property
    def is_set(self) -> bool:
        return self.has("set_label") or self.has("n_series")


def place_of(fact_id: str) -> str:
    """ "2" of "2.recent_level"; empty for the facts of one series or of a set."""
    place, dot, _ = fact_id.partition(".")
    return place if dot and place.isdecimal() else ""


def base_of(fact_id: str) -> str:
    """ "recent_level" of "2.recent_level"."""
    return fact_id.partition(".")[2] if place_of(fact_id) else fact_id


def kind(fact: Fact) -> str:
    """What sort of quantity a fact is: share, ratio, count, periods, rank, points or amount."""
    if fact.unit in ("share", "ratio", "periods", "rank", "points"):
        return str(fact.unit)
    return "count" if fact.unit in _COUNTED or fact.fact_id.startswith(("n_", "rows_")) else "amount"


def said(fact: Fact) -> str:
    named = kind(fact) == "amount" and fact.unit and fact.unit.upper() not in CURRENCIES
    return f"{number(fact)} {fact.unit}" if named else number(fact)


def number(fact: Fact) -> str:
    """A fact's number without its sign: the words around it say up or down, except for amounts below zero."""
    value = fact.value or 0.0
    if kind(fact) == "share":
        return f"{_trimmed(abs(value) * 100, 0 if abs(value) >= 0.1 else 1)}%"
    if kind(fact) == "ratio":
        return f"{abs(value):.2f}"
    symbol = CURRENCIES.get((fact.unit or "").upper(), "") if kind(fact) == "amount" else ""
    sign = "-" if value < 0 and not fact.fact_id.endswith("_change") and base_of(fact.fact_id) not in _CHANGES else ""
    return f"{sign}{symbol}{_plain(abs(value))}"


def _plain(value: float) -> str:
    """Three digits or so; of what is small at least two that are not zero."""
    small = 2 if value >= 0.1 or value == 0 else 1 - math.floor(math.log10(value))
    return _trimmed(value, 0 if value >= 100 else 1 if value >= 10 else min(small, 6))


def _trimmed(value: float, decimals: int) -> str:
    shown = f"{value:,.{decimals}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def date_of(fact: Fact) -> datetime | None:
    """When a fact is about: the ISO date that it states, else the start of its period."""
    if fact.fact_id in _DATE_TEXTS:
        try:
            return datetime.fromisoformat(fact.text or "")
        except ValueError:
            return None
    return fact.period_start


def in_words(day: datetime, grain: str) -> str:
    """A period's start in words: "the week of 28 November 2011", "28 November 2011" or "November 2011"."""
    if grain in ("month", "quarter", "year"):
        return f"{day:%B %Y}"
    date = f"{day.day} {day:%B %Y}"
    return f"the week of {date}" if grain == "week" else date
