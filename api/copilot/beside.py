"""What the words right before and behind a number make of it: which facts it cannot be."""

import re

from api.contracts import Fact
from api.copilot.facts import kind
from api.copilot.mentions import Mention
from api.copilot.patterns import MASK
from api.copilot.polarity import found
from api.copilot.reading import Reading

# What stands right before a number with "of" is what the number is.
_HEADS = {
    r"forecast": ("forecast_", "revised_", "arrived_forecast", "whatif_", "worst_forecast"), r"trend": ("part_trend",), r"remainder": ("part_remainder",),
    r"(?:season|seasonality)": ("part_season",), r"baseline": ("whatif_baseline", "mae", "mase", "wape"), r"mase": ("mase",), r"wape": ("wape",), r"coverage": ("coverage_80",),
}  # fmt: skip


def by_another_head(reading: Reading, mention: Mention, fact: Fact) -> bool:
    before = reading.text[: mention.start]
    return any(
        re.search(rf"\b{head} of (?:the |some )?$", before, re.I)
        and kind(fact) != "count"
        and not fact.fact_id.startswith(own)
        for head, own in _HEADS.items()
    )


_SOLD = re.compile(
    r"\b(?:took in|takes in|sold|sells|brought in|earned|made|turned over) (?:just |only |about )?[£$€]?$", re.I
)
_FOR_A_REASON = re.compile(rf"[^.,;:]*?\b(?:as|for|for being|being) (?:an? )?{MASK}", re.I)


_PLACE = re.compile(r"\b(?:place|rank) $", re.I)
_ACTUAL = re.compile(r"\bactual (?:was|is|of|came to|hit|reached) (?:just |only )?[£$€]?$", re.I)
_CAME_TRUE = re.compile(r" (?:units )?materiali[sz]ed\b", re.I)
_STATE_AFTER = re.compile(
    r" (?:of (?:them|these|which) )?(?:were|are|was|is|have been|had been) (?:filled|rejected|corrected|used|stale|drifted|short|ok|open)\b",
    re.I,
)
_OVER_ALL = re.compile(
    r" (?:units )?(?:over|across|during|in) the (?:next |coming |following )?\w+ (?:weeks|days|months|periods|steps|hours)\b",
    re.I,
)


def of_another_sort(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """What the words right before or behind a number make of it: a place, an actual, a count, a total."""
    before, after, own = reading.text[: mention.start], mention.end, fact.fact_id
    is_actual = bool(_ACTUAL.search(before) or _CAME_TRUE.match(reading.text, after))
    is_point = re.match(r"forecast_(first|last|peak)$", own) is not None
    return (
        (bool(_PLACE.search(before)) and kind(fact) != "rank")
        or (is_actual and own not in ("worst_actual", "arrived_sum"))
        or (kind(fact) == "amount" and bool(_STATE_AFTER.match(reading.text, after)))
        or (is_point and bool(_OVER_ALL.match(reading.text, after)))
    )


def sold_a_miss(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """What was sold is no miss."""
    return fact.fact_id in ("worst_miss", "mae", "mae_near", "mae_far", "bias") and bool(
        _SOLD.search(reading.text[: mention.start])
    )


def of_one_reason(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """ "37 rows were rejected as duplicates" tells those of that reason, not all that were rejected."""
    told = reading.cited.has("top_reject_reason") and _FOR_A_REASON.match(reading.text, mention.end)
    is_most = told and found(r"\b(?:most|mostly|mainly|often|chiefly|usually)\b", told.group())
    return fact.fact_id in ("rows_rejected", "n_rejected") and bool(told) and not is_most
