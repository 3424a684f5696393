"""How facts belong together: parts and wholes, changes and what they are changes of, names of numbers. Tables only."""

NOUNS = {
    "unit": "units", "units": "units", "item": "units", "items": "units", "pieces": "units",
    "series": "series", "products": "series",
    "countries": "series", "row": "rows", "rows": "rows", "records": "rows", "lines": "rows",
    "alert": "alerts", "alerts": "alerts",
    "warning": "alerts", "warnings": "alerts", "failure": "alerts", "failures": "alerts",
    "reason": "reasons", "reasons": "reasons", "concern": "reasons", "concerns": "reasons", "doubts": "reasons", "things": "reasons", "runs": "runs", "run": "runs", "step": "steps", "steps": "steps",
    "backtest": "windows", "backtests": "windows",
    "windows": "windows", "window": "windows", "origins": "windows", "open": "alerts",
}  # fmt: skip
# Only series can be what these say, so that "780 are stale" needs no noun.
STATED = ("n_ok", "n_stale", "n_short", "n_fallback")
# "4 of the 8 series": a part and what it is a part of.
WHOLES = {
    "n_arrived_inside": "n_arrived", "n_distrusted": "n_series", "n_beaten_by_naive": "n_backtested", "rows_rejected": "rows_in",
    "rows_used": "rows_in", "n_drifted": "n_tested_for_drift", "n_filled": "n_periods", "rows_top_reject": "rows_rejected",
    **dict.fromkeys(("n_ok", "n_fallback", "n_short", "n_stale", "n_failed", "n_revised_series", "n_backtested"), "n_series"),
}  # fmt: skip
PART_SHARES = tuple(f"{part}_share" for part in WHOLES)
PARTNERS = {
    "season_peak_ratio": "season_peak", "season_trough_ratio": "season_trough",
    "top_riser_change": "top_riser",
    "top_faller_change": "top_faller", "largest_series_share": "largest_series",
}  # fmt: skip
NAME_FACTS = (
    "series_name", "set_label", "model", "status_reason", "worst_alert", "top_reject_reason", "top_riser",
    "top_faller",
    "largest_series", "distrust_reasons", "revision_differs", "error_kind", "model_before", "whatif_covariates",
    "whatif_use",
)  # fmt: skip
# Facts that say which way something went: fact -> topic, and pairs (now, then) whose difference does.
SIGNED = {
    "yoy_change": "now", "cycle_change": "now", "forecast_vs_year_ago": "forecast", "value_add": "accuracy",
    "top_riser_change": "riser", "top_faller_change": "faller", "level_change": "now",
    "revision_sum": "revision", "surprise_share": "surprise", "coverage_gap": "coverage", "wape_gap": "wape", "revision_change": "revision", "revision_peak": "revised step", "surprise": "surprise",
    "bias": "bias", "whatif_change": "whatif", "whatif_share": "whatif", "whatif_peak": "whatif step",
    "level_vs_other": "level to other", "cycle_vs_other": "cycle to other", "forecast_vs_other": "forecast to other",
    "mase_vs_other": "accuracy to other",
    **dict.fromkeys(("part_season", "part_trend", "part_holidays", "part_covariates", "part_remainder"), "part"),
}  # fmt: skip
# Of these the number tells how often the words are right, so the words need no sign.
_NAIVE_WON = r"\bbetter\b|\bbeat\w*\b|\bwon\b|\bworse\b|\bbehind\b|\boutperform"
COUNTS = {
    "n_beaten_by_naive": _NAIVE_WON, "n_beaten_by_naive_share": _NAIVE_WON,
    "over_share": r"\btoo high\b|\babove\b|\bexceed|\bover",
}  # fmt: skip
MISSES = ("mae", "mae_near", "mae_far", "worst_miss")
# Of these a negative value is the better one.
LOWER_IS_BETTER = ("mase_vs_other",)
PAIRS = (
    ("now", "recent_level", "year_ago_level"), ("now", "last_cycle_sum", "previous_cycle_sum"),
    ("forecast", "forecast_sum", "year_ago_sum"),
    ("forecast", "forecast_last", "forecast_first"), ("ahead", "forecast_mean", "recent_level"),
    ("accuracy", "mase_naive", "mase"), ("accuracy", "wape_naive", "wape"), ("steps", "mae_far", "mae_near"),
    ("revision", "revised_sum", "revised_sum_before"), ("surprise", "arrived_sum", "arrived_forecast"),
    ("whatif", "whatif_sum", "whatif_baseline"),
)  # fmt: skip
# Facts over the recent periods, and facts over a year cycle.
RECENT = (
    "recent_level", "year_ago_level", "yoy_change", "level_change", "top_riser_change", "top_faller_change",
    "level_vs_other", "recent_periods",
)  # fmt: skip
CYCLES = ("last_cycle_sum", "previous_cycle_sum", "cycle_change", "largest_series_share", "cycle_vs_other")
