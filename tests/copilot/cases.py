"""Facts as the marts give them: a growing weekly product, its siblings in trouble, a country's daily revenue, a set."""

from datetime import datetime
from typing import Any

from api.contracts import Fact


def day(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


def fact(fact_id: str, told: float | str, unit: str | None = None, start: str = "", end: str = "") -> Fact:
    shown: dict[str, Any] = {"text": told} if isinstance(told, str) else {"value": float(told)}
    return Fact(
        fact_id=fact_id, label=fact_id.replace("_", " "), unit=unit, source_table="rpt_series_facts",
        source_filter="unique_id = 'x'",
        period_start=day(start) if start else None, period_end=day(end or start) if start else None, **shown,
    )  # fmt: skip


def with_facts(facts: list[Fact], *changed: Fact, without: tuple[str, ...] = ()) -> list[Fact]:
    """The facts with some replaced or added, and some left out."""
    new = {f.fact_id: f for f in changed}
    return [new.pop(f.fact_id, f) for f in facts if f.fact_id not in without] + list(new.values())


GROWING = [
    fact("series_name", "WHITE HANGING HEART T-LIGHT HOLDER"), fact("unit_name", "units"),
    fact("grain", "week"),
    fact("status", "ok"), fact("status_reason", "enough history"), fact("last_period", "2011-11-28"),
    fact("recent_periods", 13, "periods", "2011-09-05", "2011-11-28"), fact("cycle_name", "52 weeks"),
    fact("recent_level", 1287.4, "units", "2011-09-05", "2011-11-28"),
    fact("year_ago_level", 1149.5, "units", "2010-09-06", "2010-11-29"),
    fact("yoy_change", 0.12, "share", "2011-09-05", "2011-11-28"),
    fact("last_cycle_sum", 36218, "units", "2010-12-06", "2011-11-28"),
    fact("previous_cycle_sum", 34490, "units", "2009-12-07", "2010-11-29"),
    fact("cycle_change", 0.0501, "share", "2010-12-06", "2011-11-28"),
    fact("season_peak", "November"), fact("season_peak_ratio", 1.84, "ratio"),
    fact("season_trough", "February"), fact("season_trough_ratio", 0.61, "ratio"),
    fact("horizon", 8, "periods"),
    fact("forecast_sum", 9872, "units", "2011-12-05", "2012-01-23"),
    fact("forecast_mean", 1234, "units", "2011-12-05", "2012-01-23"),
    fact("year_ago_sum", 10391.6, "units", "2010-12-06", "2011-01-24"),
    fact("forecast_vs_year_ago", -0.05, "share", "2011-12-05", "2012-01-23"),
    fact("forecast_peak", 1650, "units", "2011-12-12"),
    fact("forecast_first", 1412, "units", "2011-12-05"),
    fact("forecast_first_lo_80", 980, "units", "2011-12-05"),
    fact("forecast_first_hi_80", 1844, "units", "2011-12-05"),
    fact("forecast_last", 720, "units", "2012-01-23"),
    fact("forecast_last_lo_80", 350, "units", "2012-01-23"),
    fact("forecast_last_hi_80", 1090, "units", "2012-01-23"),
    fact("coverage_80", 0.78, "share"), fact("model", "dynamic_optimized_theta"), fact("mase", 0.82, "ratio"),
    fact("mase_naive", 1.05, "ratio"), fact("value_add", 0.219, "share"), fact("n_windows", 5, "count"),
    fact("n_alerts", 2, "count"),
    fact("worst_alert", "psi_ratio above its warning threshold"), fact("n_rejected", 17, "rows"),
]  # fmt: skip

DYING = with_facts(
    GROWING, fact("series_name", "PINK PARTY BAGS"),
    fact("recent_level", 8.3, "units", "2011-09-05", "2011-11-28"),
    fact("year_ago_level", 36.1, "units", "2010-09-06", "2010-11-29"), fact("yoy_change", -0.7701, "share"),
    fact("last_cycle_sum", 612, "units"), fact("previous_cycle_sum", 1904, "units"),
    fact("cycle_change", -0.6786, "share"),
    fact("forecast_sum", 41, "units"), fact("forecast_mean", 5.125, "units"),
    fact("year_ago_sum", 260, "units"),
    fact("forecast_vs_year_ago", -0.8423, "share"), fact("forecast_peak", 6.2, "units", "2011-12-05"),
    fact("forecast_first", 6.2, "units", "2011-12-05"),
    fact("forecast_first_lo_80", 0, "units", "2011-12-05"),
    fact("forecast_first_hi_80", 14.6, "units", "2011-12-05"),
    fact("forecast_last", 4.4, "units", "2012-01-23"), fact("forecast_last_lo_80", 0, "units", "2012-01-23"),
    fact("forecast_last_hi_80", 12.9, "units", "2012-01-23"), fact("mase", 0.31, "ratio"),
    fact("mase_naive", 0.25, "ratio"),
    fact("value_add", -0.24, "share"), fact("n_alerts", 1, "count"),
    fact("worst_alert", "value_add below -0.2"), fact("n_rejected", 0, "rows"),
)  # fmt: skip

STALE = [
    fact("series_name", "VINTAGE SNAP CARDS"), fact("unit_name", "units"), fact("grain", "week"),
    fact("status", "stale"), fact("recent_periods", 13, "periods"), fact("cycle_name", "52 weeks"),
    fact("status_reason", "no demand for 31 weeks, the limit is 26"), fact("last_period", "2011-11-28"),
    fact("recent_level", 0, "units"),
    fact("year_ago_level", 22.5, "units"), fact("yoy_change", -1.0, "share"),
    fact("last_cycle_sum", 140, "units"),
    fact("n_alerts", 1, "count"), fact("worst_alert", "dead_run above 3.5"),
]  # fmt: skip

DAILY = [
    fact("series_name", "Germany"), fact("unit_name", "GBP"), fact("grain", "day"), fact("status", "ok"),
    fact("recent_periods", 26, "periods", "2011-11-09", "2011-12-08"), fact("cycle_name", "52 weeks"),
    fact("last_period", "2011-12-08"),
    fact("recent_level", 812.37, "GBP", "2011-11-09", "2011-12-08"),
    fact("year_ago_level", 905.2, "GBP", "2010-11-10", "2010-12-09"),
    fact("yoy_change", -0.1026, "share"), fact("last_cycle_sum", 228867.1, "GBP"),
    fact("previous_cycle_sum", 204551.9, "GBP"),
    fact("cycle_change", 0.1189, "share"), fact("season_peak", "October"),
    fact("season_peak_ratio", 1.42, "ratio"),
    fact("horizon", 28, "periods"), fact("forecast_sum", 19240.5, "GBP", "2011-12-09", "2012-01-17"),
    fact("forecast_mean", 687.16, "GBP"),
    fact("year_ago_sum", 18100, "GBP"), fact("forecast_vs_year_ago", 0.063, "share"),
    fact("forecast_peak", 1010.2, "GBP", "2011-12-15"),
    fact("forecast_first", 790.4, "GBP", "2011-12-09"),
    fact("forecast_first_lo_80", 120.6, "GBP", "2011-12-09"),
    fact("forecast_first_hi_80", 1460.3, "GBP", "2011-12-09"), fact("coverage_80", 0.812, "share"),
    fact("model", "ensemble_median"),
    fact("mase", 0.904, "ratio"), fact("mase_naive", 1.21, "ratio"), fact("value_add", 0.253, "share"),
    fact("n_windows", 5, "count"),
    fact("n_alerts", 0, "count"),
]  # fmt: skip

SET = [
    fact("set_label", "Weekly units per product"), fact("n_series", 4913, "series"),
    fact("n_ok", 3120, "series"),
    fact("n_fallback", 402, "series"), fact("n_short", 611, "series"), fact("n_stale", 780, "series"),
    fact("n_failed", 0, "series"),
    fact("grain", "week"), fact("last_period", "2011-11-28"), fact("last_cycle_sum", 5402117, "units"),
    fact("recent_periods", 13, "periods"), fact("cycle_name", "52 weeks"),
    fact("previous_cycle_sum", 5120984, "units"),
    fact("cycle_change", 0.0549, "share"), fact("recent_level", 132450, "units"),
    fact("year_ago_level", 140077, "units"),
    fact("yoy_change", -0.0544, "share"), fact("forecast_sum", 801200, "units"),
    fact("year_ago_sum", 760118, "units"),
    fact("forecast_vs_year_ago", 0.054, "share"), fact("mase", 0.874, "ratio"),
    fact("mase_naive", 1.102, "ratio"), fact("wape", 0.63, "share"),
    fact("wape_naive", 0.81, "share"), fact("coverage_80", 0.793, "share"), fact("rows_in", 1067371, "rows"),
    fact("rows_used", 1041670, "rows"),
    fact("rows_rejected", 25701, "rows"), fact("top_reject_reason", "cancelled invoice"),
    fact("n_drifted", 212, "series"),
    fact("n_tested_for_drift", 2890, "series"), fact("n_warn", 318, "count"), fact("n_fail", 94, "count"),
    fact("top_riser", "RABBIT NIGHT LIGHT"),
    fact("top_riser_change", 41250, "units"), fact("top_faller", "PACK OF 72 RETROSPOT CAKE CASES"),
    fact("top_faller_change", -20110, "units"),
    fact("largest_series", "WORLD WAR 2 GLIDERS ASSTD DESIGNS"),
    fact("largest_series_share", 0.0191, "share"),
]  # fmt: skip

ALL = {"growing": GROWING, "dying": DYING, "stale": STALE, "daily": DAILY, "set": SET}
