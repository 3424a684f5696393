"""Ratios of two cited facts in words: "more than double the 720 units of the final week", "a third larger than in the nearest ones".

The fact that is told as a multiple stands before the ratio, the one that it is measured by behind it; so none is turned round.
"""

from collections.abc import Iterator

from api.contracts import Fact
from api.copilot import vocabulary
from api.copilot.mentions import Mention
from api.copilot.places import CHANGE_AFTER
from api.copilot.polarity import found, polarity
from api.copilot.reading import Reading

_FAR = r"\b(beyond|later|farther|further out|second half|last half)\b"
_NEAR = r"\bnear\w*\b|(?<!beyond the )(?<!after the )\bfirst\b"
# By what words a fact is known where its number is not told.
_CUES = {
    "forecast_first": vocabulary.FIRST, "forecast_last": vocabulary.LAST, "forecast_peak": vocabulary.PEAK,
    "forecast_mean": vocabulary.FORECAST, "recent_level": r"\b(recent|current|latest)\b", "worst_miss": vocabulary.EXTREME, "mae": vocabulary.AVERAGE,
    "mae_near": _NEAR, "mae_far": _FAR, "n_warn": r"\bwarn\w*", "n_fail": r"\bfail\w*", "top_riser_change": r"\b(riser|gained|rose)\b",
    "top_faller_change": r"\b(faller|lost|fell)\b", "forecast_first_hi_80": r"\b(upper|top|high)\b", "forecast_first_lo_80": r"\b(lower|bottom|low)\b",
    "forecast_last_hi_80": r"\b(upper|top|high)\b", "forecast_last_lo_80": r"\b(lower|bottom|low)\b", "year_ago_level": vocabulary.YEAR_AGO,
    "season_peak_ratio": vocabulary.PEAK, "season_trough_ratio": vocabulary.TROUGH,
}  # fmt: skip
_RELATED = (
    ("forecast_last", "forecast_first"), ("forecast_peak", "forecast_last"), ("forecast_peak", "forecast_first"), ("forecast_mean", "recent_level"),
    ("forecast_mean", "year_ago_level"), ("worst_miss", "mae"), ("mae_far", "mae_near"), ("n_warn", "n_fail"),
    ("top_riser_change", "top_faller_change"), ("forecast_first_hi_80", "forecast_first_lo_80"), ("forecast_last_hi_80", "forecast_last_lo_80"),
    ("season_peak_ratio", "season_trough_ratio"), ("worst_actual", "worst_forecast"), ("forecast_first", "recent_level"),
    ("forecast_last", "recent_level"), ("forecast_peak", "recent_level"), ("forecast_peak", "forecast_mean"),
)  # fmt: skip


def relations(reading: Reading, mention: Mention) -> Iterator[float]:
    """The ratios that the words around a mention may tell, as the mention tells them."""
    pairs = [pair for a, b in _RELATED if reading.cited.has(a, b) for pair in ((a, b), (b, a))]
    change = CHANGE_AFTER.match(reading.text, mention.end)
    if mention.sign or mention.unit not in ("times", "portion", "percent") or (change and mention.unit == "times"):
        return
    if mention.unit == "percent" and not change:
        return
    for one, by in pairs:
        told, measure = reading.cited.get(one), reading.cited.get(by)
        if told and measure and measure.value and _stands(reading, mention, told, measure):
            ratio = abs(told.value or 0.0) / abs(measure.value)
            if not change:
                yield ratio
            elif polarity(change.group(), False) == (1 if ratio > 1 else -1):
                yield abs(ratio - 1)


def _stands(reading: Reading, mention: Mention, one: Fact, by: Fact) -> bool:
    if any(_at_other_edge(reading, fact) for fact in (one, by)):
        return False
    is_told = _is_there(reading, one, by, 0, mention.start)
    is_by = _is_there(reading, by, one, mention.end, len(reading.text))
    turned = _has_number(reading, by, 0, mention.start) or _has_number(reading, one, mention.end, len(reading.text))
    return is_told and is_by and not turned and not found(vocabulary.NAIVE, reading.plain)


def _at_other_edge(reading: Reading, fact: Fact) -> bool:
    """Whether an interval's end is told of the other edge of the forecast."""
    is_end = "_80" in fact.fact_id
    edges = (vocabulary.FIRST, r"\b(last|final|closing)\b")
    own, other = edges if fact.fact_id.startswith("forecast_first") else edges[::-1]
    return is_end and (found(other, reading.plain) or not found(own, reading.plain))


def _is_there(reading: Reading, fact: Fact, other: Fact, start: int, end: int) -> bool:
    """A fact is there by its number; by its words only where no number is."""
    told = [m for m in reading.amounts if start <= m.start < end and not m.unit and m.text.lower() != "one"]
    return _has_number(reading, fact, start, end) if told else _is_called(reading.plain[start:end], fact, other)


def _is_called(text: str, fact: Fact, other: Fact) -> bool:
    """Whether the words are the fact's own, and not those of the other."""
    return found(_CUES.get(fact.fact_id, r"(?!)"), text) and not found(_CUES.get(other.fact_id, ""), text)


def _has_number(reading: Reading, fact: Fact, start: int, end: int) -> bool:
    value = abs(fact.value or 0.0)
    return any(
        start <= m.start < end
        and not m.unit
        and abs(m.value - value) <= max(m.tolerance, 0.01 * value if m.hedge else 0.0)
        for m in reading.amounts
    )
