"""The check: every number, date, direction and name of a claim must be in a fact that the claim cites.

Pure functions. What is not understood fails: a digit that no rule read, a unit that nobody knows,
a word that states a cause
or a prediction. A false alarm costs a repair turn; a false number would cost the reader's trust.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from api.contracts import Fact
from api.copilot.derived import with_derived
from api.copilot.facts import Facts
from api.copilot.mentions import normalised
from api.copilot.phrases import plainly
from api.copilot.reading import Problem, read
from api.copilot.subjects import OTHER, View, views
from api.copilot.verify_dates import date_problems, duration_problems
from api.copilot.verify_directions import direction_problems
from api.copilot.verify_names import name_problems
from api.copilot.verify_numbers import number_problems
from api.copilot.verify_ranks import rank_problems
from api.copilot.verify_words import word_problems

_MAX_CHARS = 500
_RULES = (
    word_problems,
    name_problems,
    rank_problems,
    number_problems,
    duration_problems,
    date_problems,
    direction_problems,
)


@dataclass(frozen=True)
class Claim:
    """One statement and the ids of the facts that it rests on."""

    text: str
    fact_ids: tuple[str, ...]


@dataclass(frozen=True)
class Violation:
    """Words of the claim at `claim_index` that its facts do not carry; `kind` is e.g. number, unit, date, direction."""

    claim_index: int
    span: str
    kind: str
    why: str


def check(claims: list[Claim], facts: list[Fact]) -> list[Violation]:
    """All that the claims state and their cited facts do not; an empty list means verified."""
    given = Facts(facts)
    return [Violation(i, p.span, p.kind, p.why) for i, claim in enumerate(claims) for p in _problems(claim, given)]


def _problems(claim: Claim, given: Facts) -> Iterator[Problem]:
    unknown = [i for i in claim.fact_ids if not given.has(i)]
    if unknown:
        yield Problem(", ".join(unknown), "unknown_fact", "no fact has this id; cite ids from the list")
    if not claim.fact_ids:
        yield Problem(claim.text[:80], "uncited", "the claim cites no fact")
    if not normalised(claim.text) or len(claim.text) > _MAX_CHARS:
        yield Problem(claim.text[:80], "length", f"a claim is a sentence of 1 to {_MAX_CHARS} characters")
        return
    if OTHER in claim.text.lower():
        yield Problem(OTHER, "name", "a name that no cited fact has")
    largest = given.text("largest_series") if "largest_series" in claim.fact_ids else ""
    fact_ids, known = with_derived(claim.fact_ids, given)
    for view in views(plainly(normalised(claim.text), largest), fact_ids, known):
        if isinstance(view, Problem):
            yield view
        else:
            yield from _seen(view)


def _seen(view: View) -> Iterator[Problem]:
    cited = [fact for i in view.fact_ids if (fact := view.given.get(i))]
    reading = read(view.text, cited, view.given, view.context)
    for rule in _RULES:
        yield from rule(reading)
