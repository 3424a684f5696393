"""Facts as the intents get them: a revised forecast and its errors, two series, the first of a set, a what-if."""

from api.contracts import Fact

from .cases import GROWING, fact, with_facts

LAMP, CUP, CLOCK = "IVORY DESK LAMP", "BLUE TEA CUP", "STATION CLOCK"

REVISED = with_facts(
    GROWING,
    fact("n_vintages", 2, "runs"),
    fact("revised_sum", 8460, "units", "2011-12-05", "2012-01-16"), fact("revised_sum_before", 7833, "units", "2011-12-05", "2012-01-16"),
    fact("revision_sum", 627, "units", "2011-12-05", "2012-01-16"), fact("revision_change", 0.08, "share", "2011-12-05", "2012-01-16"),
    fact("revision_shift_share", 0.91, "share", "2011-12-05", "2012-01-16"), fact("revision_peak", 143, "units", "2011-12-19"),
    fact("revision_differs", "new actuals"), fact("last_period_before", "2011-11-21"), fact("model_before", "auto_ets"),
    fact("n_arrived", 1, "periods", "2011-11-28"), fact("arrived_sum", 1502, "units", "2011-11-28"),
    fact("arrived_forecast", 1290, "units", "2011-11-28"), fact("surprise", 212, "units", "2011-11-28"),
    fact("n_arrived_inside", 0, "periods", "2011-11-28"), fact("n_corrected", 3, "periods"),
    fact("n_errors", 40, "steps"), fact("mae", 214, "units"), fact("bias", -76.5, "units"), fact("bias_share", 0.09, "share"),
    fact("error_kind", "scatter"), fact("over_share", 0.38, "share"), fact("mae_near", 180, "units"), fact("mae_far", 248, "units"),
    fact("near_steps", 4, "periods"), fact("worst_miss", 910, "units", "2011-11-07"), fact("worst_actual", 2310, "units", "2011-11-07"),
    fact("worst_forecast", 1400, "units", "2011-11-07"), fact("worst_share", 0.106, "share", "2011-11-07"),
    fact("part_level", 1180, "units"), fact("part_season", -95, "units"), fact("part_trend", 61, "units"),
    fact("part_holidays", -12.4, "units"), fact("part_remainder", 100.4, "units"),
    fact("n_concerns", 2, "reasons"), fact("distrust_reasons", "it has an open warning, its errors lie on one side"),
    fact("history_start", "2009-11-30"), fact("n_periods", 105, "periods"), fact("n_filled", 6, "periods"),
    fact("top_reject_reason", "exact_duplicate"),
)  # fmt: skip


def of(place: int, name: str, *facts: Fact) -> list[Fact]:
    """Facts of one of several series."""
    own = [fact("series_name", name), fact("unit_name", "units"), fact("grain", "week"), *facts]
    return [f.model_copy(update={"fact_id": f"{place}.{f.fact_id}", "subject": f"weekly:{name}"}) for f in own]


_SHARED = [
    fact("set_label", "Weekly units per product"),
    fact("unit_name", "units"),
    fact("grain", "week"),
    fact("n_series", 8, "series"),
]
PAIR = [
    *of(
        1, LAMP, fact("recent_level", 40, "units"), fact("recent_periods", 13, "periods"), fact("yoy_change", 0.25, "share"),
        fact("year_ago_level", 32, "units"), fact("forecast_mean", 44, "units"), fact("mase", 0.8, "ratio"), fact("last_cycle_sum", 1990, "units"),
        fact("cycle_name", "52 weeks"), fact("level_vs_other", 3.0, "share"), fact("forecast_vs_other", 1.2, "share"),
        fact("mase_vs_other", -0.2, "share"), fact("cycle_vs_other", 2.317, "share"), fact("n_alerts", 0, "alerts"),
    ),
    *of(
        2, CUP, fact("recent_level", 10, "units"), fact("recent_periods", 13, "periods"), fact("yoy_change", -0.5, "share"),
        fact("year_ago_level", 20, "units"), fact("forecast_mean", 20, "units"), fact("mase", 1.0, "ratio"), fact("last_cycle_sum", 600, "units"),
        fact("cycle_name", "52 weeks"), fact("level_vs_other", -0.75, "share"), fact("forecast_vs_other", -0.545, "share"),
        fact("mase_vs_other", 0.25, "share"), fact("cycle_vs_other", -0.6985, "share"), fact("n_alerts", 2, "alerts"),
    ),
]  # fmt: skip
MOVERS = [
    *_SHARED, fact("recent_level", 78, "units"), fact("recent_periods", 13, "periods"), fact("yoy_change", 0.04, "share"), fact("year_ago_level", 75, "units"),
    *of(1, CUP, fact("level_change", -10, "units"), fact("yoy_change", -0.5, "share"), fact("recent_level", 10, "units"),
        fact("recent_periods", 13, "periods"), fact("year_ago_level", 20, "units"), fact("mover_rank", 1, "rank")),
    *of(2, LAMP, fact("level_change", 8, "units"), fact("yoy_change", 0.25, "share"), fact("recent_level", 40, "units"),
        fact("recent_periods", 13, "periods"), fact("year_ago_level", 32, "units"), fact("mover_rank", 2, "rank")),
    *of(3, CLOCK, fact("level_change", 2.5, "units"), fact("yoy_change", 0.1, "share"), fact("recent_level", 27.5, "units"),
        fact("recent_periods", 13, "periods"), fact("year_ago_level", 25, "units"), fact("mover_rank", 3, "rank")),
]  # fmt: skip
DISTRUSTED = [
    *_SHARED, fact("n_distrusted", 3, "series"), fact("n_backtested", 6, "series"), fact("n_beaten_by_naive", 2, "series"),
    *of(1, CLOCK, fact("distrust_rank", 1, "rank"), fact("n_concerns", 2, "reasons"), fact("coverage_80", 0.55, "share"), fact("value_add", -0.3, "share"),
        fact("distrust_reasons", "seasonal naive did better on its backtests, its intervals held too few actuals on backtests"), fact("status", "ok")),
    *of(2, CUP, fact("distrust_rank", 2, "rank"), fact("n_concerns", 1, "reasons"), fact("distrust_reasons", "it has had no demand for a long time"),
        fact("status", "stale")),
]  # fmt: skip
ERRORS = [
    *_SHARED,
    *of(1, CLOCK, fact("error_rank", 1, "rank"), fact("error_share", 0.47, "share"), fact("error_kind", "bias"), fact("mae", 12.5, "units"),
        fact("bias", 11.2, "units"), fact("bias_share", 0.72, "share")),
    *of(2, LAMP, fact("error_rank", 2, "rank"), fact("error_share", 0.31, "share"), fact("error_kind", "scatter"), fact("mae", 9.1, "units"),
        fact("bias", -0.8, "units"), fact("bias_share", 0.01, "share")),
]  # fmt: skip
REVISIONS = [
    *_SHARED, fact("n_vintages", 2, "runs"), fact("n_revised_series", 6, "series"), fact("revised_sum", 500, "units", "2011-12-05", "2012-01-16"),
    fact("revised_sum_before", 560, "units", "2011-12-05", "2012-01-16"), fact("revision_sum", -60, "units"),
    fact("revision_change", -0.1071, "share"), fact("revision_differs", "new actuals, another training"),
    *of(1, LAMP, fact("revision_rank", 1, "rank"), fact("revision_sum", -48, "units"), fact("revision_change", -0.15, "share"), fact("surprise", -9, "units")),
    *of(2, CUP, fact("revision_rank", 2, "rank"), fact("revision_sum", -12, "units"), fact("revision_change", -0.08, "share"), fact("surprise", 3, "units")),
]  # fmt: skip
WHATIF = [
    fact("series_name", LAMP), fact("unit_name", "units"), fact("grain", "week"), fact("whatif_covariates", "promo"),
    fact("whatif_use", "lightgbm reads promo"), fact("whatif_sum", 412, "units", "2011-12-05", "2012-01-23"),
    fact("whatif_baseline", 352, "units", "2011-12-05", "2012-01-23"), fact("whatif_change", 60, "units", "2011-12-05", "2012-01-23"),
    fact("whatif_share", 0.1705, "share", "2011-12-05", "2012-01-23"), fact("whatif_peak", 21, "units", "2011-12-19"),
]  # fmt: skip
WORLDS = {
    "revised": REVISED, "pair": PAIR, "movers": MOVERS, "distrusted": DISTRUSTED, "errors": ERRORS, "revisions": REVISIONS,
    "whatif": WHATIF,
}  # fmt: skip
# The intent that each world's facts are for.
INTENT = {
    "revised": "why_changed", "pair": "compare", "movers": "top_movers", "distrusted": "distrust", "errors": "error_drivers",
    "revisions": "why_changed", "whatif": "what_if",
}  # fmt: skip
