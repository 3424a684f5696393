"""Superlatives and places: only where a cited fact ranks."""

import re
from collections.abc import Iterator

from api.copilot import vocabulary
from api.copilot.facts import Facts, kind
from api.copilot.patterns import ORDINALS
from api.copilot.polarity import found
from api.copilot.reading import Problem, Reading


def rank_problems(reading: Reading) -> Iterator[Problem]:
    for rule in (_superlatives, _places):
        yield from rule(reading)


def rank_of(cited: Facts) -> float | None:
    """The place of the series in the ranking that the claim cites."""
    return next((fact.value for fact in cited if kind(fact) == "rank"), None)


def is_first(cited: Facts) -> bool:
    return rank_of(cited) == 1


def _places(reading: Reading) -> Iterator[Problem]:
    """ "comes second" is said of the series that has the second place, and "followed by" of none that comes before."""
    for match in re.finditer(rf"\b(?:comes|ranks|place) (?:the )?({'|'.join(ORDINALS)}|last)\b", reading.plain, re.I):
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
    if wanted == "extreme" and is_first(reading.cited):
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
    "worst_miss": r"\b(miss|error)\b", "revision_peak": r"\b(revis\w+|change|shift|adjustment)\b", "whatif_peak": r"\b(change|effect|impact|scenario|gain)\b",
    "rows_top_reject": r"\breason\b",
}  # fmt: skip


def _largest(reading: Reading, match: re.Match[str]) -> list[str]:
    """Facts that are the largest of their kind, where the words around are about that kind."""
    a, b = reading.segment(match.start())
    return [fact_id for fact_id, cue in _LARGEST.items() if found(cue, reading.plain[a:b])]
