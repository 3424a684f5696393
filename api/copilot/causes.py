"""Causes: the few that facts support, and only as far as they do."""

import re

from api.copilot import vocabulary
from api.copilot.naming import Name
from api.copilot.patterns import MASK
from api.copilot.polarity import found
from api.copilot.reading import Reading
from api.copilot.verify_numbers import fitting

_STARTS = re.compile(r"(because|due to|driven|caused)\b", re.I)
_LINK = re.compile(r"( of| to| by)?( the| a)?( change of)? ?", re.I)
# What two runs differ in is the cause of a revision; what was changed that of a what-if.
_NAMED = {"revision_differs": ("revis",), "whatif_covariates": ("whatif_",)}
_PARTS = {
    "part_season": r"season", "part_trend": r"trend", "part_holidays": r"(bank )?holidays", "part_covariates": r"(known )?covariates",
}  # fmt: skip
# "The forecast changed" tells a revision as "was revised" does.
_CHANGED = (
    rf"{vocabulary.REVISION}|(?<!of )(?:the|its) forecasts?(?: (?:of|for) (?:{MASK}+|the (?:set|series)))? (?:has |have )?"
    r"(?:changed|changes|differs?|differed|shifted|moved)\b"
)

# What follows an opening "because of ..." is of that cause alone.
_ALSO_TOLD = rf"\b(?:and|while|but)\b|;|{vocabulary.PAST_YEAR}|{vocabulary.MISS}|\bnaive\b|{vocabulary.CYCLE}|{vocabulary.ARRIVED}"


def is_supported(reading: Reading, match: re.Match[str]) -> bool:
    """Whether a word that states a cause is followed by one that a cited fact states, of nothing but what that fact is about."""
    if not _STARTS.match(match.group()):
        return False
    link = _LINK.match(reading.text, match.end())
    start = link.end() if link else match.end()
    opens = not reading.text[: match.start()].strip()
    if opens and found(_ALSO_TOLD, reading.plain):
        return False
    after = (reading.text[start:].partition(",")[0] if opens else reading.text[start:]).rstrip(" .")
    if re.fullmatch(f"{MASK}+", after):
        told = next((name for name in reading.names if name.start == start), None)
        return told is not None and any(_is_named(reading, told, *pair) for pair in _NAMED.items())
    parts = [
        fact_id for fact_id, cue in _PARTS.items() if re.fullmatch(cue, after, re.I) and reading.cited.has(fact_id)
    ]
    return bool(parts) and bool(reading.amounts) and _is_all_about(reading, (parts[0],))


def _is_named(reading: Reading, told: Name, fact_id: str, prefixes: tuple[str, ...]) -> bool:
    """How several causes share a change is not stored, so that of no number several are the cause."""
    if fact_id not in told.facts or ("," in reading.cited.text(fact_id) and reading.mentions):
        return False
    cue = _CHANGED if fact_id == "revision_differs" else vocabulary.PLANNED
    return _is_all_about(reading, prefixes) and (bool(reading.amounts) or found(cue, reading.plain))


def _is_all_about(reading: Reading, prefixes: tuple[str, ...]) -> bool:
    return all(any(fact.fact_id.startswith(prefixes) for fact in fitting(reading, m)) for m in reading.amounts)
