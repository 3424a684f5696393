"""What the error of a forecast is made of, what speaks against it, and how good it is."""

from api.copilot import template_set
from api.copilot import template_shared as shared
from api.copilot.facts import Facts
from api.copilot.template_shared import sentence
from api.copilot.verify import Claim


def drivers(facts: Facts) -> list[Claim]:
    return [*_miss(facts), *_bias(facts), *_kind(facts), *_side(facts), *_steps(facts), *_worst(facts)] or _few(facts)


def ranked(facts: Facts) -> list[Claim]:
    """One of the series with the largest misses: facts of it alone."""
    if not facts.has("series_name", "error_share", "error_rank"):
        return []
    place = shared.place(facts, "error_rank", "has the largest errors", "")
    text = f"{place} makes up {facts.number('error_share')} of all misses in the set"
    mostly, ids = "", []
    if facts.has("error_kind"):
        mostly, ids = f", mostly {facts.text('error_kind')}", ["error_kind"]
    return sentence(f"{text}{mostly}.", "series_name", "error_share", "error_rank", *ids)


def concerns(facts: Facts) -> list[Claim]:
    """What speaks against the forecast of one series."""
    if not facts.has("n_concerns"):
        return []
    n, name = round(facts.value("n_concerns")), shared.name(facts)
    count = f"{'No' if n == 0 else n} reason{'' if n == 1 else 's'} speak{'s' if n == 1 else ''}"
    text, ids = f"{count} against the forecast of {name}", ["n_concerns", *shared.given(facts, "series_name")]
    if n and facts.has("distrust_reasons"):
        return sentence(f"{text}: {facts.text('distrust_reasons')}.", *ids, "distrust_reasons")
    return sentence(f"{text}.", *ids)


def distrusted(facts: Facts) -> list[Claim]:
    """One of the series to distrust: facts of it alone."""
    if not facts.has("series_name", "distrust_reasons", "distrust_rank"):
        return []
    place = shared.place(facts, "distrust_rank", "is to be distrusted the most", "").removesuffix(": it")
    return sentence(f"{place}: {facts.text('distrust_reasons')}.", "series_name", "distrust_reasons", "distrust_rank")


def doubts(facts: Facts) -> list[Claim]:
    """How many series of a set have something that speaks against them."""
    if not facts.has("n_distrusted", "n_series"):
        return []
    text = f"Reasons that speak against the forecast are known of {facts.number('n_distrusted')} of {facts.number('n_series')} series."
    return [*sentence(text, "n_distrusted", "n_series"), *beaten(facts)]


def beaten(facts: Facts) -> list[Claim]:
    """How often seasonal naive won in a set."""
    if not facts.has("n_beaten_by_naive", "n_backtested"):
        return []
    text = f"Seasonal naive did better on {facts.number('n_beaten_by_naive')} of {facts.number('n_backtested')} backtested series."
    return sentence(text, "n_beaten_by_naive", "n_backtested")


def quality_of_set(facts: Facts) -> list[Claim]:
    return [*template_set.PARAGRAPHS["accuracy"](facts), *beaten(facts)]


def _few(facts: Facts) -> list[Claim]:
    """A series without backtests has a status that says why."""
    if not facts.has("status"):
        return []
    return sentence(
        f"The status of {shared.name(facts)} is {facts.text('status')}.", "status", *shared.given(facts, "series_name")
    )


def _miss(facts: Facts) -> list[Claim]:
    if not facts.has("mae"):
        return []
    name, windows, ids = shared.name(facts), "", ["mae", *shared.given(facts, "series_name")]
    if facts.has("n_windows") and facts.value("n_windows") > 1:
        windows, ids = f" of {facts.number('n_windows')} windows", [*ids, "n_windows"]
    text = f"In backtests{windows}, the forecast of {name} missed by {facts.said('mae')}{shared.per(facts)} on average."
    return sentence(text, *ids)


def _bias(facts: Facts) -> list[Claim]:
    if not facts.has("bias", "bias_share") or facts.value("bias") == 0:
        return []
    way = "high" if facts.value("bias") > 0 else "low"
    text = f"It was too {way} by {facts.said('bias')} on average, a bias that makes up {facts.number('bias_share')} of the squared error."
    return sentence(text, "bias", "bias_share")


def _kind(facts: Facts) -> list[Claim]:
    if not facts.has("error_kind"):
        return []
    return sentence(f"The squared error is mostly {facts.text('error_kind')}.", "error_kind")


def _side(facts: Facts) -> list[Claim]:
    if not facts.has("over_share"):
        return []
    return sentence(f"The forecast was too high in {facts.number('over_share')} of the backtested steps.", "over_share")


def _steps(facts: Facts) -> list[Claim]:
    if not facts.has("mae_near", "mae_far", "near_steps"):
        return []
    n, word = round(facts.value("near_steps")), facts.grain
    near = f"the first {n} {word}s" if n > 1 else f"the first {word}"
    text = f"The average miss is {facts.said('mae_near')} in {near} of the horizon and {facts.said('mae_far')} in the later {word}s."
    return sentence(text, "mae_near", "near_steps", "mae_far")


def _worst(facts: Facts) -> list[Claim]:
    if not facts.has("worst_miss", "worst_actual", "worst_forecast", "worst_share") or facts.value("worst_miss") == 0:
        return []
    when = shared.on(facts, "worst_miss")
    text = f"The largest miss is {facts.said('worst_miss')}{when}: a forecast of {facts.said('worst_forecast')}, and an actual of {facts.said('worst_actual')}."
    share = f"That {facts.grain} alone makes up {facts.number('worst_share')} of all misses."
    return [
        *sentence(text, "worst_miss", "worst_forecast", "worst_actual"),
        *sentence(share, "worst_share"),
    ]
