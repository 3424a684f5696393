"""Sentences about a set of series; each is left out where a fact that it needs is absent."""

from collections.abc import Callable

from api.copilot import template_shared as shared
from api.copilot.facts import Facts
from api.copilot.template_shared import sentence
from api.copilot.verify import Claim

_STATES = {
    "n_ok": "{} ok", "n_fallback": "{} on a fallback model", "n_short": "{} too short",
    "n_stale": "{} stale", "n_failed": "{} failed",
}  # fmt: skip


def _overview(facts: Facts) -> list[Claim]:
    if not facts.has("n_series"):
        return []
    n = facts.number("n_series")
    if facts.has("set_label"):
        return sentence(f"The set {facts.text('set_label')} has {n} series.", "n_series", "set_label")
    return sentence(f"The set has {n} series.", "n_series")


def _states(facts: Facts) -> list[Claim]:
    shown = [i for i in _STATES if facts.has(i) and facts.value(i) > 0]
    if not shown:
        return []
    first, *others = (_STATES[i].format(facts.number(i)) for i in shown)
    n, _, state = first.partition(" ")
    parts = [f"{n} series {'is' if n == '1' else 'are'} {state}", *others]
    listed = f"{', '.join(parts[:-1])} and {parts[-1]}" if others else parts[0]
    return sentence(f"By status, {listed}.", *shown)


def _level(facts: Facts) -> list[Claim]:
    if not facts.has("recent_level"):
        return []
    return sentence(
        f"Together they averaged {facts.said('recent_level')}{_per(facts)} {shared.window(facts)}.",
        "recent_level",
        *shared.given(facts, "recent_periods"),
    )


def _per(facts: Facts) -> str:
    return f" a {facts.grain}" if facts.has("grain") else ""


def _change(facts: Facts) -> list[Claim]:
    changes = [*shared.cycle(facts)]
    if facts.has("yoy_change"):
        changed = shared.change_words(facts.value("yoy_change"), facts.number("yoy_change"))
        then = {"week": "same weeks", "day": "same days"}.get(facts.grain, "same periods")
        changes += sentence(f"The recent level is {changed} the {then} a year earlier.", "yoy_change")
    return [*changes, *_movers(facts)]


def _movers(facts: Facts) -> list[Claim]:
    return [
        *_mover(facts, "top_riser", "riser", "up"),
        *_mover(facts, "top_faller", "faller", "down"),
        *_largest(facts),
    ]


def _mover(facts: Facts, name: str, word: str, way: str) -> list[Claim]:
    change = f"{name}_change"
    if not facts.has(name, change) or facts.value(change) * (1 if way == "up" else -1) <= 0:
        return []
    return sentence(f"The biggest {word} is {facts.text(name)}, {way} {facts.said(change)}{_per(facts)}.", name, change)


def _largest(facts: Facts) -> list[Claim]:
    if not facts.has("largest_series"):
        return []
    if not facts.has("largest_series_share"):
        return sentence(f"The largest series is {facts.text('largest_series')}.", "largest_series")
    share = facts.number("largest_series_share")
    return sentence(
        f"The largest series is {facts.text('largest_series')}, with {share} of the total.",
        "largest_series",
        "largest_series_share",
    )


def _forecast(facts: Facts) -> list[Claim]:
    return shared.forecast(facts)


def _accuracy(facts: Facts) -> list[Claim]:
    return [
        *shared.scaled_error(facts),
        *shared.naive_error(facts),
        *_verdict(facts),
        *_wape(facts),
        *shared.coverage(facts),
    ]


def _verdict(facts: Facts) -> list[Claim]:
    """Which of the two is better, where the printed figures differ."""
    if not facts.has("mase", "mase_naive") or facts.number("mase") == facts.number("mase_naive"):
        return []
    better = "better" if facts.value("mase") < facts.value("mase_naive") else "worse"
    return sentence(f"By that measure the forecast is {better} than seasonal naive.", "mase", "mase_naive")


def _wape(facts: Facts) -> list[Claim]:
    if not facts.has("wape"):
        return []
    claims = sentence(f"Its WAPE, the sum of errors as a share of the actuals, is {facts.number('wape')}.", "wape")
    if facts.has("wape_naive"):
        claims += sentence(f"The WAPE of seasonal naive is {facts.number('wape_naive')}.", "wape_naive")
    return claims


def _rows(facts: Facts) -> list[Claim]:
    used = sentence(f"{facts.number('rows_used')} rows were used.", "rows_used") if facts.has("rows_used") else []
    return [*used, *_rejects(facts), *_reject_reason(facts)]


def _rejects(facts: Facts) -> list[Claim]:
    if not facts.has("rows_rejected"):
        return []
    if facts.has("rows_in"):
        text = f"Of the {facts.number('rows_in')} rows that came in, {facts.number('rows_rejected')} were rejected."
        return sentence(text, "rows_in", "rows_rejected")
    return sentence(f"{_count(facts, 'rows_rejected')} rows were rejected.", "rows_rejected")


def _reject_reason(facts: Facts) -> list[Claim]:
    if not facts.has("top_reject_reason") or (facts.has("rows_rejected") and facts.value("rows_rejected") == 0):
        return []
    return sentence(f'The top reason for a rejection is "{facts.text("top_reject_reason")}".', "top_reject_reason")


def _count(facts: Facts, fact_id: str) -> str:
    return "No" if facts.value(fact_id) == 0 else facts.number(fact_id)


def _drift(facts: Facts) -> list[Claim]:
    if facts.has("n_drifted", "n_tested_for_drift"):
        tested, drifted = facts.number("n_tested_for_drift"), facts.number("n_drifted")
        text = f"{tested} series were tested for drift, and {drifted} of them drifted."
        return sentence(text, "n_tested_for_drift", "n_drifted")
    return sentence(f"{_count(facts, 'n_drifted')} series drifted.", "n_drifted") if facts.has("n_drifted") else []


def _severities(facts: Facts) -> list[Claim]:
    """Open alerts by severity, the worse first."""
    named = [(i, word) for i, word in (("n_fail", "fail"), ("n_warn", "warn")) if facts.has(i)]
    parts = [f"{facts.number(i)} of severity {word}" for i, word in named]
    return sentence(f"Open alerts: {' and '.join(parts)}.", *[i for i, _ in named]) if parts else []


def _alerts(facts: Facts) -> list[Claim]:
    return [*_severities(facts), *_drift(facts)]


def _quality(facts: Facts) -> list[Claim]:
    return [*_states(facts), *_rows(facts)]


def _lead(facts: Facts) -> list[Claim]:
    return [*_overview(facts), *_level(facts)]


def _brief_accuracy(facts: Facts) -> list[Claim]:
    return [*shared.scaled_error(facts), *shared.naive_error(facts), *shared.coverage(facts)] or _wape(facts)


PARAGRAPHS: dict[str, Callable[[Facts], list[Claim]]] = {
    "level": _lead, "change": _change, "forecast": _forecast, "interval": shared.coverage,
    "accuracy": _accuracy, "quality": _quality, "alerts": _alerts,
}  # fmt: skip
OVERVIEW: tuple[Callable[[Facts], list[Claim]], ...] = (
    _overview, _states, _level, _change, _forecast, _brief_accuracy, _rejects, _severities,
)  # fmt: skip
