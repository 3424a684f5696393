"""A claim about several series, seen from each: what it says of one, with the words that belong to the others left out.

So that a number near the name of one series is held against the facts of that series alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from api.copilot import vocabulary
from api.copilot.facts import Facts, base_of, place_of
from api.copilot.naming import name_pattern
from api.copilot.patterns import MASK
from api.copilot.reading import Problem, Reading, read

OTHER = "theotherseries"
_SET = ""  # the place of what is said of all series
_RATIO_BEFORE = re.compile(r"\b(?:twice|double|triple|times|half of|below|above)\s*$", re.I)
_OF_SET = re.compile(
    r"(?<!misses of )(?<!errors of )(?<!error of )\b(?:the|this|whole) set\b|\ball (?:\w+ )?series\b|\bas a whole\b",
    re.I,
)
_MEASURED_BY = re.compile(r"\W*(?:than|against|versus|vs\.?|compared (?:with|to)|of)\b", re.I)
# "..., compared with 8% for <the other>" tells a number of the other's own, in the words of the one before.
_CONTRAST = re.compile(
    r"\W*(?:compared (?:with|to)|against|versus|vs\.?) [£$€]?\d[\d,.]*(?:%| \w+)? (?:for|of|at|by) (?:the )?$", re.I
)
# A number right behind the series that something is compared with is that of this series: "as many as the cup with 10".
_TAKES = re.compile(
    r"(?:'s|,(?= [£$€]?\d)|,? (?:with|at)|, (?:whose|which)\b[^,;]*?)(?: just| only| about)?(?: [£$€])? ?(?=[£$€]?\d)",
    re.I,
)
_BY = re.compile(r"(?:'s)?(?: by| with a lead of)(?: \w+){0,2} ?", re.I)
_COMPARED = re.compile(
    r"\b(than|to|with|against|versus|vs\.?|unlike|over|from|beats?|exceeds|trails|tops|leads|outsold|outsells|outperforms|behind|ahead of|above|below|twice|double|triple|times|as"
    r"|(?:half|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)(?: of)?)"
    r"( (those|that|what|the (?:\w+ ){0,2}?(level|forecast|mase|sales|demand|revenue|error|one|figure|mean|cycle|total|sum|miss))(?: of| for)?)?( the)?\s*$",
    re.I,
)
_TURNS = f"{vocabulary.UP}|{vocabulary.DOWN}|{vocabulary.GOOD}|{vocabulary.BAD}|{vocabulary.FLAT}"


@dataclass(frozen=True)
class View:
    """What a claim says of one series: its text, the words before that it may lean on, and the facts that it cites."""

    text: str
    context: str
    fact_ids: tuple[str, ...]
    given: Facts


@dataclass(frozen=True)
class _Named:
    start: int
    end: int
    place: str


def views(text: str, fact_ids: tuple[str, ...], given: Facts) -> Iterator[View | Problem]:
    """The claim as it is where the facts are about one thing; else a view of each series that it names or cites."""
    if not given.places:
        yield View(text, "", fact_ids, given)
        return
    named = _named(text, given)
    masked = _blanked(text, named, MASK)
    cited = {place for i in fact_ids if (place := place_of(i))}
    if not named and not cited:
        yield View(text, "", fact_ids, Facts([f for f in given if not place_of(f.fact_id)]))
        return
    for place in sorted(cited - {one.place for one in named}):
        yield Problem(
            f"series {place}", "name", "facts of this series are cited; say its name next to what is said of it"
        )
    if not named:
        return
    owners = _owners(read(masked, [], Facts([])), named)
    if isinstance(owners, Problem):
        yield owners
        return
    for place in sorted({owner for *_, owner in owners} - cited - {_SET}):
        yield Problem(given.text(f"{place}.series_name"), "name", "no fact of this series is cited")
    for place in sorted({owner for *_, owner in owners} & (cited | {_SET})):
        yield _view(text, named, owners, place, fact_ids, given)


def _named(text: str, given: Facts) -> list[_Named]:
    """Where series are named, the longest names first, so that one within another is not taken for it."""
    names = [(given.text(f"{place}.series_name"), place) for place in given.places]
    found: list[_Named] = []
    rest = text
    for name, place in sorted([*names, *((f"series {p}", p) for p in given.places)], key=lambda n: -len(n[0])):
        for match in name_pattern(name).finditer(rest) if len(name) > 1 else ():
            found.append(_Named(match.start(), match.end(), place))
            rest = rest[: match.start()] + MASK * len(match.group()) + rest[match.end() :]
    return sorted(found, key=lambda one: one.start)


def _blanked(text: str, named: list[_Named], char: str) -> str:
    for one in named:
        text = text[: one.start] + char * (one.end - one.start) + text[one.end :]
    return text


def _owners(reading: Reading, named: list[_Named]) -> list[tuple[int, int, str]] | Problem:
    """Segments with the series that each is about: the one that it names, else the one before (at first: the one after)."""
    owned: list[tuple[int, int, str]] = []
    owner = named[0].place
    for start, end in reading.segments if reading.amounts else reading.pieces:
        own = [one for one in named if start <= one.start < end]
        free = [one for one in own if not _COMPARED.search(reading.text[start : one.start])]
        amounts = [m.start for m in reading.amounts if start <= m.start < end]
        if len({one.place for one in free}) > 1 or any(_is_unclear(reading.text, own, free, at) for at in amounts):
            return Problem(
                reading.text[start:end].replace(MASK, "?"), "name", "say of each number whose it is, series by series"
            )
        if not own and re.match(r"\W*(whose|which)\b", reading.text[start:end], re.I):
            owner = [one for one in named if one.start < start][-1].place if named[0].start < start else owner
        if not own and _OF_SET.search(reading.text[start:end]):
            owner = _SET
        if free or (own and amounts and min(amounts) > own[0].start):
            owner = (free or own)[0].place
        taken = next((one for one in own[1 if free else 0 :] if _TAKES.match(text_of(reading, one, end))), None)
        if taken and taken.place != owner:
            owned.append((start, taken.start, owner))
            start, owner = taken.start, taken.place
        owned.append((start, end, owner))
    return owned


def text_of(reading: Reading, one: _Named, end: int) -> str:
    """What follows a name within its segment."""
    return reading.text[one.end : end]


def _is_unclear(text: str, own: list[_Named], free: list[_Named], at: int) -> bool:
    """Whether a number follows the series that something is compared with, with nothing between that ends the comparison."""
    before = [one for one in own if one.start < at]
    is_compared = len(own) > 1 and bool(before) and before[-1] not in free
    between = text[before[-1].end : at] if before else ""
    is_told = _BY.fullmatch(between) or _TAKES.match(f"{between}0")
    return is_compared and not re.search(r"[:;,]", between) and not is_told


def _view(
    text: str,
    named: list[_Named],
    owned: list[tuple[int, int, str]],
    place: str,
    fact_ids: tuple[str, ...],
    given: Facts,
) -> View:
    """The segments of one series; others are blank, and `OTHER` stands for the series that it is compared with."""
    told, context, before = "", "", ""
    firsts = [one.start for one in named if one.place == place]
    contrasted = bool(firsts) and any(
        a <= firsts[0] < b and _CONTRAST.match(text[a : firsts[0]]) for a, b, owner in owned if owner == place
    )
    for start, end, owner in owned:
        own = [one for one in named if start <= one.start < end]
        if owner == place:
            told += _with_others(text, start, end, [one for one in own if one.place != place])
        else:
            one_before = before == place and own
            told += _as_yardstick(text, start, own) if one_before else " "
            context += "" if told.strip() else _cues(text[start:end], [_shifted(one, start) for one in own], contrasted)
        before = owner
    ids = tuple(base_of(i) for i in fact_ids if place_of(i) in ("", place))
    extra = ("series_name",) if given.has(f"{place}.series_name") and "series_name" not in ids else ()
    return View(told.strip(), context, (*ids, *extra), given.of(place))


def _as_yardstick(text: str, start: int, own: list[_Named]) -> str:
    """Another series' segment, as far as it is what this one is compared with: "than that of <the other>", "against <the other>"."""
    if start == own[0].start:
        return f" {OTHER} " if _COMPARED.search(text[:start]) else " "
    if _COMPARED.search(text[start : own[0].start]):
        return f" {text[start : own[0].start].strip(' ,')} {OTHER} "
    if _CONTRAST.match(text[start : own[0].start]):
        return " "
    measured = _MEASURED_BY.match(text, start) or _RATIO_BEFORE.search(text[:start])
    return f" {measured.group().strip(' ,')} {OTHER} " if measured else " "


def _with_others(text: str, start: int, end: int, others: list[_Named]) -> str:
    for one in sorted(others, key=lambda one: -one.start):
        tail = text[one.end : end].removeprefix("'s")
        text = f"{text[: one.start]}{OTHER}{tail}"
        end = len(text)
    return text[start:end]


def _shifted(one: _Named, by: int) -> _Named:
    return _Named(one.start - by, one.end - by, one.place)


def _cues(segment: str, named: list[_Named], with_turns: bool) -> str:
    """The words of another series' segment that a later one may lean on: no names, no amounts, directions only of a contrast."""
    plain = read(_blanked(segment, named, " "), [], Facts([])).plain
    return f"{plain} " if with_turns else re.sub(_TURNS, " ", plain, flags=re.I) + " "
