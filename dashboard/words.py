"""How the dashboard says things: amounts with their unit, dates, names, and what a status means.

Series names, reasons and answers are data and may hold any text: they are shown with `st.text`,
or through `plain` where Streamlit would read Markdown.
"""

import re
from datetime import datetime

from api import contracts as c

NOTHING = "–"
MINUS = "−"

MODELS = {
    "served": "Served forecast",
    "seasonal_naive": "Seasonal naive",
    "ensemble": "Weighted mean of models",
    "mean_ensemble": "Mean of all models",
    "dynamic_optimized_theta": "Optimised Theta",
    "shrunk_theta": "Theta, shrunk season",
    "auto_theta": "Auto Theta",
    "auto_ets": "Exponential smoothing (ETS)",
    "auto_arima": "ARIMA",
    "ces": "Complex smoothing (CES)",
    "croston_sba": "Croston SBA",
    "imapa": "IMAPA",
    "adida": "ADIDA",
    "tsb": "TSB",
    "naive": "Last value",
    "historic_average": "Average of history",
    "lightgbm": "LightGBM",
    "global_linear": "Linear regression over all series",
    "level_network": "Network over all series, by level",
    "spread_network": "Network over all series, by spread",
    "mstl": "Seasons by loess (MSTL)",
    "mfles": "MFLES",
    "seasonal_regression": "Seasonal regression",
    "calendar_regression": "Calendar regression",
    "calendar_theta": "Theta, freed of the calendar",
    "seasonal_es": "Seasonal smoothing",
    "drift": "Drift",
}
STATUSES: dict[c.Status, tuple[str, str]] = {
    "ok": ("OK", "Forecast by the model that was selected for this series."),
    "fallback": ("Fallback", "The selected model failed or was implausible; a simpler one was served."),
    "short": ("Short history", "Too little history for a model of its own."),
    "stale": ("Stale", "No sales for so long that the last value is carried forward."),
    "failed": ("Failed", "No forecast could be served."),
}
GROUNDINGS: dict[c.Grounding, tuple[str, str]] = {
    "verified": (
        "Verified",
        "Written by a language model; every number was checked against the facts below.",
    ),
    "repaired": (
        "Verified after a correction",
        "A draft held a wrong claim; it was rewritten, or the facts told in its place, and every number checked.",
    ),
    "template": ("Written by rule", "No language model: the sentences are filled in from the facts below."),
    "refused": ("Not answered", "The question is outside what the facts can answer."),
}
MEASURES = {
    "late_periods": "Periods late",
    "volume_share": "Rows, of the usual",
    "rejected_share": "Share of rows rejected",
    "revised_series_share": "Series whose history changed",
    "revised_share": "History changed",
    "dead_run": "Silent or stuck",
    "unit_change": "Change of unit",
    "level_shift": "Shift of level",
    "season_shift": "Shift of season",
    "psi_ratio": "Demand drift",
    "missed_share": "Forecast misses to one side",
    "value_add": "Value added over seasonal naive",
    "coverage_80_gap": "80% interval off its promise",
}
SEVERITIES: dict[str, str] = {"fail": "Serious", "warn": "Warning"}
METRICS = {
    "mase": "MASE", "rmsse": "RMSSE", "wape": "WAPE", "mape": "MAPE", "smape": "sMAPE",
    "mae": "MAE", "rmse": "RMSE",
    "bias": "Bias", "tracking_signal": "Tracking signal", "pinball": "Pinball loss", "value_add": "Better than naive",
    "coverage_80": "In 80% interval", "coverage_95": "In 95% interval",
    "width_80": "Width of 80% interval", "width_95": "Width of 95% interval",
}  # fmt: skip
_CURRENCIES = {"GBP": "£", "EUR": "€", "USD": "$"}
_SHARES = {
    "value_add", "coverage_80_gap", "rejected_share", "volume_share", "revised_share", "revised_series_share", "missed_share",
}  # fmt: skip
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&@^=])")


def plain(text: str) -> str:
    """Text on one line, escaped so that Markdown shows it as it is: no LaTeX, links, colours or HTML."""
    one_line = " ".join(text.split())
    # A word joiner after the colon: emoji short codes are looked up after the escapes are gone.
    return _MARKDOWN.sub(r"\\\1", one_line).replace("\\:", "\\:\u2060")


def number(value: float | None) -> str:
    """Thousands separators; decimals only where they say something."""
    if value is None:
        return NOTHING
    size = abs(value)
    digits = 0 if size >= 100 or value == round(value) else 1 if size >= 10 else 2
    return f"{value:,.{digits}f}".replace("-", MINUS)


def amount(value: float | None, unit: str) -> str:
    """12,345 units; money with its sign before it, as the copilot writes it: £12,345."""
    if value is None:
        return NOTHING
    sign = _CURRENCIES.get(unit)
    return f"{sign}{number(value)}" if sign else f"{number(value)} {unit}".strip()


def share(value: float | None, digits: int = 0) -> str:
    """0.123 as 12%."""
    return NOTHING if value is None else f"{value:.{digits}%}".replace("-", MINUS)


def signed_share(value: float | None) -> str:
    return NOTHING if value is None else change(value).replace("-", MINUS)


def change(value: float) -> str:
    """0.123 as +12%, with a hyphen for minus: st.metric takes the arrow from it."""
    return f"{value:+.0%}"


def day(ds: datetime | None) -> str:
    return NOTHING if ds is None else f"{ds.day} {ds:%b %Y}"


def period(ds: datetime | None, grain: str) -> str:
    """The period that starts at `ds`: week of 28 Nov 2011, Mon 28 Nov 2011, Mon 28 Nov 2011 14:00."""
    if ds is None:
        return NOTHING
    is_clock = grain in ("minute", "hour")
    prefix = {"week": "week of ", "day": f"{ds:%a} ", "hour": f"{ds:%a} ", "minute": f"{ds:%a} "}.get(grain, "")
    return prefix + day(ds) + (f" {ds:%H:%M}" if is_clock else "")


def periods(n: int, grain: str) -> str:
    return f"{n:,} {grain}" + ("" if n == 1 else "s")


def model_name(model: str | None) -> str:
    if model is None:
        return NOTHING
    return MODELS.get(model) or model.replace("_", " ").capitalize()


def metric_name(metric: str) -> str:
    return METRICS.get(metric) or reason(metric)


def measure_name(measure: str) -> str:
    return MEASURES.get(measure) or reason(measure)


def measure_value(measure: str, value: float) -> str:
    return share(value) if measure in _SHARES else number(value)


def alert_counts(n_fail: int, n_warn: int) -> str:
    """2 serious, 1 warning; what there is none of is not said."""
    said = [f"{n_fail:,} serious"] if n_fail else []
    return ", ".join(said + ([f"{n_warn:,} warning" + ("" if n_warn == 1 else "s")] if n_warn else []))


def reason(code: str) -> str:
    """A code such as non_positive_price as words."""
    return code.replace("_", " ").capitalize()


def fact_value(fact: c.Fact) -> str:
    """The value of a fact with its unit; the text where it is a text."""
    if fact.value is None:
        return fact.text or NOTHING
    return share(fact.value, 1) if fact.unit == "share" else amount(fact.value, fact.unit or "")


def fact_period(fact: c.Fact) -> str:
    ends = [day(ds) for ds in (fact.period_start, fact.period_end) if ds is not None]
    return " to ".join(dict.fromkeys(ends))


def series_label(series: c.Series) -> str:
    """Name and code, so that both can be searched: WHITE HEART (85123A)."""
    code = series.unique_id.removeprefix(f"{series.series_set}:")
    return series.series_name if series.series_name == code else f"{series.series_name} ({code})"
