"""What the words right before and behind a number make of it, where that takes more than the words: see `heads`."""

import re

from api.contracts import Fact
from api.copilot.facts import kind
from api.copilot.mentions import Mention
from api.copilot.patterns import MASK
from api.copilot.polarity import found
from api.copilot.reading import Reading

_SOLD = re.compile(
    r"\b(?:took in|takes in|sold|sells|brought in|earned|made|turned over) (?:just |only |about )?[£$€]?$", re.I
)
_FOR_A_REASON = re.compile(rf"[^.,;:]*?\b(?:as|for|for being|being) (?:an? )?{MASK}", re.I)


_PLACE = re.compile(r"\b(?:place|rank) $", re.I)
_ACTUAL = re.compile(r"\bactual (?:was|is|of|came to|hit|reached) (?:just |only )?[£$€]?$", re.I)
_CAME_TRUE = re.compile(r" (?:units )?materiali[sz]ed\b", re.I)
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
