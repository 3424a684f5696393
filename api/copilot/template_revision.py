"""Why a forecast changed since the run before, as far as facts say it: by how much, what came in between, what differs."""

from api.copilot import template_shared as shared
from api.copilot.facts import Facts
from api.copilot.template_shared import sentence
from api.copilot.verify import Claim


def of_series(facts: Facts) -> list[Claim]:
    return [
        *_total(facts, f"the forecast of {shared.name(facts)}", shared.given(facts, "series_name")),
        *_arrived(facts), *_surprise(facts), *_corrected(facts), *_differs(facts), *_shift(facts), *_peak(facts),
    ] or _once(facts)  # fmt: skip


def of_set(facts: Facts) -> list[Claim]:
    """The set's total, then the series whose forecasts changed most."""
    total = _total(facts, "the forecasts together", [])
    return [*total, *_differs(facts)] or _once(facts)


def ranked(facts: Facts) -> list[Claim]:
    """One of the series whose forecasts changed most: facts of it alone."""
    if not facts.has("series_name", "revision_sum", "revision_rank") or facts.value("revision_sum") == 0:
        return []
    way = "higher" if facts.value("revision_sum") > 0 else "lower"
    text = f"is {facts.said('revision_sum')} {way} than in the run before"
    place = shared.place(facts, "revision_rank", "changed the most", "the forecast of")
    return sentence(f"{place} {text}.", "series_name", "revision_sum", "revision_rank")


def _once(facts: Facts) -> list[Claim]:
    """Where there is no run before to compare with."""
    if not facts.has("n_vintages"):
        return []
    n = round(facts.value("n_vintages"))
    return sentence(
        f"There {'is' if n == 1 else 'are'} {n} run{'s' if n > 1 else ''} with a forecast to compare; a revision needs a run before.",
        "n_vintages",
    )


def _total(facts: Facts, what: str, ids: list[str]) -> list[Claim]:
    if not facts.has("revised_sum", "revised_sum_before"):
        return []
    start = f"For the {shared.periods(facts)} that both runs cover, {what} totals {facts.said('revised_sum')}"
    start = start.replace("together totals", "total")
    tail, more = shared.compared_with(facts, "revision_change", "revised_sum_before", "of the run before")
    if not more:
        tail, more = f", against {facts.said('revised_sum_before')} in the run before", ["revised_sum_before"]
    return sentence(f"{start}{tail}.", *ids, "revised_sum", *more)


def _arrived(facts: Facts) -> list[Claim]:
    if not facts.has("n_arrived", "arrived_sum", "arrived_forecast") or facts.value("n_arrived") == 0:
        return []
    n = round(facts.value("n_arrived"))
    span = f"{n} {facts.grain}{'s' if n > 1 else ''} of actuals"
    text = f"Since the run before, {span} came in with {facts.said('arrived_sum')}"
    return sentence(
        f"{text}, against {facts.said('arrived_forecast')} in the forecast of that run.",
        "n_arrived", "arrived_sum", "arrived_forecast",
    )  # fmt: skip


def _surprise(facts: Facts) -> list[Claim]:
    if not facts.has("surprise", "n_arrived", "n_arrived_inside") or facts.value("n_arrived") == 0:
        return []
    way = "above" if facts.value("surprise") > 0 else "below"
    inside = f"{facts.number('n_arrived_inside')} of {facts.number('n_arrived')} {shared.periods(facts)}"
    return [
        *sentence(f"Those actuals are {facts.said('surprise')} {way} what that run had forecast.", "surprise"),
        *sentence(
            f"The 80% interval of that run held {inside} of those actuals.", "n_arrived_inside", "n_arrived"
        ),
    ]  # fmt: skip


def _corrected(facts: Facts) -> list[Claim]:
    if not facts.has("n_corrected") or facts.value("n_corrected") == 0:
        return []
    n = round(facts.value("n_corrected"))
    return sentence(
        f"Since the run before, {n} earlier {facts.grain}{'s were' if n > 1 else ' was'} corrected.", "n_corrected"
    )


def _differs(facts: Facts) -> list[Claim]:
    if not facts.has("revision_differs"):
        return []
    return sentence(f"What differs between the runs: {facts.text('revision_differs')}.", "revision_differs")


def _shift(facts: Facts) -> list[Claim]:
    if not facts.has("revision_shift_share"):
        return []
    share = facts.number("revision_shift_share")
    return sentence(
        f"A shift that is the same in all {shared.periods(facts)} makes up {share} of the squared revision.",
        "revision_shift_share",
    )


def _peak(facts: Facts) -> list[Claim]:
    if not facts.has("revision_peak") or facts.value("revision_peak") == 0:
        return []
    way = "up" if facts.value("revision_peak") > 0 else "down"
    return sentence(
        f"The largest revision of a single {facts.grain} is{shared.on(facts, 'revision_peak')}, {way} by {facts.said('revision_peak')}.",
        "revision_peak",
    )
