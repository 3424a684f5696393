"""Words that facts must carry (names, states, superlatives) and words that none can (causes, predictions)."""

import re
from collections.abc import Iterator

from api.copilot import roles, vocabulary
from api.copilot.causes import is_supported
from api.copilot.facts import Facts, kind
from api.copilot.lexicon import LEXICON
from api.copilot.patterns import MASK, MONTHS, ORDINALS, WEEKDAYS
from api.copilot.polarity import found
from api.copilot.reading import Problem, Reading, name_pattern

_STATES = re.compile(r"\b(ok|stale|fallback|failed|too short|short history|healthy)\b", re.I)
_CALENDAR = {m.capitalize() for m in (*MONTHS, *WEEKDAYS)} | {m[:3].capitalize() for m in MONTHS} | {"Sept"}


def word_problems(reading: Reading) -> Iterator[Problem]:
    for rule in (
        _characters,
        _digits,
        _forbidden,
        _quotes,
        _capitals,
        _names,
        _name_roles,
        _models,
        _states,
        _superlatives,
        _places,
        _texts,
        _unknown_words,
        _period_words,
        _rates,
    ):
        yield from rule(reading)


def _characters(reading: Reading) -> Iterator[Problem]:
    odd = sorted({c for c in reading.text.replace(MASK, "") if not (" " <= c <= "~" or c in "£€")})
    if odd:
        yield Problem("".join(odd), "markup", "write plain English letters, digits and punctuation")


def _digits(reading: Reading) -> Iterator[Problem]:
    for match in re.finditer(r"[^\s\x01]*\d[^\s\x01]*", reading.rest):
        yield Problem(match.group(), "number", "this number could not be read; write it like 1,234.5 or 12%")


def _forbidden(reading: Reading) -> Iterator[Problem]:
    for sort, pattern in vocabulary.FORBIDDEN.items():
        for match in pattern.finditer(reading.plain):
            if not _allowed(reading, sort, match):
                yield Problem(match.group(), sort, f"facts state no {sort}; leave it out")


def _allowed(reading: Reading, sort: str, match: re.Match[str]) -> bool:
    word, cited = match.group().lower(), reading.cited
    if word in _PART_WORDS:
        return any(cited.has(fact_id) for fact_id in _PART_WORDS[word])
    if word == "most":
        return _is_first(cited) or any(cited.has(i) for i in ("top_riser", "top_faller", "top_reject_reason"))
    if word in ORDINALS:
        is_half = word == "second" and reading.plain[match.end() :].lower().startswith(" half")
        return is_half or _rank(cited) == ORDINALS[word]
    if sort == "cause":
        is_reason = word in ("reason", "reasons") and any(cited.has(i) for i in _REASONS)
        return is_reason or is_supported(reading, match)
    return any(m.start <= match.start() < m.end for m in reading.mentions)


def _rank(cited: Facts) -> float | None:
    """The place of the series in the ranking that the claim cites."""
    return next((fact.value for fact in cited if kind(fact) == "rank"), None)


def _is_first(cited: Facts) -> bool:
    return _rank(cited) == 1


# Where one of these is told, its own words follow.
_TOLD = {
    "revision_differs": r"\bdiffer\w*\b[^.]*?(?:[:,]| in| is| are| by)", "error_kind": r"\b(?:mostly|mainly|chiefly)\b",
    "distrust_reasons": r":", "whatif_use": r":", "status_reason": r"\breasons?\b[^.]*?(?:is|:)",
    "top_reject_reason": r"\breasons?\b[^.]*?(?:is|:)",
}  # fmt: skip


def _texts(reading: Reading) -> Iterator[Problem]:
    """What is announced as the text of a cited fact is that text, and nothing comes after it."""
    for fact_id, cue in _TOLD.items():
        for match in re.finditer(cue, reading.text, re.I) if reading.cited.has(fact_id) else ():
            rest = reading.text[match.end() :]
            if not re.match(rf'[ "]*{MASK}', rest):
                yield Problem(match.group(), "name", f"say the text of {fact_id} here, word for word")


def _unknown_words(reading: Reading) -> Iterator[Problem]:
    """Words that are in neither the lexicon nor the labels and units of the cited facts."""
    known = LEXICON | {
        word.lower() for f in reading.cited for word in re.findall(r"[A-Za-z]+", f"{f.label} {f.unit or ''}")
    }
    for match in re.finditer(r"[A-Za-z]+(?:'[a-z]+)?", reading.plain):
        word = match.group().lower().removesuffix("'s")
        if word not in known and word not in _ALSO and not _is_mention(reading, match.start()):
            yield Problem(match.group(), "word", "say it in plainer words: this one is in no fact")


def _period_words(reading: Reading) -> Iterator[Problem]:
    """Periods are called what they are: "the same days" is not said of weekly data."""
    grain = reading.given.text("grain")
    for match in re.finditer(
        r"\b(week|day|month|hour|quarter|minute)(s?)\b(?! (ago|earlier|before))", reading.plain, re.I
    ):
        is_counted = any(m.start <= match.start() < m.end for m in reading.mentions)
        is_month = match[1].lower() == "month" and not match[2]
        if grain and match[1].lower() != grain and not is_counted and not is_month:
            yield Problem(match.group(), "unit", f"the periods of these facts are {grain}s")


def _places(reading: Reading) -> Iterator[Problem]:
    """ "comes second" is said of the series that has the second place, and "followed by" of none that comes before."""
    for match in re.finditer(rf"\b(?:comes|ranks|place) (?:the )?({'|'.join(ORDINALS)})\b", reading.plain, re.I):
        if _rank(reading.cited) != ORDINALS[match[1].lower()]:
            yield Problem(match.group(), "rank", "the cited facts give this series another place")


_ALSO = {*ORDINALS, "because", "due", "driven", "caused", "theotherseries", "gbp", "usd", "eur"}
_PART_WORDS = {
    "trend": ("part_trend",), "holidays": ("part_holidays",), "holiday": ("part_holidays",),
    "would": ("whatif_sum", "whatif_share", "whatif_change", "whatif_peak"),
}  # fmt: skip
_REASONS = ("status_reason", "top_reject_reason", "n_concerns", "n_distrusted", "distrust_reasons")


def _quotes(reading: Reading) -> Iterator[Problem]:
    for match in re.finditer(r'"([^"]*)"', reading.text):
        if match[1].strip(MASK + " ,."):
            yield Problem(
                match.group().replace(MASK, "?"),
                "name",
                "only the name or text of a cited fact may be quoted",
            )


def _capitals(reading: Reading) -> Iterator[Problem]:
    labels = {w.lower() for f in reading.cited for w in re.findall(r"[A-Za-z]+", f.label)}
    for match in re.finditer(r"(?<![A-Za-z\d'])[A-Z][A-Za-z]*", reading.text):
        starts = not re.search(r"[A-Za-z0-9\x01]", reading.text[: match.start()]) or bool(
            re.search(r"[.!?:]\s*$", reading.text[: match.start()])
        )
        known = match.group().lower() in vocabulary.OPENERS | labels if starts else False
        if (
            not known
            and match.group() not in vocabulary.CAPITALS | _CALENDAR
            and not _is_mention(reading, match.start())
        ):
            yield Problem(match.group(), "name", "a name that no cited fact has")


def _is_mention(reading: Reading, position: int) -> bool:
    return any(m.start <= position < m.end for m in reading.mentions)


def _names(reading: Reading) -> Iterator[Problem]:
    for fact in reading.given:
        if fact.fact_id in ("series_name", "top_riser", "top_faller", "largest_series") and len(fact.text or "") > 2:
            match = name_pattern(fact.text or "").search(reading.text)
            if match:
                yield Problem(match.group(), "name", f"this is the fact {fact.fact_id}, which the claim does not cite")


def _name_roles(reading: Reading) -> Iterator[Problem]:
    """A series is called the riser, the faller or the largest only if it is."""
    for name in reading.names:
        a, b = reading.segment(name.start)
        if not any(_in_role(reading, fact_id, reading.plain[a:b]) for fact_id in name.facts):
            yield Problem(
                reading.original[name.start : name.end], "role", "the words around this name fit another fact"
            )


def _in_role(reading: Reading, fact_id: str, near: str) -> bool:
    role = roles.ROLES.get(fact_id, roles.Role())
    return (not role.near or found(role.near, near)) and not found(role.forbid, near)


def _models(reading: Reading) -> Iterator[Problem]:
    if re.search(rf"\bseasonal {MASK}", reading.text) and "naive" in reading.cited.text("model"):
        yield Problem("seasonal", "name", "this is not the model of a cited fact")
    for match in vocabulary.MODELS.finditer(reading.text):
        yield Problem(match.group(), "name", "this is not the model of a cited fact")


def _states(reading: Reading) -> Iterator[Problem]:
    for match in _STATES.finditer(reading.plain):
        word = match.group().lower().replace("too short", "short").replace("short history", "short")
        if reading.cited.text("status") != word and not reading.cited.has(f"n_{word}"):
            yield Problem(match.group(), "status", "the cited facts do not state this status")


def _superlatives(reading: Reading) -> Iterator[Problem]:
    for pattern, wanted in (
        (vocabulary.PEAK, "peak"),
        (vocabulary.TROUGH, "trough"),
        (r"\b(largest|biggest|top|leading|main|worst)\b", "extreme"),
    ):
        for match in re.finditer(pattern, reading.plain, re.I):
            if not any(reading.cited.has(i) for i in _extremes(reading, match, wanted)):
                yield Problem(match.group(), "superlative", "no cited fact is the extreme of this kind")


def _extremes(reading: Reading, match: re.Match[str], wanted: str) -> tuple[str, ...]:
    end = reading.segment(match.start())[1]
    if wanted == "extreme" and _is_first(reading.cited):
        return tuple(fact.fact_id for fact in reading.cited)
    if wanted == "extreme":
        return (
            ("worst_alert", *_largest(reading, match))
            if match.group().lower() == "worst"
            else ("largest_series", "top_riser", "top_faller", "top_reject_reason", *_largest(reading, match))
        )
    if found(vocabulary.FORECAST, reading.plain[:end]):
        return ("forecast_peak",) if wanted == "peak" else ()
    seasonal = found(r"\b(months?|season\w*)\b", reading.text) or any(m.month for m in reading.mentions)
    return (f"season_{wanted}", f"season_{wanted}_ratio") if seasonal else ()


_LARGEST = {
    "worst_miss": r"\b(miss|error)\b", "revision_peak": r"\brevis\w+\b", "whatif_peak": r"\bchange\b",
    "rows_top_reject": r"\breason\b",
}  # fmt: skip


def _largest(reading: Reading, match: re.Match[str]) -> list[str]:
    """Facts that are the largest of their kind, where the words around are about that kind."""
    a, b = reading.segment(match.start())
    return [fact_id for fact_id, cue in _LARGEST.items() if found(cue, reading.plain[a:b])]


def _rates(reading: Reading) -> Iterator[Problem]:
    """Amounts are per period: "a day" is not said of weekly data."""
    grain = reading.given.text("grain")
    for match in re.finditer(
        r"\b(?:a|per|each|every) (day|week|month|year|hour)\b(?! (?:ago|earlier|before))|\b(dai|week)ly\b",
        reading.plain,
        re.I,
    ):
        unit = match[1] or {"dai": "day", "week": "week"}[match[2].lower()]
        if grain and unit.lower() != grain:
            yield Problem(match.group(), "unit", f"the periods of these facts are {grain}s")
