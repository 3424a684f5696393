"""Lies made of true sentences: each changes one thing of a claim that holds, so that it no longer does.

A number is changed by more than its rounding, a direction is turned, a name or a period is another one; what is added is in
no fact. So each is false by how it was made, and none needs the verifier to say so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from api.contracts import Fact
from api.copilot.facts import place_of
from api.copilot.verify import Claim

from . import lies_numbers, lies_phrases, lies_words

_MAKERS = lies_numbers.MAKERS | lies_words.MAKERS | lies_phrases.MAKERS


@dataclass(frozen=True)
class Lie:
    """A false sentence, how it was made, and the facts that it pretends to rest on."""

    kind: str
    text: str
    fact_ids: tuple[str, ...]


def lies(claims: list[Claim], facts: list[Fact], draw: int = 0) -> Iterator[Lie]:
    """Lies about these facts, from true claims; the same for the same input. Half of them cite every fact there is.

    Another draw changes the same claims to other words and numbers.
    """
    truths = {claim.text for claim in claims}
    for n, claim in enumerate(claims, draw):
        places = {"", *(place_of(i) for i in claim.fact_ids)}
        everything = tuple(fact.fact_id for fact in facts if place_of(fact.fact_id) in places)
        for m, (kind, make) in enumerate(_MAKERS.items()):
            for text in make(claim, facts, n + m):
                if text not in truths and text != claim.text:
                    yield Lie(kind, text, claim.fact_ids if (n + m) % 2 else everything)
