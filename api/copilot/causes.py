"""Causes: the few that facts support, and only as far as they do."""

import re

from api.copilot import vocabulary
from api.copilot.patterns import MASK
from api.copilot.polarity import found
from api.copilot.reading import Reading
from api.copilot.verify_numbers import fitting

_STARTS = re.compile(r"(because|due to|driven|caused)\b", re.I)
_LINK = re.compile(r"( of| to| by)?( the| a)?( change of)? ?", re.I)
# What two runs differ in is the cause of a revision where it is one thing; what was changed that of a what-if.
_NAMED = {"revision_differs": ("revis",), "whatif_covariates": ("whatif_",)}
_PARTS = {
    "part_season": r"season", "part_trend": r"trend", "part_holidays": r"(bank )?holidays", "part_covariates": r"(known )?covariates",
}  # fmt: skip


def is_supported(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a word that states a cause is followed by one that a cited fact states, of nothing but what that fact is about."""
    if not _STARTS.match(match.group()):
        return False
    start = match.end()
    link = _LINK.match(reading.text, start)
    after = reading.text[link.end() if link else start :].rstrip(" .")
    if re.fullmatch(f"{MASK}+", after):
        return any(_is_named(reading, fact_id, prefixes) for fact_id, prefixes in _NAMED.items())
    told = [fact_id for fact_id, cue in _PARTS.items() if re.fullmatch(cue, after, re.I) and reading.cited.has(fact_id)]
    return bool(told) and bool(reading.amounts) and _is_all_about(reading, (told[0],))


def _is_named(reading: Reading, fact_id: str, prefixes: tuple[str, ...]) -> bool:
    is_last = bool(reading.names) and fact_id in max(reading.names, key=lambda name: name.start).facts
    if not is_last or "," in reading.cited.text(fact_id):
        return False
    cue = vocabulary.REVISION if fact_id == "revision_differs" else vocabulary.PLANNED
    return _is_all_about(reading, prefixes) and (bool(reading.amounts) or found(cue, reading.plain))


def _is_all_about(reading: Reading, prefixes: tuple[str, ...]) -> bool:
    return all(any(fact.fact_id.startswith(prefixes) for fact in fitting(reading, m)) for m in reading.amounts)
