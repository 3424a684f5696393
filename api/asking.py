"""From what was asked to the facts that answer it: the intent by words, then the facts of that intent."""

from collections.abc import Callable
from dataclasses import dataclass

from api import contracts as c
from api import queries
from api.copilot import whatif
from api.copilot.intents import INTENTS, Kind, example
from api.copilot.routing import Refusal, route, unfit
from api.errors import invalid
from warehouse.releases import Release

Forecast = Callable[[c.GenerateRequest], c.GenerateResponse]


@dataclass(frozen=True)
class Asked:
    """What `service.answer` answers: about what, from which facts, to which intent."""

    subject: str
    facts: list[c.Fact]
    question: str | None
    intent: c.Intent


def asked(release: Release, forecast: Forecast, request: c.AskRequest) -> Asked | Refusal:
    """The facts of a question, `forecast` being asked for a what-if; raises ApiProblem for what is unknown, and for an intent that is named but cannot be."""
    kind = _kind(request.about)
    has_changes = request.covariates is not None
    intent = request.intent or route(request.question, kind, has_changes)
    if isinstance(intent, Refusal):
        _check(release, request.about)
        return intent
    fault = unfit(intent, kind, has_changes)
    if fault:
        raise invalid(f"intent: {intent!r} is not possible here. {fault}")
    question = request.question or (None if intent == "explain" else example(intent, kind))
    return Asked(_subject(request.about), _facts(release, forecast, request, intent), question, intent)


def _kind(about: c.About) -> Kind:
    if about.unique_ids is None:
        return "set"
    distinct = len(set(about.unique_ids))
    if distinct < len(about.unique_ids):
        raise invalid(f"about.unique_ids: expected two different series, found {about.unique_ids[0]} twice")
    return "pair" if distinct == 2 else "series"


def _subject(about: c.About) -> str:
    return about.series_set or " and ".join(about.unique_ids or [])


def _check(release: Release, about: c.About) -> None:
    if about.series_set:
        queries.set_facts(release, about.series_set, only=())
    queries.sets_by_series(release, about.unique_ids or [])


def _facts(release: Release, forecast: Forecast, request: c.AskRequest, intent: c.Intent) -> list[c.Fact]:
    scope, about = INTENTS[intent], request.about
    if about.series_set:
        of_set = queries.set_facts(release, about.series_set, scope.set_facts or None)
        ranked = scope.rank and queries.ranked_facts(release, about.series_set, scope.rank, scope.ranked, request.k)
        return of_set + (ranked or [])
    first, *others = about.unique_ids or []
    if others:
        return queries.paired_facts(release, first, others[0], scope.facts or ())
    if intent == "what_if":
        return _what_if(release, forecast, first, request.covariates or [])
    return queries.series_facts(release, first, scope.facts)


def _what_if(release: Release, forecast: Forecast, unique_id: str, changes: list[c.CovariateChange]) -> list[c.Fact]:
    known = queries.series_facts(release, unique_id, ("series_name", "unit_name", "grain"))
    answered = forecast(c.GenerateRequest(unique_ids=[unique_id], covariates=changes))
    unit = next((fact.text for fact in known if fact.fact_id == "unit_name"), None)
    return known + whatif.facts_of(unique_id, unit, changes, answered)
