"""Answers about several series: the first of a set by some measure, or two side by side."""

from collections.abc import Callable

from api.copilot import template_errors, template_revision, template_series
from api.copilot import template_shared as shared
from api.copilot.facts import Facts
from api.copilot.template_shared import MANIFOLD, sentence
from api.copilot.verify import Claim

_LARGEST = 99.0  # beyond a hundred times, or next to nothing, a comparison says no more than the amounts do
Sentences = Callable[[Facts], list[Claim]]


def of_each(facts: Facts, tell: Sentences) -> list[Claim]:
    """What `tell` says of each series, in their order; the claims cite its facts by their full ids."""
    return [_placed(claim, facts, place) for place in facts.places for claim in tell(facts.of(place))]


def _placed(claim: Claim, facts: Facts, place: str) -> Claim:
    ids = (f"{place}.{i}" if facts.has(f"{place}.{i}") else i for i in claim.fact_ids)
    return Claim(claim.text, tuple(i for i in ids if facts.has(i)))


def mover(facts: Facts) -> list[Claim]:
    """One of the series that moved most: facts of it alone."""
    if not facts.has("series_name", "level_change", "mover_rank") or facts.value("level_change") == 0:
        return []
    way = "up" if facts.value("level_change") > 0 else "down"
    level, ids = "", ["series_name", "level_change", "mover_rank"]
    if facts.has("recent_level"):
        level, ids = f", to {facts.said('recent_level')}", [*ids, "recent_level"]
    place = shared.place(facts, "mover_rank", "moved the most", "")
    return sentence(f"{place} is {way} {facts.said('level_change')}{shared.per(facts)} on a year earlier{level}.", *ids)


def movers(facts: Facts) -> list[Claim]:
    return of_each(facts, mover)


def distrust(facts: Facts) -> list[Claim]:
    return [*of_each(facts, template_errors.distrusted), *template_errors.doubts(facts)]


def errors(facts: Facts) -> list[Claim]:
    return of_each(facts, template_errors.ranked)


def revisions(facts: Facts) -> list[Claim]:
    return [*template_revision.of_set(facts), *of_each(facts, template_revision.ranked)]


def compare(facts: Facts) -> list[Claim]:
    """Level, year before, forecast and accuracy of both, each beside the other."""
    first, second = (facts.of(place) for place in ("1", "2"))
    names = first.text("series_name"), second.text("series_name")
    told: list[Claim] = []
    for tell in (_level, _year, _forecast, _accuracy):
        told += [_placed(claim, facts, "1") for claim in tell(first, names[0], "")]
        told += [_placed(claim, facts, "2") for claim in tell(second, names[1], names[0])]
    return told


def _level(facts: Facts, name: str, other: str) -> list[Claim]:
    if not facts.has("recent_level"):
        return []
    tail, ids = _against(facts, "level_vs_other", other)
    text = (
        f"{shared.upper(name)} averaged {facts.said('recent_level')}{shared.per(facts)} {shared.window(facts)}{tail}."
    )
    return sentence(text, "series_name", "recent_level", *shared.given(facts, "recent_periods"), *ids)


def _year(facts: Facts, name: str, other: str) -> list[Claim]:
    if not facts.has("yoy_change"):
        return []
    changed = shared.change_words(facts.value("yoy_change"), facts.number("yoy_change"))
    return sentence(
        f"{shared.upper(name)} is {changed} the same {shared.periods(facts)} a year earlier.",
        "series_name",
        "yoy_change",
    )


def _forecast(facts: Facts, name: str, other: str) -> list[Claim]:
    if not facts.has("forecast_mean"):
        return []
    tail, ids = _against(facts, "forecast_vs_other", other)
    text = f"The forecast of {name} averages {facts.said('forecast_mean')}{shared.per(facts)}{tail}."
    return sentence(text, "series_name", "forecast_mean", *ids)


def _accuracy(facts: Facts, name: str, other: str) -> list[Claim]:
    if not facts.has("mase"):
        return []
    told = sentence(f"The MASE of {name} is {facts.number('mase')}.", "series_name", "mase")
    if other and facts.has("mase_vs_other") and abs(facts.value("mase_vs_other")) >= shared.FLAT:
        better = "better" if facts.value("mase_vs_other") < 0 else "worse"
        told += sentence(
            f"By MASE, the forecast of {name} is {better} than that of {other}.", "series_name", "mase_vs_other"
        )
    return told


def _against(facts: Facts, fact_id: str, other: str) -> tuple[str, list[str]]:
    """ ", 72% less than RED CUP", where that is known."""
    if not other or not facts.has(fact_id):
        return "", []
    share = facts.value(fact_id)
    if share > _LARGEST or share < -0.995:
        return "", []
    if share >= MANIFOLD:
        return f", {f'{1 + share:,.1f}'.removesuffix('.0')} times that of {other}", [fact_id]
    way = "more" if share > 0 else "less"
    return ("", []) if abs(share) < shared.FLAT else (f", {facts.number(fact_id)} {way} than {other}", [fact_id])


def what_if(facts: Facts) -> list[Claim]:
    """What changed covariates would change."""
    name, changed = shared.name(facts), facts.text("whatif_covariates")
    named = ["whatif_covariates", *shared.given(facts, "series_name")]
    use = sentence(
        f"How {changed} enters what is served: {facts.text('whatif_use')}.", "whatif_covariates", "whatif_use"
    )
    if not facts.has("whatif_sum", "whatif_baseline"):
        return use if facts.has("whatif_covariates", "whatif_use") else []
    tail, ids = shared.compared_with(facts, "whatif_share", "whatif_baseline", "as planned")
    if not ids:
        tail, ids = f", against {facts.said('whatif_baseline')} as planned", ["whatif_baseline"]
    text = f"With the change of {changed}, the forecast of {name} totals {facts.said('whatif_sum')}{tail}."
    return [*sentence(text, *named, "whatif_sum", *ids), *_largest(facts), *use]


def _largest(facts: Facts) -> list[Claim]:
    if not facts.has("whatif_peak") or facts.value("whatif_peak") == 0:
        return []
    way = "up" if facts.value("whatif_peak") > 0 else "down"
    text = f"The largest change of a single {facts.grain} is{shared.on(facts, 'whatif_peak')}, {way} by {facts.said('whatif_peak')}."
    return sentence(text, "whatif_peak")


def data(facts: Facts) -> list[Claim]:
    """The state of the data of one series."""
    if not facts.has("history_start", "last_period", "n_periods"):
        return template_series.PARAGRAPHS["quality"](facts)
    n = round(facts.value("n_periods"))
    span = f"{n:,} {facts.grain}{'s' if n != 1 else ''}"
    text = f"The data of {shared.name(facts)} run from {facts.day('history_start')} to {facts.day('last_period')}, {span} in all."
    told = sentence(text, *shared.given(facts, "series_name"), "history_start", "last_period", "n_periods")
    if facts.has("n_filled") and facts.value("n_filled") > 0:
        filled = round(facts.value("n_filled"))
        word = f"{facts.grain}{'s' if filled > 1 else ''}"
        told += sentence(
            f"Of these, {filled:,} {word} {'are gaps that were' if filled > 1 else 'is a gap that was'} filled by rule.",
            "n_filled",
        )
    return [*told, *template_series.PARAGRAPHS["quality"](facts)]
