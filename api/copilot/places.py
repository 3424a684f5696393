"""Whether a number stands where its fact belongs: near its own words, name and date."""

import re

from api.contracts import Fact
from api.copilot import kinds, roles, vocabulary
from api.copilot.beside import of_another_sort, of_one_reason, sold_a_miss
from api.copilot.facts import date_of, kind
from api.copilot.heads import by_another_head, is_beside_a_ratio, is_no_end
from api.copilot.mentions import Mention, matches_date
from api.copilot.polarity import found
from api.copilot.reading import Reading

CHANGE_AFTER = re.compile(
    r"\s*(units?\s)?(?:(?:a|per|each) (?:week|day|month|hour)\s)?(?:or \d[\d.,]*%\s)?(more|less|fewer|higher|lower|above|below|better|worse|(?:up|down)\b(?! (?:from|to)\b))\b",
    re.I,
)
_CHANGE_BEFORE = re.compile(
    r"\b(by|up|down|rose|fell|grew|gained|gaining|lost|losing|dropped|added|adds|adding|takes|(increase|decrease|rise|fall|gain|drop|reduction"
    r"|change|decline|growth) of)\s*$",
    re.I,
)
_PART_OF = r" (?:[a-z]+ )?(?:out )?of (?:the |those |these )?"
_OPENS_AGO = re.compile(
    r"\W*((?:a|one) year (?:ago|earlier|before)|last year(?! cycle)|in the (?:previous|prior) year(?! cycle))\b", re.I
)
_AGO_IT_WAS = re.compile(
    r"\b(?:year (?:ago|earlier|before)|last year)[,:]? (?:when|where) (?:it|they|this|that) (?:was|were|stood|ran|lay)(?: at)? $",
    re.I,
)
_WHOLE_BEFORE = re.compile(r"\d(?: [a-z]+)? (?:out )?of (?:the |those |these |all )?$", re.I)
_OPENS_WHOLE = re.compile(r"\W*(?:out )?of (?:the |all )?", re.I)  # "Of the 8 series, 4 are ok"
_LEVEL_BEFORE = re.compile(
    r"(?<!amounts )(?<!amount )(?<!amounted )(?<!equal )(?<!equivalent )(?<!comes )(?<!came )\bto $", re.I
)
_EARLIER = (
    "revised_sum_before",
    "whatif_baseline",
    "year_ago_level",
    "previous_cycle_sum",
    "year_ago_sum",
    "forecast_first",
    "mae_near",
)
_POSITIONS = {"first": vocabulary.FIRST, "last": vocabulary.LAST, "peak": vocabulary.PEAK}


def role_fits(reading: Reading, mention: Mention, fact: Fact, bracketed: bool = False) -> bool:
    role, near, lead = roles.ROLES.get(fact.fact_id), reading.near(mention), reading.topic(mention)
    if fact.fact_id in kinds.SIGNED or fact.fact_id in kinds.COUNTS:
        near, lead = f"{near} {reading.basis(mention)}", f"{lead} {reading.basis(mention)}"
    if role is None:
        return any(found(rf"\b{re.escape(w)}\b", reading.plain) for w in re.findall(r"[A-Za-z]{4,}", fact.label))
    if _own_date(reading, mention, fact):
        near, lead = f"{near}@date ", f"{lead}@date "
    if any("error_kind" in n.facts for n in reading.names) and reading.cited.text("error_kind") == "bias":
        near, lead = f"{near} @error_kind", f"{lead} @error_kind"
    if mention.unit == "portion" and " in " in mention.text:
        lead += "@rate"
    lead += "".join(f"@{name} " for name in reading.partner_near(mention))
    shares = [f for f in reading.cited if f.fact_id in kinds.PART_SHARES]
    near_by = reading.plain if shares == [fact] else near + reading.apposed(mention)
    if re.match(r"\s(?:out )?of\b", reading.text[mention.end :]) and fact.fact_id in kinds.WHOLES:
        near_by += reading.basis(mention)
    near_by += " a year ago" if _OPENS_AGO.match(reading.context or reading.plain) else ""
    lead += " revision" if _is_rerun_implied(reading, fact) else ""
    lead += " scenario" if is_whatif_implied(reading) else ""
    lead += PAST_IMPLIED if _is_basis_implied(reading, fact) else ""
    needed = (not role.near or found(role.near, near_by)) and (not role.lead or found(role.lead, lead))
    is_whole = bool(_WHOLE_BEFORE.search(reading.text[: mention.start])) and fact.fact_id in kinds.WHOLES.values()
    kept_out = (found(role.forbid, near) and not is_whole) or found(role.unled, lead)
    return (
        needed
        and not kept_out
        and not any(is_so(reading, mention, fact) for is_so in _MISPLACED if not (bracketed and is_so is _at_wrong_end))
    )


PAST_IMPLIED = " year on year"


def _is_basis_implied(reading: Reading, fact: Fact) -> bool:
    """ "Gained 8 units a week" needs no basis where no other change, and nothing else that changes, is cited."""
    others = [
        i
        for i in ("cycle_change", "last_cycle_sum", "forecast_vs_year_ago", "forecast_sum", "forecast_mean")
        if reading.cited.has(i)
    ]
    talks = f"{vocabulary.CYCLE}|{vocabulary.FORECAST}|{vocabulary.MISS}|{vocabulary.NAIVE}"
    return fact.fact_id in ("yoy_change", "level_change") and not others and not found(talks, reading.plain)


def _is_rerun_implied(reading: Reading, fact: Fact) -> bool:
    """ "The forecast dropped from 560 to 500" needs no run before where nothing else is cited that a forecast could be held against."""
    is_rerun = fact.fact_id.startswith(("revised_", "revision_")) and found(
        vocabulary.FORESEEN, reading.context + reading.plain
    )
    others = any(
        f.fact_id.startswith(("forecast_", "year_ago", "arrived", "surprise", "whatif", "recent", "last_cycle"))
        for f in reading.cited
    )
    return is_rerun and not others and not found(vocabulary.PAST, reading.plain.replace("from", ""))


def is_whatif_implied(reading: Reading) -> bool:
    """ "Demand is 60 units higher because of promo" needs no scenario where of all numbers only those of the what-if are cited."""
    numbers = [f.fact_id for f in reading.cited if f.value is not None]
    told = any("whatif_covariates" in name.facts for name in reading.names)
    is_ahead = found(vocabulary.FORESEEN, reading.plain)
    return told and is_ahead and bool(numbers) and all(fact_id.startswith("whatif_") for fact_id in numbers)


def _by_another_name(reading: Reading, mention: Mention, fact: Fact) -> bool:
    partner, named = kinds.PARTNERS.get(fact.fact_id), reading.partner_near(mention)
    return partner is not None and bool(named) and partner not in named


def _at_wrong_end(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """Intervals go from their low to their high end, changes from the earlier fact."""
    tag, end = reading.tag(mention), re.search(r"_(lo|hi)_", fact.fact_id)
    if tag in ("@lo", "@hi"):
        return end is None or tag[1:] != end[1]
    return tag == "@from" and fact.fact_id not in _EARLIER and not fact.fact_id.startswith("season_")


def _told_as_change(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """ "1,287 more" and "up 1,287" tell a difference, which a level is not; "to 1,287" tells a level, which a change is not."""
    after, before = reading.text[mention.end :], reading.text[: mention.start]
    is_told = bool(CHANGE_AFTER.match(after) or _CHANGE_BEFORE.search(before))
    if fact.fact_id in kinds.SIGNED and not mention.sign and _LEVEL_BEFORE.search(before):
        return True
    return is_told and kind(fact) == "amount" and fact.fact_id not in (*kinds.SIGNED, *kinds.MISSES)


def _share_of_nothing(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """ "12% of" tells a part, which a change is not."""
    is_part = mention.unit == "percent" and bool(re.match(r"\s+of\b", reading.text[mention.end :]))
    is_saved = fact.fact_id == "value_add" and re.match(
        r"\s+of (?:the|its) (?:average )?error\b", reading.text[mention.end :]
    )
    return is_part and fact.fact_id in kinds.SIGNED and not is_saved


def _other_part(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """In "4 of the 8 series", 4 is a part and 8 the whole that it belongs to."""
    if fact.fact_id == "n_periods" and mention.kind == "number":  # a history is told in weeks, not in numbers
        return True
    amounts = [m for m in reading.amounts if m.start >= mention.end]
    if amounts and mention.unit is None and _OPENS_WHOLE.fullmatch(reading.text[: mention.start]):
        return fact.fact_id not in kinds.WHOLES.values()
    between = reading.text[mention.end : amounts[0].start] if amounts else ""
    if mention.unit is None and re.fullmatch(_PART_OF, between, re.I):
        return fact.fact_id not in kinds.WHOLES
    ahead = [m for m in reading.amounts if m.end <= mention.start]
    if (
        not ahead
        or ahead[-1].unit
        or ahead[-1].text.lower() == "one"
        or not re.fullmatch(_PART_OF, reading.text[ahead[-1].end : mention.start], re.I)
    ):
        return False
    parts = [f for f in reading.cited if f.fact_id in kinds.WHOLES and f.value == ahead[-1].value]
    return fact.fact_id not in {kinds.WHOLES[f.fact_id] for f in parts}


def _against_another(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """A change of a series' own is not told against another series."""
    is_own = fact.fact_id in kinds.SIGNED and not fact.fact_id.endswith("_vs_other")
    return is_own and found(vocabulary.OTHER, reading.near(mention))


def _in_forecasts_shade(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """A figure of the past in a sentence that opened with the forecast must say that it is of the past."""
    is_past = fact.fact_id in ("recent_level", "last_cycle_sum", "yoy_change", "cycle_change")
    says_so = found(f"{vocabulary.NOW}|{vocabulary.CYCLE}", reading.near(mention))
    return is_past and found(vocabulary.FORECAST, reading.lead(mention)) and not says_so


def _at_wrong_step(reading: Reading, mention: Mention, fact: Fact) -> bool:
    return not position_fits(reading, mention, fact, dates=True)


def _of_one_period(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """ "The largest revision" is that of one period, unless it is that of one series."""
    is_sum = fact.fact_id == "revision_sum" and not reading.cited.has("revision_rank")
    return is_sum and found(r"\b(largest|biggest|greatest) (revision|change)\b", reading.near(mention))


_NAIVE_WON = (
    r"\bnaive\b[^.;]*\b(better|beats?|beating|won|ahead|outperform\w*|is of)\b"
    r"|\b(beaten|outperformed|bettered|outdone) by\b[^.;]*\bnaive|\b(worse|less accurate\w*) than\b[^.;]*\bnaive|\bbehind\b[^.;]*\bnaive"
)


def _naive_lost(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """The number of series on which seasonal naive did better is not that of those on which it did worse."""
    return fact.fact_id.startswith("n_beaten_by_naive") and not found(_NAIVE_WON, reading.plain)


def _of_another_whole(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """ "2.4% of all rows" is not told of series: what a share is of is its whole."""
    match = re.match(r"\s+of (?:[a-z]+ ){0,3}[a-z]+", reading.text[mention.end :], re.I)
    nouns = re.findall(r"[a-z]+", match.group().lower()) if match else []
    told = next((kinds.NOUNS[word] for word in nouns if word in kinds.NOUNS), None)
    whole = kinds.WHOLES.get(fact.fact_id.removesuffix("_share"), "") if fact.fact_id in kinds.PART_SHARES else ""
    own = roles.ROLES[whole].noun if whole in roles.ROLES else ""
    return bool(told and own) and told != own


def _of_a_year_ago(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """What follows "a year ago, ..." is of that time unless it says that it is of now."""
    opens = _OPENS_AGO.match(reading.context or reading.plain) and not found(vocabulary.NOW, reading.near(mention))
    return fact.fact_id == "recent_level" and bool(opens or _AGO_IT_WAS.search(reading.text[: mention.start]))


_MISPLACED = (
    of_another_sort,
    sold_a_miss,
    of_one_reason,
    _of_a_year_ago,
    _of_another_whole, by_another_head, is_no_end, is_beside_a_ratio, _of_one_period, _naive_lost,
    _by_another_name, _against_another, _other_part, _at_wrong_end, _told_as_change, _share_of_nothing, _in_forecasts_shade, _at_wrong_step,
)  # fmt: skip


_DATED = re.compile(r" (?:units )?(?:in|for|on|by) (?:the (?:week|day|month|period|quarter) of )?", re.I)


def _own_date(reading: Reading, mention: Mention, fact: Fact) -> bool:
    start, end = date_of(fact), reading.segment(mention.start)[1]
    link = _DATED.match(reading.text, mention.end)
    bound = [m for m in reading.mentions if link and m.kind == "date" and m.day and m.start == link.end()]
    return (
        start is not None
        and fact.period_end in (None, start)
        and all(matches_date(m, start) for m in bound)
        and any(m.kind == "date" and m.day and m.start < end and matches_date(m, start) for m in reading.mentions)
    )


def position_fits(reading: Reading, mention: Mention, fact: Fact, dates: bool) -> bool:
    """A step of the forecast belongs to the nearest of first, last and peak (or, for numbers, to its own date)."""
    match = re.match(r"forecast_(first|last|peak)", fact.fact_id)
    if not match:
        return True
    told = _nearest_position(reading, mention)
    own_date = dates and _own_date(reading, mention, fact)
    return told == match[1] or (told is None and (own_date or not dates))


def _nearest_position(reading: Reading, mention: Mention) -> str | None:
    a, b = reading.segment(mention.start)
    hits = [(m.start(), name) for name, cue in _POSITIONS.items() for m in re.finditer(cue, reading.plain[:b], re.I)]
    inside = sorted((abs(pos - mention.start), name) for pos, name in hits if pos >= a)
    dated = any(m.kind == "date" and m.day and a <= m.start < b for m in reading.mentions)
    if dated and not inside:  # its own date tells which step it is
        return None
    before = sorted((pos, name) for pos, name in hits if pos < a)
    return inside[0][1] if inside else before[-1][1] if before else None
