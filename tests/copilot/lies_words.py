"""Lies in words: another direction, date, period, series, month, place, model or text, and what no fact has."""

import re
from collections.abc import Iterator

from api.contracts import Fact
from api.copilot.facts import base_of, place_of
from api.copilot.verify import Claim

from .lies_numbers import DATE, Maker

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


def _direction(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    masked = claim.text
    for name in {f.text for f in facts if f.text}:
        masked = masked.replace(name, "x" * len(name))
    for word, other in _TURNS.items():
        for match in re.finditer(rf"(?<!makes )(?<!making )(?<!reach )(?<!add )\b{word}\b", masked):
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


def _added(parts: tuple[str, ...]) -> Maker:
    def make(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
        part = parts[n % len(parts)]
        if not ("largest_series" in claim.fact_ids and part == ", more than any other series"):  # which is true
            yield f"{claim.text.removesuffix('.')}{part}."

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
        if said in claim.text and f"The {said}" not in claim.text:
            yield claim.text.replace(said, other)


MAKERS: dict[str, Maker] = {
    "direction": _direction, "date": _date, "period": _period, "swapped series": _another_series, "cause": _added(_CAUSES),
    "superlative": _added(_BOASTS), "prediction": _added(_FORECASTS), "negation": _negated, "month": _month, "rank": _rank, "model": _model,
    "text": _text,
}  # fmt: skip
