"""How many lies get through, and how many true sentences do not: for the tests, and for a benchmark to print."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.contracts import Fact
from api.copilot.facts import Facts
from api.copilot.template import explain
from api.copilot.verify import Claim, check

from . import (
    answered,
    more_paraphrases_daily,
    more_paraphrases_of_many,
    more_paraphrases_of_one,
    more_paraphrases_runs,
    more_paraphrases_series,
    more_paraphrases_several,
    plain_of_many,
    plain_of_one,
    plain_of_runs,
    varied_of_many,
    varied_of_one,
    varied_of_runs,
)
from .cases import ALL
from .lies import lies
from .more_paraphrases import MORE_TRUE
from .paraphrases import TRUE
from .worlds import INTENT, WORLDS
from .written_lies import FALSE
from .written_lies_answered import FALSE_IN_ANSWERS
from .written_lies_citing_all import CITING_ALL
from .written_lies_plain import FALSE_IN_PLAIN_WORDS
from .written_lies_words import FALSE_IN_WORDS

FREE = (
    answered,
    more_paraphrases_series,
    more_paraphrases_daily,
    more_paraphrases_runs,
    more_paraphrases_several,
    more_paraphrases_of_one,
    more_paraphrases_of_many,
    plain_of_many,
    plain_of_one,
    plain_of_runs,
    varied_of_many,
    varied_of_one,
    varied_of_runs,
)
SENTENCES = [*MORE_TRUE, *TRUE, *(row for theme in FREE for row in theme.SENTENCES)]

World = tuple[list[Claim], list[Fact]]


@dataclass(frozen=True)
class Rate:
    """Of `n` sentences those on which the check was wrong."""

    what: str
    n: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.what}: {len(self.wrong)} of {self.n} ({len(self.wrong) / max(self.n, 1):.1%})" + "".join(
            f"\n  {one}" for one in self.wrong
        )


def worlds() -> list[World]:
    """True claims with the facts that they are about, of every intent: what the template says, and what people wrote."""
    told = [(_told(name, facts) + _written(name), facts) for name, facts in WORLDS.items()]
    return told + [(_written(name), facts) for name, facts in ALL.items()]


def lies_let_through(of: Iterable[World], every: int = 1, draw: int = 0) -> Rate:
    """Of each `every`th lie that is made of these claims, those that pass; hand-written ones are in tests/copilot/written_lies.py."""
    made = [(lie, facts) for claims, facts in of for lie in list(lies(claims, facts, draw))[::every]]
    passed = [f"{lie.kind}: {lie.text}" for lie, facts in made if not check([Claim(lie.text, lie.fact_ids)], facts)]
    return Rate("lies let through", len(made), tuple(passed))


def written_lies_let_through() -> Rate:
    """The same of those that were written by hand."""
    rows = [(text, ids, _facts(name)) for _, name, text, ids in [*FALSE, *FALSE_IN_WORDS]]
    rows += [(text, tuple(f.fact_id for f in ALL[name]), ALL[name]) for name, text in CITING_ALL]
    plain = [(text, ids, _facts(name)) for name, text, ids in [*FALSE_IN_PLAIN_WORDS, *FALSE_IN_ANSWERS]]
    rows += [(text, ids or tuple(f.fact_id for f in facts), facts) for text, ids, facts in plain]
    return Rate(
        "written lies let through",
        len(rows),
        tuple(text for text, ids, facts in rows if not check([Claim(text, ids)], facts)),
    )


def truths_rejected() -> Rate:
    """True sentences, written by hand in many words, that the check rejects."""
    rows = [(text, ids, _facts(name)) for name, text, ids in SENTENCES]
    return Rate(
        "true sentences rejected",
        len(rows),
        tuple(text for text, ids, facts in rows if check([Claim(text, ids)], facts)),
    )


def _told(name: str, facts: list[Fact]) -> list[Claim]:
    intents = dict.fromkeys((INTENT[name], "error_drivers", "distrust", "data_quality", "model_quality", "explain"))
    return list(dict.fromkeys(claim for intent in intents for claim in explain(Facts(facts), [intent])))


def _facts(name: str) -> list[Fact]:
    return WORLDS.get(name) or ALL[name]


def _written(name: str) -> list[Claim]:
    return [Claim(text, ids) for world, text, ids in SENTENCES if world == name]
