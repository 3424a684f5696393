"""Whether a number that is told is near enough to the one of a fact: rounding, hedges, fractions in words."""

import re

from api.contracts import Fact
from api.copilot.facts import kind
from api.copilot.mentions import Mention
from api.copilot.patterns import HEDGES_ABOUT, HEDGES_OVER, HEDGES_UNDER

_LOOSE = 0.05  # a hedge or a scale ("about 1,300", "1.3k") may not be further off than this share
_PLAIN = 0.25  # the same of fractions and multiples in words: "more than double"


def close(mention: Mention, actual: float, fact: Fact | None) -> bool:
    """Within half of the last digit printed; hedges give one side, or half of the last digit that is not zero."""
    told, slack = mention.value, 1e-9 * max(1.0, actual)
    scaled = mention.tolerance > 0.5 or (fact is not None and kind(fact) == "ratio") or mention.unit == "times"
    rounding = min(mention.tolerance, max(_LOOSE * actual, 0.005)) if scaled else mention.tolerance
    loose = min(_last_digit(told), _LOOSE * actual)
    way = hedged(mention.hedge)
    if mention.unit == "portion" and (way == "about" or mention.hedge in ("nearly", "almost")):
        return abs(actual - told) <= min(0.035, 0.1 * actual) + slack and (actual < told or way == "about")
    if way == "about":
        return abs(actual - told) <= max(rounding, loose) + slack
    if mention.hedge == "over" and fact is not None and fact.fact_id == "n_windows":  # "over 5 backtests": during them
        return actual == told
    if way:
        beyond = actual - told if way == "over" else told - actual
        allowed = beyond >= 0 if mention.hedge.startswith("at ") else beyond > 0
        is_plain = mention.unit in ("portion", "times") and not re.search(r"\d", mention.text)
        return allowed and beyond <= max(rounding, (_PLAIN if is_plain else _LOOSE) * actual) + slack
    return abs(actual - told) <= rounding + slack


def hedged(hedge: str) -> str:
    """Whether a hedge says over, under or about; empty for none."""
    senses = {"over": HEDGES_OVER, "under": HEDGES_UNDER, "about": f"{HEDGES_ABOUT}|~"}
    return next((sense for sense, cue in senses.items() if re.search(rf"(?:{cue})$", hedge, re.I)), "")


def _last_digit(value: float) -> float:
    """Half of the place of the last digit that is not zero: 50 for 1,300."""
    digits = f"{value:.6f}".rstrip("0").rstrip(".")
    decimals = len(digits.partition(".")[2])
    zeros = 0 if decimals else len(digits) - len(digits.rstrip("0"))
    return float(0.5 * 10.0 ** (zeros - decimals))
