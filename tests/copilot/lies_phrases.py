"""Lies about what is told in words instead of digits: fractions, hedges, counts, sides, the talk of a forecast as of the past, and nothing."""

import re
from collections.abc import Iterator
from itertools import pairwise

from api.contracts import Fact
from api.copilot.verify import Claim

from .lies_numbers import Maker

_FRACTIONS = (
    ("half", "a tenth"), ("two thirds", "a third"), ("three quarters", "a quarter"), ("a third", "two thirds"), ("a quarter", "a half"),
    ("a fifth", "three fifths"), ("four fifths", "a fifth"), ("an eighth", "a quarter"), ("a sixth", "a half"), ("a tenth", "nine tenths"),
    ("a twentieth", "a fifth"), ("nine tenths", "a tenth"), ("twice", "five times"), ("double", "triple"), ("doubled", "tripled"),
    ("halved", "doubled"), ("three times", "six times"), ("four times", "twice"), ("twelve times", "three times"), ("two thirds", "a tenth"),
    ("one in six", "one in three"), ("one in ten", "one in two"), ("four in ten", "one in ten"), ("three to one", "nine to one"),
)  # fmt: skip
_HEDGES = (
    ("just over", "just under"), ("just under", "just over"), ("more than", "less than"), ("less than", "more than"), ("fewer than", "more than"),
    ("a little over", "a little under"), ("a bit under", "a bit over"), ("nearly", "more than"), ("almost", "more than"), ("just tops", "is just under"),
)  # fmt: skip
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SIDES = (
    ("short of", "ahead of"), ("under the target", "above the target"), ("beat", "missed"), ("exceeded", "fell below"), ("rose", "fell"), ("fell", "rose"),
    ("climbed", "dropped"), ("grew", "shrank"), ("gained", "lost"), ("lost", "gained"), ("raised", "lowered"), ("raises", "lowers"), ("lifted", "trimmed"),
    ("lifts", "cuts"), ("cut", "lifted"), ("trimmed", "lifted"), ("lowered", "raised"), ("slipped", "climbed"), ("eased", "surged"), ("shrank", "grew"),
    ("plunged", "soared"), ("edged up", "edged down"), ("inched up", "inched down"), ("increase", "decrease"), ("gain", "loss"), ("drop", "rise"),
    ("decline", "increase"), ("reduction", "increase"), ("overshot", "undershot"), ("undershot", "overshot"), ("outsold", "trailed"), ("losing", "gaining"),
    ("slides", "climbs"), ("tapers off", "builds up"), ("larger", "smaller"), ("stronger", "weaker"), ("softer", "stronger"), ("adds", "takes"),
    ("takes away", "adds"), ("came down", "went up"), ("went up", "came down"), ("beats", "trails"), ("exceeds", "falls below"), ("tops", "misses"),
)  # fmt: skip
_EDGES = (
    ("first(?! and the)", "last"), ("last week", "first week"), ("final", "first"), ("upper", "lower"), ("lower end", "upper end"), ("latest", "previous"),
    ("preceding", "latest"), ("weakest", "strongest"), ("strongest", "weakest"), ("high point", "low point"), ("bottoms out", "peaks"),
    ("seasonal naive(?! benchmark)", "model"), ("mid-December", "late December"), ("early September", "late August"), ("autumn", "spring"), ("two runs", "four runs"),
)  # fmt: skip
_TENSES = (
    ("is expected to(?! be)", "did"), ("are expected to bring", "brought"), ("are forecast", "were sold"), ("is forecast", "was sold"), ("would sell", "sold"),
    ("are projected at", "came to"), ("the forecast totals", "sales totalled"), ("The forecast totals", "Sales totalled"), ("sold", "is forecast to sell"),
    ("the recent level", "the forecast"), ("actuals", "forecasts"), ("averaged", "is expected to average"),
)  # fmt: skip


def _other_words(pairs: tuple[tuple[str, str], ...]) -> Maker:
    def make(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
        masked = claim.text
        for name in sorted({f.text for f in facts if f.text}, key=len, reverse=True):
            masked = masked.replace(name, "x" * len(name))
        edges = {f.value for f in facts if f.fact_id in ("forecast_first", "forecast_last")}
        for said, other in pairs:
            if len(edges) == 1 and {said.partition("(")[0], other} == {"first", "last"}:  # both are true
                continue
            if said == "the recent level" and "than that of" in claim.text and not re.search(r"\d", claim.text):
                continue  # where the level is higher, the forecast often is
            for match in re.finditer(rf"\b{said}\b", masked, re.I):
                new = other.capitalize() if match.group()[0].isupper() else other
                yield claim.text[: match.start()] + new + claim.text[match.end() :]

    return make


def _count(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for word, other in pairwise(_COUNTS[1:]):
        for match in re.finditer(
            rf"\b{word}\b(?! (?:times|runs|to one|third|quarter|fifth|tenth))(?<!the two)(?<!The two)", claim.text, re.I
        ):
            new = other.capitalize() if match.group()[0].isupper() else other
            yield claim.text[: match.start()] + new + claim.text[match.end() :]


def _nothing(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    """No sentence at all: names, and what they are about."""
    names = [f.text for f in facts if f.fact_id.endswith("series_name") and f.text and f.text in claim.text]
    yield from (f"{name}." for name in names)
    yield from (f"The forecast of {name}." for name in names)
    if len(names) > 1:
        yield f"{names[0]} versus {names[1]}."
    yield "The level against the forecast."


def _none(claim: Claim, facts: list[Fact], n: int) -> Iterator[str]:
    for said, other in (
        ("No ", "All "),
        ("None of", "All of"),
        ("nothing", "something"),
        ("zero", "two"),
        (" none", " three"),
        ("no ", "two "),
    ):
        if said in claim.text:
            yield claim.text.replace(said, other, 1)


MAKERS: dict[str, Maker] = {
    "fraction": _other_words(_FRACTIONS), "hedge": _other_words(_HEDGES), "count": _count, "side": _other_words(_SIDES), "edge": _other_words(_EDGES),
    "tense": _other_words(_TENSES), "nothing": _nothing, "none": _none,
}  # fmt: skip
