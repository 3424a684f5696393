"""Sentences about one series; each is left out where a fact that it needs is absent."""

from collections.abc import Callable

from api.copilot.facts import Facts
from api.copilot.template_parts import parts
from api.copilot.template_shared import (
    FLAT,
    change_words,
    coverage,
    cycle,
    forecast,
    given,
    naive_error,
    on,
    per,
    periods,
    scaled_error,
    sentence,
    window,
)
from api.copilot.verify import Claim


def _level(facts: Facts) -> list[Claim]:
    if not facts.has("recent_level"):
        return []
    name, ids = facts.text("series_name") or "The series", ["recent_level"]
    ids += ["series_name"] if facts.has("series_name") else []
    until = f", up to {facts.day('last_period')}" if facts.has("last_period") and facts.day("last_period") else ""
    ids += ["last_period"] if until else []
    ids += given(facts, "recent_periods")
    return sentence(
        f"{name[0].upper()}{name[1:]} averaged {facts.said('recent_level')}{per(facts)} {window(facts)}{until}.", *ids
    )


def year_on_year(facts: Facts) -> list[Claim]:
    if not facts.has("yoy_change"):
        return []
    changed = change_words(facts.value("yoy_change"), facts.number("yoy_change"))
    if facts.has("year_ago_level"):
        then = f"the {facts.said('year_ago_level')}{per(facts)} in the same {periods(facts)} a year earlier"
        return sentence(f"That is {changed} {then}.", "yoy_change", "year_ago_level")
    return sentence(f"That is {changed} the same {periods(facts)} a year earlier.", "yoy_change")


def _change(facts: Facts) -> list[Claim]:
    """The level first: "that is 12% higher" says so of it."""
    return [*_level(facts), *year_on_year(facts), *cycle(facts)]


def _season(facts: Facts) -> list[Claim]:
    if facts.has("season_peak", "season_peak_ratio", "season_trough", "season_trough_ratio"):
        ratio = facts.number("season_peak_ratio")
        peak = f"{facts.text('season_peak')} is usually the busiest month, at {ratio} times the average month"
        trough = f"{facts.text('season_trough')} the quietest{_low(facts)}"
        return sentence(
            f"{peak}, and {trough}.",
            "season_peak",
            "season_peak_ratio",
            "season_trough",
            "season_trough_ratio",
        )
    return [*_extreme(facts, "season_peak", "busiest"), *_extreme(facts, "season_trough", "quietest")]


def _low(facts: Facts) -> str:
    ratio = facts.number("season_trough_ratio")
    return "" if ratio == "0.00" else f", at {ratio} times"


def _extreme(facts: Facts, month: str, word: str) -> list[Claim]:
    if not facts.has(month):
        return []
    if not facts.has(f"{month}_ratio"):
        return sentence(f"{facts.text(month)} is usually the {word} month.", month)
    ratio = facts.number(f"{month}_ratio")
    return sentence(
        f"{facts.text(month)} is usually the {word} month, at {ratio} times the average month.",
        month,
        f"{month}_ratio",
    )


def _peak(facts: Facts) -> list[Claim]:
    if not facts.has("forecast_peak"):
        return []
    return sentence(
        f"The forecast is highest{on(facts, 'forecast_peak')}, at {facts.said('forecast_peak')}.",
        "forecast_peak",
    )


def _intervals(facts: Facts) -> list[Claim]:
    return [*_interval(facts, "first"), *_interval(facts, "last"), *coverage(facts)]


def _interval(facts: Facts, step: str) -> list[Claim]:
    point, low, high = (f"forecast_{step}{end}" for end in ("", "_lo_80", "_hi_80"))
    if not facts.has(point, low, high):
        return []
    text = f"For the {'first' if step == 'first' else 'final'} {facts.grain} of the forecast"
    return sentence(
        f"{text} it gives {facts.said(point)}, with an 80% interval from {facts.number(low)} to {facts.said(high)}.",
        point,
        low,
        high,
    )


def _model(facts: Facts) -> list[Claim]:
    if not facts.has("model"):
        return []
    return sentence(f"The model in use is {facts.text('model').replace('_', ' ')}.", "model")


def accuracy(facts: Facts) -> list[Claim]:
    return [*scaled_error(facts), *naive_error(facts), *_value_add(facts)]


def _value_add(facts: Facts) -> list[Claim]:
    if not facts.has("value_add"):
        return []
    share, printed = facts.value("value_add"), facts.number("value_add")
    if abs(share) < FLAT:
        return sentence("In backtests its average error is in line with that of seasonal naive.", "value_add")
    if share > 0:
        return sentence(f"In backtests its average error is {printed} lower than that of seasonal naive.", "value_add")
    return sentence(
        f"Beware: in backtests its average error is {printed} higher than that of seasonal naive.",
        "value_add",
    )


def alerts(facts: Facts) -> list[Claim]:
    if not facts.has("n_alerts"):
        return []
    n = round(facts.value("n_alerts"))
    text = (
        "There are no open alerts"
        if n == 0
        else f"There {'is' if n == 1 else 'are'} {n:,} open alert{'s' if n > 1 else ''}"
    )
    if n and facts.has("worst_alert"):
        return sentence(f'{text}; the worst is "{facts.text("worst_alert")}".', "n_alerts", "worst_alert")
    return sentence(f"{text}.", "n_alerts")


_STATUS = {
    "fallback": "The forecast of {} comes from the fallback model",
    "short": "The history of {} is too short for a model of its own",
    "stale": "{} is stale",
    "failed": "The forecast of {} failed",
}


def _status(facts: Facts) -> list[Claim]:
    state = _STATUS.get(facts.text("status"))
    if state is None:
        return []
    text, ids = (
        state.format(facts.text("series_name") or "this series"),
        ["status", *given(facts, "series_name")],
    )
    text = text[0].upper() + text[1:]
    if facts.has("status_reason"):
        return sentence(f'{text}; the stated reason is "{facts.text("status_reason")}".', *ids, "status_reason")
    return sentence(f"{text}.", *ids)


def _quality(facts: Facts) -> list[Claim]:
    state = _status(facts) or (
        sentence("The status of the series is ok.", "status") if facts.text("status") == "ok" else []
    )
    return [*state, *_rejected(facts)]


def _rejected(facts: Facts) -> list[Claim]:
    if not facts.has("n_rejected"):
        return []
    n = round(facts.value("n_rejected"))
    return sentence(
        f"{'No' if n == 0 else f'{n:,}'} row{'' if n == 1 else 's'} of its raw data {'was' if n == 1 else 'were'} rejected.",
        "n_rejected",
    )


def _forecast(facts: Facts) -> list[Claim]:
    return [*forecast(facts), *_mean(facts), *_peak(facts), *_interval(facts, "first")]


def _mean(facts: Facts) -> list[Claim]:
    if not facts.has("forecast_mean"):
        return []
    return sentence(f"The forecast averages {facts.said('forecast_mean')}{per(facts)}.", "forecast_mean")


def _forecast_brief(facts: Facts) -> list[Claim]:
    return [*forecast(facts), *_interval(facts, "first")]


def _accuracy_brief(facts: Facts) -> list[Claim]:
    return [*_model(facts), *scaled_error(facts), *naive_error(facts)] or _value_add(facts)


def _alerts_brief(facts: Facts) -> list[Claim]:
    return alerts(facts) if facts.has("n_alerts") and facts.value("n_alerts") > 0 else []


def _warning(facts: Facts) -> list[Claim]:
    naive_won = facts.has("value_add") and facts.value("value_add") <= -FLAT
    return [*_status(facts), *(_value_add(facts) if naive_won else [])]


PARAGRAPHS: dict[str, Callable[[Facts], list[Claim]]] = {
    "warning": _warning, "level": _level, "change": _change, "season": _season, "forecast": _forecast,
    "interval": _intervals,
    "parts": parts, "accuracy": accuracy, "model": _model, "quality": _quality, "alerts": alerts,
}  # fmt: skip
OVERVIEW: tuple[Callable[[Facts], list[Claim]], ...] = (
    _status, _change, _season, _forecast_brief, parts, _accuracy_brief, coverage, _warning, _alerts_brief,
)  # fmt: skip
