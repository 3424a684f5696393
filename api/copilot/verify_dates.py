"""Dates, periods and durations of a claim against the periods of the facts that it cites."""

import re
from collections.abc import Iterator
from datetime import datetime

from api.contracts import Fact
from api.copilot import kinds, roles, vocabulary
from api.copilot.facts import date_of, kind
from api.copilot.mentions import Mention, matches_date
from api.copilot.patterns import MONTHS
from api.copilot.places import position_fits, role_fits
from api.copilot.polarity import found
from api.copilot.reading import Problem, Reading
from api.copilot.verify_numbers import fitting
from api.copilot.vocabulary import PEAK

_WEEKS_OF = r"( and including)?( the)?( (week|day|period)s?( of| starting| beginning)?)?\s*$"
_STARTS = re.compile(
    rf"\b(from|since|starting|starts|between|beginning|begins|opens|starting in|beginning in)( on"
    rf"| in)?{_WEEKS_OF}",
    re.I,
)
_ENDS = re.compile(rf"\b(to|until|till|through|ending|ended|ends|up to|and|by)( on| in)?{_WEEKS_OF}", re.I)
_AHEAD = re.compile(r"\b(next|coming|following|ahead|forecast)\s*$", re.I)
_SPANNED = re.compile(
    r"\b(the|a|an|its|their|these|those|same|over|of|in|for|during|within|next|coming|following|ahead|forecast|last|past|previous|recent|preceding"
    r"|prior|latest|full|first|final|all)\s*$", re.I)  # fmt: skip
_BACK = re.compile(r"\b(last|past|previous|recent|preceding|prior|latest)\s*$", re.I)


_BACK_TO = re.compile(r"\bback to (the week of )?$", re.I)
_REACHES = re.compile(
    r"\b(spans?|covers?|runs? (for|over)|extends? over|(?:horizon|forecast) (is|has|was))( the)?\s*$", re.I
)  # said of a forecast
_LATEST_FROM = re.compile(
    r"\b(latest|last|newest|most recent)\b[^,;.]* (is|are|was|were|comes?|dates?) from( the week of)? ?$", re.I
)
_DOWN_TO = re.compile(r"\bdown to (the week of )?$", re.I)  # a date is reached, not fallen to


def date_problems(reading: Reading) -> Iterator[Problem]:
    for mention in reading.mentions:
        is_down = mention.kind == "date" and _DOWN_TO.search(reading.text[: mention.start])
        if is_down or (
            mention.kind == "date" and not any(_date_fits(reading, mention, fact) for fact in reading.cited)
        ):
            yield Problem(mention.text, "date", "no cited fact has this date or month in this role")


def _date_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    if _BACK_TO.search(reading.text[: mention.start]) and fact.fact_id != "history_start":
        return False
    return _moment_fits(reading, mention, fact) and _role_allows(reading, mention, fact)


_ON_YEAR = ("yoy_change", "level_change", "forecast_vs_year_ago")
_SAME_OF = re.compile(r"\b(same|corresponding|equivalent|identical) (\w+ )?\w+ (of|in) ?$", re.I)


def _moment_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    if fact.fact_id in ("season_peak", "season_trough"):
        alone = mention.day is None and mention.year is None and mention.month is not None and mention.weekday is None
        return alone and MONTHS[(mention.month or 1) - 1] == (fact.text or "").strip().lower()
    start = date_of(fact)
    end = fact.period_end or start
    if start and fact.fact_id in _ON_YEAR and mention.year and not mention.month and not mention.season:
        return mention.year == start.year - 1 and bool(_SAME_OF.search(reading.text[: mention.start]))
    if (
        start is None
        or end is None
        or (
            mention.month
            and not mention.day
            and not mention.year
            and not mention.part
            and not fact.fact_id.startswith("forecast_")
        )
    ):
        return False
    return (
        any(matches_date(mention, moment) for moment in [start])
        if start == end
        else _span_fits(reading, mention, start, end)
    )


def _span_fits(reading: Reading, mention: Mention, start: datetime, end: datetime) -> bool:
    """After "from" a period's start, after "to" its end; else the whole period must lie in what is said."""
    head, tail = reading.text[: mention.start], reading.text[mention.end :]
    if _STARTS.search(head) or re.match(r"\s(to|until|through)\b|\s?-\s?", tail):
        return matches_date(mention, start)
    if _ENDS.search(head) or mention.is_week_end:
        return matches_date(mention, end)
    return matches_date(mention, start) and matches_date(mention, end)


def _role_allows(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """The words around a date are about the fact: a forecast's date is not said of the past."""
    if _beside_its_number(reading, mention, fact):
        return True
    role, near = roles.ROLES.get(fact.fact_id, roles.Role()), reading.near(mention)
    head = reading.text[: mention.start]
    if (fact.fact_id == "history_start" and _ENDS.search(head) and not _BACK_TO.search(head)) or (
        fact.fact_id == "last_period" and _STARTS.search(head) and not _LATEST_FROM.search(head)
    ):
        return False
    if fact.fact_id in ("season_peak", "season_trough") and _with_ratio(reading, mention, fact):
        near += "@ratio"
    if fact.fact_id == "worst_share" and found(r"\ball misses\b", reading.plain):
        return True
    if fact.fact_id.startswith("worst_"):
        return found(rf"{vocabulary.EXTREME}|\balone\b", reading.lead(mention)) and found(
            vocabulary.MISS, reading.lead(mention)
        )
    if fact.value is None:
        return (not role.near or found(role.near, near)) and not found(role.forbid, near)
    is_ahead = fact.fact_id.startswith(_AHEAD_OF)
    if fact.fact_id.startswith(_ARRIVALS):
        return found(vocabulary.ARRIVED, reading.plain)
    if not is_ahead and role.lead and not found(role.lead, reading.lead(mention)):
        return False
    talks_ahead = found(
        f"{vocabulary.FORECAST}|{vocabulary.INTERVAL}" if "_80" in fact.fact_id else vocabulary.FORECAST,
        reading.topic(mention),
    )
    if fact.fact_id.startswith(("whatif_", "revision_")):
        talks_ahead = talks_ahead or found(role.lead, reading.topic(mention))
    if is_ahead != talks_ahead and (is_ahead or found(vocabulary.FORECAST, near)):
        return False
    if fact.fact_id.startswith("year_ago") or fact.fact_id.startswith("previous"):
        return found(f"{vocabulary.YEAR_AGO}|{vocabulary.BEFORE}", near)
    if is_ahead and _is_other_edge(reading, mention, fact):
        return False
    if not mention.day and is_ahead and fact.period_start == fact.period_end:
        return position_fits(reading, mention, fact, dates=True) and found(
            r"first|last|peak|highest|start|begin|end|final", reading.near(mention)
        )
    return position_fits(reading, mention, fact, dates=False)


_AHEAD_OF = ("forecast_", "revised_", "revision_", "whatif_")
_ARRIVALS = ("arrived_", "surprise", "n_arrived")


def _with_ratio(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """Whether the ratio of a month stands beside it."""
    a, b = reading.segment(mention.start)
    return any(
        a <= m.start < b and any(f.fact_id == f"{fact.fact_id}_ratio" for f in fitting(reading, m))
        for m in reading.amounts
    )


def _beside_its_number(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """A date with its year needs no words of its own beside the number of its fact."""
    a, b = reading.segment(mention.start)
    return bool(mention.year and fact.value) and any(
        fact in fitting(reading, m) for m in reading.amounts if a <= m.start < b
    )


_PEAKS = re.compile(
    r"\b(?:busiest|highest|strongest|largest|peak)\b[^,;]*\bone (?:starting|beginning|of|from)(?: on)? $", re.I
)


def _is_other_edge(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """A forecast runs from its first to its last step, and only what is called the peak is the peak."""
    head, near = reading.text[: mention.start], reading.near(mention)
    if fact.fact_id == "forecast_peak":
        a, b = reading.segment(mention.start)
        return not found(PEAK, near) and not any(a <= m.start < b for m in reading.amounts)
    late = fact.fact_id.startswith("forecast_last") and _STARTS.search(head)
    early = fact.fact_id.startswith("forecast_first") and _ENDS.search(head)
    other_than_peak = fact.fact_id.startswith("forecast_") and _PEAKS.search(head)
    return bool(late or early or other_than_peak)


_SILENT_FOR = re.compile(
    r"\bno (?:demand|sales|orders|revenue)\b[^,;]*? (?:for|in) (?:the (?:last|past) )?$|\bsilent for $", re.I
)


def duration_problems(reading: Reading) -> Iterator[Problem]:
    """A duration is that of a cited fact: the horizon looks ahead, all others look back."""
    for mention in reading.mentions:
        if mention.kind == "duration" and not _duration_fits(reading, mention):
            yield Problem(mention.text, "number", "no cited fact covers this many periods")


def _duration_fits(reading: Reading, mention: Mention) -> bool:
    if mention.sign or mention.hedge not in ("", "over"):  # "over 52 weeks": during them
        return False
    head = reading.text[: mention.start]
    if _SILENT_FOR.search(head):  # only a status says for how long, and its reason is a name
        return False
    of_forecast = re.match(r" of (?:its|the) forecast\b", reading.text[mention.end :], re.I)
    looks_ahead = bool(of_forecast) or (
        found(vocabulary.FORECAST, reading.lead(mention)) and not found(vocabulary.YEAR_AGO, reading.near(mention))
    )
    if (
        mention.value == 1
        and mention.unit == _grain(reading)
        and re.search(r"\bany $|\b(?:miss|effect|change|revision)\b(?: \w+)? (?:of|in) $", head)
    ):  # "any one week" is no span
        return True
    if re.match(r" (?:were|was|are|have been) (?:corrected|filled)\b", reading.text[mention.end :]):
        return any(_is_length(reading, mention, f) for f in reading.cited)
    ahead, back = _ahead(reading), _back(reading, mention)
    allowed = ahead if _AHEAD.search(head) else back if _BACK.search(head) or not looks_ahead else ahead
    is_spanned = (
        bool(_SPANNED.search(head))
        or bool(allowed is ahead and _REACHES.search(head))
        or bool(allowed is back and _REACHES.search(head) and found(r"\brecent mean\b", head))
        or mention.hedge == "over"
        or head.endswith("'s ")
        or bool(re.match(r" (ahead|out|to come|that follow)\b", reading.text[mention.end :]))
    )
    is_span = (mention.unit or "", mention.value) in allowed and bool(is_spanned)
    return is_span or any(_is_length(reading, mention, f) for f in reading.cited)


def _is_length(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """A fact that is a number of periods, told as one: "the data span 105 weeks"."""
    units = ("period", "step", _grain(reading))
    if fact.fact_id == "n_errors" and mention.unit == "step":
        return fact.value == mention.value
    if fact.fact_id == "cycle_name":
        return fact.text == f"{mention.value:g} {mention.unit}s" and found(r"\byear cycle\b", reading.near(mention))
    is_counted = kind(fact) == "periods" and fact.fact_id not in ("horizon", "recent_periods", "n_arrived_inside")
    return is_counted and mention.unit in units and fact.value == mention.value and role_fits(reading, mention, fact)


def _ahead(reading: Reading) -> set[tuple[str, float]]:
    grain, found_here = _grain(reading), set[tuple[str, float]]()
    if reading.cited.has("horizon"):
        found_here |= {(unit, reading.cited.value("horizon")) for unit in ("period", "step", grain)}
    spans = [_weeks(f) for f in reading.cited if f.fact_id.startswith("forecast_")]
    return found_here | {("week", n) for n in spans if n and grain == "week"}


def _back(reading: Reading, mention: Mention) -> set[tuple[str, float]]:
    """The spans of the facts that the amounts beside it are; of all that are cited where there is no such amount."""
    a, b = reading.segment(mention.start)
    beside = [f for m in reading.amounts if a <= m.start < b for f in fitting(reading, m)]
    told = {span for f in beside or reading.cited for span in _spans(reading, f)}
    same = re.search(r"\bsame $", reading.text[: mention.start]) and any(f.fact_id == "year_ago_sum" for f in beside)
    return told | (_ahead(reading) if same else set())


def _spans(reading: Reading, fact: Fact) -> Iterator[tuple[str, float]]:
    """How long the periods are that a fact is defined over, in the words in which it may be told."""
    if fact.fact_id in kinds.RECENT and reading.given.has("recent_periods"):
        yield _grain(reading), reading.given.value("recent_periods")
    if fact.fact_id in ("year_ago_level", "yoy_change") and _grain(reading) == "day":
        yield "day", 364
    if fact.fact_id in (*kinds.CYCLES, "cycle_name"):
        count, _, unit = reading.given.text("cycle_name", "52 weeks").partition(" ")
        yield unit.removesuffix("s"), float(count)


def _grain(reading: Reading) -> str:
    return reading.given.text("grain", "period")


def _weeks(fact: Fact) -> float | None:
    """How many weeks a period has from its first to its last week, both included; None for a single one."""
    if fact.period_start is None or fact.period_end is None or fact.period_start == fact.period_end:
        return None
    return float((fact.period_end - fact.period_start).days // 7 + 1)
