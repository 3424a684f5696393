"""Superlatives and places: only where a cited fact ranks."""

import re
from collections.abc import Iterator

from api.copilot import vocabulary
from api.copilot.facts import Facts, kind
from api.copilot.patterns import ORDINALS
from api.copilot.polarity import found
from api.copilot.reading import Problem, Reading


def rank_problems(reading: Reading) -> Iterator[Problem]:
    for rule in (_superlatives, _places, _peaks_at_an_edge):
        yield from rule(reading)


def rank_of(cited: Facts) -> float | None:
    """The place of the series in the ranking that the claim cites."""
    return next((fact.value for fact in cited if kind(fact) == "rank"), None)


def is_first(cited: Facts) -> bool:
    return rank_of(cited) == 1


_COMES = re.compile(rf"\b(?:comes|ranks|place) (?:the )?({'|'.join(ORDINALS)}|last)\b", re.I)
_PLACED = re.compile(
    rf"\b(?:is|was|came|ranked|comes in) (?:the )?({'|'.join(ORDINALS)}|last)\b"
    r"(?= (?:of (?:its|the) set|in (?:its|the) set|by|place|among|with|on|for|and|but)\b|\s*[,.;:]|\s*$)",
    re.I,
)
_EDGE = re.compile(
    r"\b(?:highest|peaks?|peaking|peaked|strongest) (?:is )?(?:at|in|on|with) (?:its|the) (?:very )?(?P<a>first|last|final|opening|closing)\b"
    r"|\b(?P<b>first|last|final|opening|closing) (?:\w+ )?(?:is|has|brings|holds) (?:also )?the (?:highest|peak|strongest|maximum)\b",
    re.I,
)
_EDGES = {"first": "first", "opening": "first", "last": "last", "final": "last", "closing": "last"}


def _peaks_at_an_edge(reading: Reading) -> Iterator[Problem]:
    """ "Highest at its last step" is said where the last step is the highest."""
    for match in _EDGE.finditer(reading.plain):
        edge = reading.given.get(f"forecast_{_EDGES[(match['a'] or match['b']).lower()]}")
        peak = reading.given.get("forecast_peak")
        if found(vocabulary.FORECAST, reading.plain) and edge and peak and edge.period_start != peak.period_start:
            yield Problem(match.group(), "superlative", "another step of the forecast is the highest")


def _places(reading: Reading) -> Iterator[Problem]:
    """ "comes second" is said of the series that has the second place, and "followed by" of none that comes before."""
    for match in (*_COMES.finditer(reading.plain), *_PLACED.finditer(reading.plain)):
        if rank_of(reading.cited) != ORDINALS.get(match[1].lower()):
            yield Problem(match.group(), "rank", "the cited facts give this series another place")


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
    if wanted == "peak" and found(r"\b(?:effect|what-if|scenario|change)\b", reading.plain):
        return ("whatif_peak",)
    if wanted == "extreme" and (ranked := _ranked(reading, match)):
        return ranked
    if wanted == "extreme":
        return (
            tuple(_largest(reading, match))
            if match.group().lower() == "worst"
            else ("largest_series", "top_riser", "top_faller", "top_reject_reason", *_largest(reading, match))
        )
    if found(vocabulary.FORECAST, reading.plain[:end]):
        return ("forecast_peak",) if wanted == "peak" else ()
    seasonal = found(r"\b(months?|season\w*)\b", reading.text) or any(m.month for m in reading.mentions)
    return (f"season_{wanted}", f"season_{wanted}_ratio") if seasonal else ()


# What a ranking is by: the words that may stand behind "the largest" and "the second largest".
_RANKED = {
    "mover_rank": r"(?:mov\w+|chang\w+|ris\w+|fall\w*|gain\w*|loss\w*|drop\w*|increase|decrease|decline|growth|shift|swing)\b"
    r"(?! (?:in|of|to) (?:(?:the|its) )?(?:forecast|error|mase))",
    "revision_rank": r"(?:revis\w+|chang\w+|cut|adjust\w+|shift|reduction|increase|decrease|drop|rise)\b(?! (?:in|of|to) (?!(?:(?:the|its|all) )?(?:forecast|set|series)))",
    "error_rank": r"(?:errors?|miss|misses|contribut\w+|(?:source|share|part|portion) (?:of|in) (?:(?:the|all) )?(?:errors?|miss|misses))\b",
    "distrust_rank": r"(?:distrust\w*|doubts?|concerns?)\b",
}  # fmt: skip
_NTH = re.compile(rf"\b({'|'.join(ORDINALS)})[ -]$", re.I)


def _ranked(reading: Reading, match: re.Match[str]) -> tuple[str, ...]:
    """The rank that is told: "the largest mover" is first, "the second largest" second."""
    nth, behind = _NTH.search(reading.plain[: match.start()]), reading.plain[match.end() :]
    place = ORDINALS[nth[1].lower()] if nth else 1
    return tuple(
        i for i, cue in _RANKED.items()
        if reading.cited.has(i) and reading.cited.value(i) == place and re.match(rf"(?: [a-z-]+){{0,2}}? {cue}", behind, re.I)
    )  # fmt: skip


_LARGEST = {
    **dict.fromkeys(("worst_miss", "worst_share", "worst_actual", "worst_forecast"), r"\b(miss|error)\b"), "revision_peak": r"\b(revis\w+|change|shift|adjustment)\b", "whatif_peak": r"\b(change|effect|impact|scenario|gain)\b",
    "rows_top_reject": r"\breason\b", "worst_alert": r"\b(alert|warning|failure)s?\b|\x01",
}  # fmt: skip


_WORST_PERIOD = re.compile(r"worst (?:week|day|month|hour|quarter|period|step)\b", re.I)


def _largest(reading: Reading, match: re.Match[str]) -> list[str]:
    """Facts that are the largest of their kind, where the words around are about that kind."""
    a, b = reading.segment(match.start())
    of_period = bool(_WORST_PERIOD.match(reading.plain, match.start())) and found(vocabulary.MISS, reading.plain)
    return [
        f for f, cue in _LARGEST.items() if found(cue, reading.plain[a:b]) or (of_period and f.startswith("worst_m"))
    ]
