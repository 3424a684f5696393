"""What each fact's number needs around it, and how facts belong together. Tables only."""

from dataclasses import dataclass

from api.copilot.vocabulary import (
    AVERAGE,
    BEFORE,
    COVERAGE,
    CYCLE,
    FALLER,
    FIRST,
    FORECAST,
    HIGH_END,
    INTERVAL,
    LARGEST,
    LOW_END,
    NAIVE,
    NAIVE_OWN,
    NOW,
    PAST,
    PEAK,
    RISER,
    STATUS_WORDS,
    TOTAL,
    TROUGH,
    YEAR_AGO,
)

NOUNS = {
    "unit": "units", "units": "units", "item": "units", "items": "units", "pieces": "units",
    "series": "series", "products": "series",
    "countries": "series", "row": "rows", "rows": "rows", "records": "rows", "lines": "rows",
    "alert": "alerts", "alerts": "alerts",
    "warning": "alerts", "warnings": "alerts", "failure": "alerts", "failures": "alerts",
    "backtest": "windows", "backtests": "windows",
    "windows": "windows", "window": "windows", "origins": "windows", "open": "alerts",
}  # fmt: skip


@dataclass(frozen=True)
class Role:
    """What a fact's number needs: `near` it, `lead`ing up to it (its segment included); and what must not be near."""

    near: str = ""
    lead: str = ""
    forbid: str = ""
    noun: str = ""


_NOT_NOW = f"{FORECAST}|{PEAK}|{TROUGH}|{FIRST}|{NAIVE}"
_POINT = {"forbid": f"{TOTAL}|{NAIVE}"}
ROLES: dict[str, Role] = {
    "recent_level": Role(forbid=f"{_NOT_NOW}|{TOTAL}|{YEAR_AGO}|{CYCLE}"),
    "year_ago_level": Role(near=YEAR_AGO, forbid=f"{TOTAL}|{PEAK}|{TROUGH}|{CYCLE}"),
    "yoy_change": Role(lead=f"{PAST}|same (weeks|days|period)", forbid=f"{FORECAST}|{CYCLE}|{NAIVE}|{PEAK}|{TROUGH}"),
    "last_cycle_sum": Role(lead=CYCLE, forbid=f"{_NOT_NOW}|{AVERAGE}|{BEFORE}|{YEAR_AGO}"),
    "previous_cycle_sum": Role(near=BEFORE, lead=CYCLE, forbid=f"{AVERAGE}|{FORECAST}|{PEAK}|{TROUGH}"),
    "cycle_change": Role(
        lead=CYCLE, forbid=rf"{FORECAST}|same (weeks|days|period)|year.on.year|{NAIVE}|{PEAK}|{TROUGH}"
    ),
    "season_peak_ratio": Role(lead=rf"{PEAK}|@season_peak", forbid=f"{TROUGH}|{FORECAST}"),
    "season_trough_ratio": Role(lead=rf"{TROUGH}|@season_trough", forbid=f"{PEAK}|{FORECAST}"),
    "forecast_sum": Role(lead=FORECAST, forbid=f"{AVERAGE}|{PEAK}|{NOW}|{INTERVAL}|{YEAR_AGO}|{NAIVE}"),
    "forecast_mean": Role(
        near=AVERAGE, lead=FORECAST, forbid=f"{PEAK}|{TOTAL}|{NOW}|{INTERVAL}|{YEAR_AGO}|{FIRST}|{NAIVE}"
    ),
    "year_ago_sum": Role(near=YEAR_AGO, lead=FORECAST, forbid=f"{AVERAGE}|{PEAK}|{TROUGH}"),
    "forecast_vs_year_ago": Role(lead=FORECAST, forbid=f"{NOW}|{CYCLE}|{NAIVE}|{PEAK}"),
    "forecast_peak": Role(lead=FORECAST, near=rf"{PEAK}|@date", **_POINT),
    "forecast_first": Role(lead=FORECAST, **_POINT),
    "forecast_first_lo_80": Role(near=LOW_END, lead=INTERVAL, **_POINT),
    "forecast_first_hi_80": Role(near=HIGH_END, lead=INTERVAL, **_POINT),
    "forecast_last": Role(lead=FORECAST, **_POINT),
    "forecast_last_lo_80": Role(near=LOW_END, lead=INTERVAL, **_POINT),
    "forecast_last_hi_80": Role(near=HIGH_END, lead=INTERVAL, **_POINT),
    "coverage_80": Role(lead=rf"{COVERAGE}|{INTERVAL}", forbid=f"{NAIVE}|{PEAK}"),
    "mase": Role(lead=r"\b(mase|miss\w*|errors?|scaled)\b", forbid=f"{NAIVE_OWN}|@against"),
    "mase_naive": Role(near=f"{NAIVE_OWN}|@against", lead=r"\b(mase|miss\w*|errors?|scaled)\b"),
    "wape": Role(lead=r"\b(wape|miss\w*|errors?|off)\b", forbid=f"{NAIVE_OWN}|@against"),
    "wape_naive": Role(near=f"{NAIVE_OWN}|@against", lead=r"\b(wape|miss\w*|errors?|off)\b"),
    "value_add": Role(
        near=r"\b(errors?|accura\w+|better|worse|beat\w*|outperform\w*|ahead|behind|miss\w*)\b",
        lead=NAIVE, forbid=r"\b(mase|wape)\b",
    ),
    "n_windows": Role(noun="windows"),
    "n_alerts": Role(noun="alerts"),
    "n_rejected": Role(near=r"\b(reject\w*|dropped|excluded)\b", noun="rows"),
    "n_series": Role(noun="series", forbid=STATUS_WORDS),
    "n_ok": Role(near=r"\bok\b", noun="series"),
    "n_fallback": Role(near=r"\bfallback\b", noun="series"),
    "n_short": Role(near=r"\bshort\b", noun="series"),
    "n_stale": Role(near=r"\bstale\b", noun="series"),
    "n_failed": Role(near=r"\bfailed\b", noun="series"),
    "rows_in": Role(near=r"\b(came in|arrived|landed|received|read|raw|rows in|of)\b", noun="rows"),
    "rows_used": Role(near=r"\b(used|kept)\b", noun="rows"),
    "rows_rejected": Role(near=r"\b(reject\w*|dropped|excluded)\b", noun="rows"),
    "n_drifted": Role(near=r"\bdrift\w*\b", forbid=r"\b(tested|checked)\b", noun="series"),
    "n_tested_for_drift": Role(near=r"\b(tested|checked)\b", noun="series"),
    "n_warn": Role(near=r"\bwarn\w*\b", noun="alerts"),
    "n_fail": Role(near=r"\b(fail\w*|severe|serious|critical)\b", noun="alerts"),
    "top_riser_change": Role(lead=RISER, forbid=f"{FORECAST}|{TOTAL}"),
    "top_faller_change": Role(lead=FALLER, forbid=f"{FORECAST}|{TOTAL}"),
    "largest_series_share": Role(lead=LARGEST, forbid=f"{FORECAST}|{NAIVE}"),
    # texts
    "season_peak": Role(near=rf"{PEAK}|\btimes\b|\babove\b", forbid=f"{TROUGH}|{FORECAST}"),
    "season_trough": Role(near=rf"{TROUGH}|\btimes\b|\bbelow\b", forbid=f"{PEAK}|{FORECAST}"),
    "last_period": Role(
        near=r"\b(data|runs?|to|until|through|latest|last|as of|ends?|ending|ended|history)\b",
        forbid=f"{FORECAST}|{PEAK}|{TROUGH}|{FIRST}",
    ),
    "top_riser": Role(near=RISER, forbid=FALLER),
    "top_faller": Role(near=FALLER, forbid=RISER),
    "largest_series": Role(near=LARGEST),
}  # fmt: skip
PARTNERS = {
    "season_peak_ratio": "season_peak", "season_trough_ratio": "season_trough",
    "top_riser_change": "top_riser",
    "top_faller_change": "top_faller", "largest_series_share": "largest_series",
}  # fmt: skip
NAME_FACTS = (
    "series_name", "set_label", "model", "status_reason", "worst_alert", "top_reject_reason", "top_riser",
    "top_faller",
    "largest_series",
)  # fmt: skip
# Facts that say which way something went: fact -> topic, and pairs (now, then) whose difference does.
SIGNED = {
    "yoy_change": "now", "cycle_change": "now", "forecast_vs_year_ago": "forecast", "value_add": "accuracy",
    "top_riser_change": "riser", "top_faller_change": "faller",
}  # fmt: skip
PAIRS = (
    ("now", "recent_level", "year_ago_level"), ("now", "last_cycle_sum", "previous_cycle_sum"),
    ("forecast", "forecast_sum", "year_ago_sum"),
    ("forecast", "forecast_last", "forecast_first"), ("ahead", "forecast_mean", "recent_level"),
    ("accuracy", "mase_naive", "mase"), ("accuracy", "wape_naive", "wape"),
)  # fmt: skip
# How long the periods are that a fact is defined over, in the words in which it may be told.
SPANS = {
    "recent_level": {("week", 13), ("day", 26)}, "year_ago_level": {("week", 13), ("day", 26), ("day", 364)},
    "yoy_change": {("week", 13), ("day", 26), ("day", 364)}, "last_cycle_sum": {("week", 52)},
    "previous_cycle_sum": {("week", 52)},
    "cycle_change": {("week", 52)}, "largest_series_share": {("week", 52)},
    "top_riser_change": {("week", 13), ("day", 26)},
    "top_faller_change": {("week", 13), ("day", 26)},
}  # fmt: skip
