"""What follows exactly from facts that a claim cites: the change between two of them, a part of its whole, the gap to a target.

Each is a fact under an id of its own (or that of the mart's fact which is the same thing), so that the words around its number are
held to a role like those of any other.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from api.contracts import Fact
from api.copilot.facts import Facts, base_of, kind, place_of
from api.copilot.kinds import WHOLES

TARGET = 0.8  # of the intervals' coverage


@dataclass(frozen=True)
class _Rule:
    """A fact `name` in `unit`, made of the values of `of` by `make`."""

    name: str
    unit: str
    of: tuple[str, ...]
    make: Callable[..., float]


def _change(now: float, then: float) -> float:
    return now / then - 1


def _difference(now: float, then: float) -> float:
    return now - then


def _share(part: float, whole: float) -> float:
    return part / whole


_RULES = (
    *(
        _Rule(name, "share", of, _change)
        for name, *of_ in (
            ("yoy_change", "recent_level", "year_ago_level"), ("cycle_change", "last_cycle_sum", "previous_cycle_sum"),
            ("forecast_vs_year_ago", "forecast_sum", "year_ago_sum"), ("revision_change", "revised_sum", "revised_sum_before"),
            ("surprise_share", "arrived_sum", "arrived_forecast"), ("whatif_share", "whatif_sum", "whatif_baseline"),
        )
        if (of := tuple(of_))
    ),
    *(
        _Rule(name, "share", of, _share)
        for name, *of_ in (
            ("revision_change", "revision_sum", "revised_sum_before"), ("surprise_share", "surprise", "arrived_forecast"),
            ("whatif_share", "whatif_change", "whatif_baseline"), ("whatif_peak_share", "whatif_peak", "whatif_change"),
        )
        if (of := tuple(of_))
    ),
    *(
        _Rule(name, "", of, _difference)
        for name, *of_ in (
            ("revision_sum", "revised_sum", "revised_sum_before"), ("surprise", "arrived_sum", "arrived_forecast"),
            ("whatif_change", "whatif_sum", "whatif_baseline"),
        )
        if (of := tuple(of_))
    ),
    *(_Rule(f"{part}_share", "share", (part, whole), _share) for part, whole in WHOLES.items()),
    _Rule("value_add", "share", ("mase", "mase_naive"), lambda own, naive: 1 - own / naive),
    _Rule("coverage_gap", "points", ("coverage_80",), lambda held: held - TARGET),
    _Rule("wape_gap", "points", ("wape", "wape_naive"), _difference),
)  # fmt: skip
_ACROSS = {
    "level_vs_other": "recent_level",
    "cycle_vs_other": "last_cycle_sum",
    "forecast_vs_other": "forecast_mean",
    "mase_vs_other": "mase",
}


def with_derived(fact_ids: tuple[str, ...], given: Facts) -> tuple[tuple[str, ...], Facts]:
    """The cited ids and the facts, with those that follow from the cited ones; a fact that is cited is never replaced.

    The place of a series goes without citing it: it is how the facts are ordered.
    """
    cited = [fact for i in dict.fromkeys(fact_ids) if (fact := given.get(i))]
    made = {fact.fact_id: fact for fact in (*_within(cited), *_across(cited)) if fact.fact_id not in fact_ids}
    new = {fact_id: fact for fact_id, fact in made.items() if not given.has(fact_id)}
    places = {place for i in fact_ids if (place := place_of(i))}
    ranks = [
        f.fact_id for f in given if kind(f) == "rank" and place_of(f.fact_id) in places and f.fact_id not in fact_ids
    ]
    return (*fact_ids, *made, *ranks), Facts([*given, *new.values()])


def _within(cited: list[Fact]) -> Iterator[Fact]:
    for place in {place_of(fact.fact_id) for fact in cited}:
        own = {base_of(f.fact_id): f for f in cited if place_of(f.fact_id) == place and f.value is not None}
        for rule in _RULES:
            if all(name in own for name in rule.of) and (len(rule.of) == 1 or own[rule.of[-1]].value):
                value = rule.make(*(own[name].value for name in rule.of))
                yield _fact(place, rule.name, value, rule.unit or own[rule.of[0]].unit, own[rule.of[0]])


def _across(cited: list[Fact]) -> Iterator[Fact]:
    """Of two series, how each is to the other."""
    places = sorted({place for f in cited if (place := place_of(f.fact_id))})
    values = {f.fact_id: f for f in cited if f.value is not None}
    if len(places) != 2:
        return
    for name, of in _ACROSS.items():
        for one, other in (places, reversed(places)):
            mine, theirs = values.get(f"{one}.{of}"), values.get(f"{other}.{of}")
            if mine and theirs and theirs.value and mine.value is not None:
                yield _fact(one, name, mine.value / theirs.value - 1, "share", mine)


def _fact(place: str, name: str, value: float, unit: str | None, like: Fact) -> Fact:
    return like.model_copy(
        update={
            "fact_id": f"{place}.{name}" if place else name,
            "label": "",
            "value": value,
            "text": None,
            "unit": unit,
        }
    )
