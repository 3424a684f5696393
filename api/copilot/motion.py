"""Words for which way something goes, by families: verbs in all their forms, nouns, comparatives. Tables only."""

import re

from api.copilot.patterns import words

_VOWELS = "aeiou"


def forms(verb: str) -> tuple[str, ...]:
    """A regular verb's forms; a trailing + doubles its last letter: "slip+" is slip, slips, slipped, slipping."""
    stem = verb.removesuffix("+")
    if verb.endswith("+"):
        return stem, f"{stem}s", f"{stem}{stem[-1]}ed", f"{stem}{stem[-1]}ing"
    if stem.endswith("e"):
        return stem, f"{stem}s", f"{stem}d", f"{stem[:-1]}ing"
    if stem.endswith("y") and stem[-2] not in _VOWELS:
        return stem, f"{stem[:-1]}ies", f"{stem[:-1]}ied", f"{stem}ing"
    plural = "es" if re.search(r"(s|x|ch|sh)$", stem) else "s"
    return stem, f"{stem}{plural}", f"{stem}ed", f"{stem}ing"


def all_forms(text: str) -> list[str]:
    """The forms of all verbs of a text."""
    return [form for verb in words(text) for form in forms(verb)]


RISING = [
    *all_forms("climb gain increase jump surge soar exceed expand lift raise advance swell strengthen rally outstrip surpass double triple rebound"),
    *words("""
    rise rises rose risen rising grow grows grew grown growing overshoot overshoots overshot overshooting outpace outpaces
    outpaced outpacing outsell outsells outsold outselling outnumber outnumbers outnumbered
    growth gains increases jumps uplift upturn upward upwards upside excess extra additional surplus
    higher more above greater larger bigger stronger optimistic
    """),
]  # fmt: skip
FALLING = [
    *all_forms("drop+ decline decrease dip+ slump plunge plummet contract lag+ halve weaken lower subtract ease slip+ tumble dwindle taper"
               " subside retreat recede diminish trim+ trail soften reduce deduct shave"),
    *words("""
    fall falls fell fallen falling shrink shrinks shrank shrunk shrinking slide slides slid sliding lose loses lost losing cut
    cuts cutting sink sinks sank sunk sinking undershoot undershoots undershot undershooting shed sheds shedding collapse collapses collapsed collapsing vanished vanishes disappeared evaporated costs crash crashed
    reduction reductions decrease decreases decline declines loss losses shortfall downward downwards downside
    less fewer below weaker smaller softer under behind pessimistic
    """),
]  # fmt: skip
# Verbs for what a run or a change does to a forecast.
CHANGING = [
    *all_forms("revise raise lower lift trim+ reduce increase scale adjust change shift correct move nudge bump drop+ mark"),
    *words("cut cuts"),
]  # fmt: skip
CHANGED = [word for word in CHANGING if word.endswith("ed") or word == "cut"]
NEUTRAL = [*all_forms("edge tick inch nudge creep drift move swing turn head swap+ switch vary shift range bring scale adjust correct bump"),
           *words("crept came come comes coming go goes going went gone brought"),]  # fmt: skip
