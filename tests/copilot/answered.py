"""True sentences as a fluent writer answers questions with, who was told the rules of the prompt: (world or case, sentence, cited facts)."""

SENTENCES: list[tuple[str, str, tuple[str, ...]]] = [
    (
        "revised",
        "The forecast was revised 8% higher because of new actuals.",
        (
            "revision_differs",
            "revision_change",
        ),
    ),
    (
        "revised",
        "For the weeks from 5 December 2011 to 16 January 2012, the sum rose by 627 units, from 7,833 units before to 8,460 units.",
        (
            "revised_sum",
            "revised_sum_before",
            "revision_sum",
        ),
    ),
    (
        "revised",
        "The new actual for the week of 28 November 2011 was 1,502 units, 212 units higher than the 1,290 units that had been forecast.",
        (
            "arrived_sum",
            "arrived_forecast",
            "surprise",
        ),
    ),
    (
        "revised",
        "Of the 1 actual that arrived, 0 fell inside the interval.",
        (
            "n_arrived_inside",
            "n_arrived",
        ),
    ),
    (
        "revised",
        "The largest revision of a single week is 143 units higher, in the week of 19 December 2011.",
        ("revision_peak",),
    ),
    ("revised", "A shift accounts for 91% of the revision.", ("revision_shift_share",)),
    (
        "revised",
        "The model is now dynamic_optimized_theta, and it was auto_ets before.",
        (
            "model",
            "model_before",
        ),
    ),
    (
        "pair",
        "IVORY DESK LAMP has a recent mean of 40 units per week, 300% higher than BLUE TEA CUP with 10 units.",
        (
            "1.series_name",
            "2.series_name",
            "1.recent_level",
            "2.recent_level",
            "1.level_vs_other",
        ),
    ),
    (
        "pair",
        "Over the last 52 weeks, IVORY DESK LAMP reached 1,990 units, 232% higher than BLUE TEA CUP with 600 units.",
        (
            "1.series_name",
            "2.series_name",
            "1.last_cycle_sum",
            "2.last_cycle_sum",
            "1.cycle_vs_other",
            "1.cycle_name",
        ),
    ),
    (
        "pair",
        "The mean forecast of IVORY DESK LAMP is 44 units per week, which is 120% higher than that of BLUE TEA CUP at 20 units.",
        (
            "1.series_name",
            "2.series_name",
            "1.forecast_mean",
            "2.forecast_mean",
            "1.forecast_vs_other",
        ),
    ),
    (
        "pair",
        "IVORY DESK LAMP is growing: its recent mean is 25% higher than the 32 units of a year earlier.",
        (
            "1.series_name",
            "1.yoy_change",
            "1.year_ago_level",
        ),
    ),
    (
        "pair",
        "BLUE TEA CUP has shrunk, with a recent mean 50% lower than the 20 units of a year earlier.",
        (
            "2.series_name",
            "2.yoy_change",
            "2.year_ago_level",
        ),
    ),
    (
        "pair",
        "On backtests IVORY DESK LAMP has a MASE of 0.80, 20% lower than BLUE TEA CUP with 1.00.",
        (
            "1.series_name",
            "2.series_name",
            "1.mase",
            "2.mase",
            "1.mase_vs_other",
        ),
    ),
    (
        "pair",
        "BLUE TEA CUP has 2 open alerts.",
        (
            "2.series_name",
            "2.n_alerts",
        ),
    ),
    (
        "movers",
        "BLUE TEA CUP moved the most, taking place 1 with a recent mean 10 units lower than a year earlier.",
        (
            "1.series_name",
            "1.mover_rank",
            "1.level_change",
        ),
    ),
    (
        "movers",
        "BLUE TEA CUP went from 20 units per week a year earlier to a recent mean of 10 units, 50% lower.",
        (
            "1.series_name",
            "1.recent_level",
            "1.year_ago_level",
            "1.yoy_change",
        ),
    ),
    (
        "movers",
        "IVORY DESK LAMP comes in at place 2, its recent mean being 8 units or 25% higher than a year earlier.",
        (
            "2.series_name",
            "2.mover_rank",
            "2.level_change",
            "2.yoy_change",
        ),
    ),
    (
        "movers",
        "STATION CLOCK is at place 3, up 2.5 units or 10% on a year earlier in its recent mean.",
        (
            "3.series_name",
            "3.mover_rank",
            "3.level_change",
            "3.yoy_change",
        ),
    ),
    (
        "movers",
        "Weekly units per product as a whole has a recent mean of 78 units, 4% higher than the 75 units of a year earlier.",
        (
            "set_label",
            "recent_level",
            "year_ago_level",
            "yoy_change",
        ),
    ),
    (
        "distrusted",
        "STATION CLOCK comes first among the series to distrust, at place 1.",
        (
            "1.series_name",
            "1.distrust_rank",
        ),
    ),
    (
        "distrusted",
        "Against STATION CLOCK speaks the following: seasonal naive did better on its backtests, its intervals held too few actuals on backtests.",
        (
            "1.series_name",
            "1.distrust_reasons",
        ),
    ),
    (
        "distrusted",
        "STATION CLOCK has an average error 30% higher than that of seasonal naive.",
        (
            "1.series_name",
            "1.value_add",
        ),
    ),
    (
        "distrusted",
        "For STATION CLOCK, the 80% interval held 55% of the actuals on backtests.",
        (
            "1.series_name",
            "1.coverage_80",
        ),
    ),
    (
        "distrusted",
        "BLUE TEA CUP follows at place 2, as it has had no demand for a long time.",
        (
            "2.series_name",
            "2.distrust_rank",
            "2.distrust_reasons",
        ),
    ),
    (
        "distrusted",
        "The status of BLUE TEA CUP is stale.",
        (
            "2.series_name",
            "2.status",
        ),
    ),
    (
        "distrusted",
        "In Weekly units per product, 3 of the 8 series are distrusted.",
        (
            "n_distrusted",
            "n_series",
            "set_label",
        ),
    ),
    (
        "errors",
        "STATION CLOCK contributes the most, with 47% of all misses in Weekly units per product.",
        (
            "1.series_name",
            "1.error_share",
            "set_label",
        ),
    ),
    (
        "errors",
        "The squared error of STATION CLOCK is mostly bias, which has a share of 72%.",
        (
            "1.series_name",
            "1.error_kind",
            "1.bias_share",
        ),
    ),
    (
        "errors",
        "STATION CLOCK was forecast 11.2 units too high on average.",
        (
            "1.series_name",
            "1.bias",
        ),
    ),
    (
        "errors",
        "IVORY DESK LAMP takes place 2 with 31% of the misses.",
        (
            "2.series_name",
            "2.error_rank",
            "2.error_share",
        ),
    ),
    (
        "errors",
        "For IVORY DESK LAMP the error is mainly scatter, and bias is 1% of its squared error.",
        (
            "2.series_name",
            "2.error_kind",
            "2.bias_share",
        ),
    ),
    (
        "errors",
        "The average miss of STATION CLOCK is 12.5 units, larger than that of IVORY DESK LAMP at 9.1 units.",
        (
            "1.series_name",
            "2.series_name",
            "1.mae",
            "2.mae",
        ),
    ),
    (
        "revisions",
        "The forecast of Weekly units per product is now 11% lower than in the run before because of new actuals, another training.",
        (
            "set_label",
            "revision_change",
            "revision_differs",
        ),
    ),
    (
        "revisions",
        "From the week of 5 December 2011 to the week of 16 January 2012 it totals 500 units, 60 units lower than the 560 units forecast before.",
        (
            "revised_sum",
            "revised_sum_before",
            "revision_sum",
        ),
    ),
    (
        "revisions",
        "IVORY DESK LAMP was revised the most: its forecast is 48 units or 15% lower than before.",
        (
            "1.series_name",
            "1.revision_sum",
            "1.revision_change",
        ),
    ),
    (
        "revisions",
        "The new actuals of IVORY DESK LAMP were 9 units lower than forecast.",
        (
            "1.series_name",
            "1.surprise",
        ),
    ),
    (
        "revisions",
        "BLUE TEA CUP saw its forecast cut by 12 units, or 8%.",
        (
            "2.series_name",
            "2.revision_sum",
            "2.revision_change",
        ),
    ),
    (
        "revisions",
        "For BLUE TEA CUP, the new actuals came in 3 units higher than forecast.",
        (
            "2.series_name",
            "2.surprise",
        ),
    ),
    (
        "revisions",
        "The revision covers 6 of the 8 series.",
        (
            "n_revised_series",
            "n_series",
        ),
    ),
    (
        "whatif",
        "With this scenario the forecast of IVORY DESK LAMP sums to 412 units, 60 units higher because of promo.",
        (
            "series_name",
            "whatif_sum",
            "whatif_change",
            "whatif_covariates",
        ),
    ),
    (
        "whatif",
        "The scenario lies 17% higher than the baseline forecast of 352 units.",
        (
            "whatif_share",
            "whatif_baseline",
        ),
    ),
    (
        "whatif",
        "The biggest effect of the scenario falls in the week of 19 December 2011, where the forecast is 21 units higher.",
        ("whatif_peak",),
    ),
    ("whatif", "As for how the scenario enters the forecast, lightgbm reads promo.", ("whatif_use",)),
    (
        "growing",
        "We forecast a total of 9,872 units of WHITE HANGING HEART T-LIGHT HOLDER over the next 8 weeks.",
        (
            "series_name",
            "forecast_sum",
            "horizon",
        ),
    ),
    (
        "growing",
        "That forecast total is 5% lower than the 10,392 units of the same weeks a year earlier.",
        (
            "forecast_vs_year_ago",
            "year_ago_sum",
        ),
    ),
    ("growing", "The forecast peaks in the week of 12 December 2011 at 1,650 units.", ("forecast_peak",)),
    (
        "growing",
        "It starts at 1,412 units in the week of 5 December 2011 and ends at 720 units in the week of 23 January 2012.",
        (
            "forecast_last",
            "forecast_first",
        ),
    ),
    (
        "growing",
        "In the most recent 13 weeks, the mean was 1,287 units per week, 12% higher than a year earlier.",
        (
            "recent_level",
            "yoy_change",
            "recent_periods",
        ),
    ),
    ("growing", "On backtests the average error is 22% lower than that of seasonal naive.", ("value_add",)),
    ("growing", "The 80% interval contained 78% of the actuals on backtests.", ("coverage_80",)),
    (
        "growing",
        "There are 2 open alerts, the worst being psi_ratio above its warning threshold.",
        (
            "n_alerts",
            "worst_alert",
        ),
    ),
    (
        "growing",
        "The forecast sum of 9,872 units is 5% lower than the 10,392 units of the same weeks a year earlier.",
        (
            "forecast_vs_year_ago",
            "forecast_sum",
            "year_ago_sum",
        ),
    ),
    (
        "growing",
        "By the week of 23 January 2012 the forecast is down to 720 units, with an 80% interval from 350 units to 1,090 units.",
        (
            "forecast_last",
            "forecast_last_lo_80",
            "forecast_last_hi_80",
        ),
    ),
    ("growing", "In the data, 17 rows were rejected.", ("n_rejected",)),
    ("growing", "On the reassuring side, the average error is 22% lower than that of seasonal naive.", ("value_add",)),
    (
        "growing",
        "The status of the series is ok, with the reason: enough history.",
        (
            "status",
            "status_reason",
        ),
    ),
    (
        "dying",
        "PINK PARTY BAGS sold 612 units in the last 52 weeks, 68% lower than the 1,904 units in the 52 weeks before.",
        (
            "series_name",
            "last_cycle_sum",
            "previous_cycle_sum",
            "cycle_change",
            "cycle_name",
        ),
    ),
    (
        "dying",
        "The recent mean has dropped to 8.3 units per week, 77% lower than the 36.1 units a year earlier.",
        (
            "recent_level",
            "year_ago_level",
            "yoy_change",
        ),
    ),
    (
        "dying",
        "Over the coming 8 weeks, the forecast is 41 units in total.",
        (
            "forecast_sum",
            "horizon",
        ),
    ),
    (
        "dying",
        "Against the 260 units of the same weeks a year earlier, the forecast is 84% lower.",
        (
            "forecast_vs_year_ago",
            "year_ago_sum",
        ),
    ),
    (
        "dying",
        "Week by week, the forecast falls from 6.2 units in the week of 5 December 2011 to 4.4 units in the week of 23 January 2012.",
        (
            "forecast_first",
            "forecast_last",
        ),
    ),
    (
        "dying",
        "The average error of this forecast on backtests is 24% higher than that of seasonal naive.",
        ("value_add",),
    ),
    (
        "dying",
        "PINK PARTY BAGS is 77% lower than a year earlier, with a recent mean of 8.3 units per week compared with 36.1 units.",
        (
            "yoy_change",
            "recent_level",
            "year_ago_level",
            "series_name",
        ),
    ),
    (
        "dying",
        "Sales in the last 52 weeks were 68% lower than in the 52 weeks before.",
        (
            "cycle_change",
            "cycle_name",
        ),
    ),
    (
        "dying",
        "The sum of the last 52 weeks is 612 units, and that of the 52 weeks before is 1,904 units.",
        (
            "last_cycle_sum",
            "previous_cycle_sum",
            "cycle_name",
        ),
    ),
    (
        "dying",
        "Looking ahead, the forecast sum of 41 units is 84% lower than the 260 units of the same weeks a year earlier.",
        (
            "forecast_sum",
            "year_ago_sum",
            "forecast_vs_year_ago",
        ),
    ),
    (
        "dying",
        "Bear in mind that seasonal naive did better on backtests, as the forecast's average error is 24% higher.",
        ("value_add",),
    ),
    (
        "stale",
        "VINTAGE SNAP CARDS has the status stale: no demand for 31 weeks, the limit is 26.",
        (
            "series_name",
            "status",
            "status_reason",
        ),
    ),
    (
        "stale",
        "It has 1 open alert, which is dead_run above 3.5.",
        (
            "n_alerts",
            "worst_alert",
        ),
    ),
    (
        "stale",
        "The mean of the recent 13 weeks is 0 units, 100% lower than the 22.5 units of a year earlier.",
        (
            "recent_level",
            "recent_periods",
            "yoy_change",
            "year_ago_level",
        ),
    ),
    (
        "stale",
        "The status of VINTAGE SNAP CARDS is stale.",
        (
            "series_name",
            "status",
        ),
    ),
    ("stale", "The reason given for the status is no demand for 31 weeks, the limit is 26.", ("status_reason",)),
    ("stale", "The worst open alert reads dead_run above 3.5.", ("worst_alert",)),
    (
        "daily",
        "The recent mean of Germany is £812 per day, 10% lower than the £905 of a year earlier.",
        (
            "series_name",
            "recent_level",
            "yoy_change",
            "year_ago_level",
        ),
    ),
    (
        "daily",
        "The forecast for 9 December 2011 is £790, but its 80% interval stretches from £121 to £1,460.",
        (
            "forecast_first",
            "forecast_first_lo_80",
            "forecast_first_hi_80",
        ),
    ),
    (
        "daily",
        "Germany has 0 open alerts.",
        (
            "n_alerts",
            "series_name",
        ),
    ),
    ("daily", "Its status is ok.", ("status",)),
    ("daily", "The forecast makes an average error 25% lower than seasonal naive does.", ("value_add",)),
    ("daily", "Backtests show 81% of actuals inside the 80% interval.", ("coverage_80",)),
    (
        "daily",
        "For Germany, the forecast adds up to £19,240 from 9 December 2011 to 17 January 2012.",
        (
            "series_name",
            "forecast_sum",
        ),
    ),
    (
        "daily",
        "The forecast is 6.3% higher than the £18,100 of the same days a year earlier.",
        (
            "forecast_vs_year_ago",
            "year_ago_sum",
        ),
    ),
    ("daily", "On average it comes to a forecast of £687 per day.", ("forecast_mean",)),
    ("daily", "The highest day of the forecast is 15 December 2011, at £1,010.", ("forecast_peak",)),
    (
        "daily",
        "Recently the mean has been £812 per day, which is 10% lower than a year earlier.",
        (
            "recent_level",
            "yoy_change",
        ),
    ),
    (
        "daily",
        "The last 52 weeks brought £228,867, 12% higher than the £204,552 of the 52 weeks before.",
        (
            "cycle_change",
            "last_cycle_sum",
            "previous_cycle_sum",
            "cycle_name",
        ),
    ),
    (
        "daily",
        "With a MASE of 0.90 on backtests, the forecast is more accurate than seasonal naive at 1.21.",
        (
            "mase",
            "mase_naive",
        ),
    ),
    (
        "set",
        "Across Weekly units per product, the recent mean is 132,450 units per week, 5.4% lower than the 140,077 units a year earlier.",
        (
            "set_label",
            "recent_level",
            "year_ago_level",
            "yoy_change",
        ),
    ),
    (
        "set",
        "The last 52 weeks total 5,402,117 units, which is 5.5% higher than the 5,120,984 units of the 52 weeks before.",
        (
            "last_cycle_sum",
            "previous_cycle_sum",
            "cycle_change",
            "cycle_name",
        ),
    ),
    (
        "set",
        "At 801,200 units, the sum of the forecast is 5.4% higher than the 760,118 units in the same weeks a year earlier.",
        (
            "forecast_sum",
            "year_ago_sum",
            "forecast_vs_year_ago",
        ),
    ),
    (
        "set",
        "The top riser is RABBIT NIGHT LIGHT, 41,250 units higher.",
        (
            "top_riser",
            "top_riser_change",
        ),
    ),
    (
        "set",
        "PACK OF 72 RETROSPOT CAKE CASES fell the most, by 20,110 units.",
        (
            "top_faller",
            "top_faller_change",
        ),
    ),
    (
        "set",
        "Sales grew 5.5% to 5,402,117 units in the last 52 weeks, from 5,120,984 units in the 52 weeks before.",
        (
            "cycle_change",
            "last_cycle_sum",
            "previous_cycle_sum",
            "cycle_name",
        ),
    ),
    (
        "set",
        "More recently they have weakened: the mean of the recent 13 weeks, 132,450 units, is 5.4% lower than a year earlier.",
        (
            "recent_level",
            "recent_periods",
            "yoy_change",
        ),
    ),
    (
        "set",
        "The forecast sees a total of 801,200 units, 5.4% higher than the same weeks a year earlier.",
        (
            "forecast_sum",
            "forecast_vs_year_ago",
        ),
    ),
    (
        "set",
        "RABBIT NIGHT LIGHT gained the most, rising by 41,250 units.",
        (
            "top_riser",
            "top_riser_change",
        ),
    ),
    (
        "set",
        "The biggest drop is that of PACK OF 72 RETROSPOT CAKE CASES, down 20,110 units.",
        (
            "top_faller",
            "top_faller_change",
        ),
    ),
    (
        "set",
        "The largest series, WORLD WAR 2 GLIDERS ASSTD DESIGNS, has a share of 1.9%.",
        (
            "largest_series",
            "largest_series_share",
        ),
    ),
    (
        "revised",
        "The forecast for WHITE HANGING HEART T-LIGHT HOLDER is 8% higher than the forecast before.",
        (
            "series_name",
            "revision_change",
        ),
    ),
    (
        "revised",
        "Over the weeks from 5 December 2011 to 16 January 2012, the sum moved up by 627 units, from 7,833 units before to 8,460 units.",
        (
            "revised_sum",
            "revised_sum_before",
            "revision_sum",
        ),
    ),
    ("revised", "The forecast differs because of new actuals.", ("revision_differs",)),
    (
        "revised",
        "Actuals of the week of 28 November 2011 arrived at 1,502 units, 212 units above the 1,290 units that were forecast.",
        (
            "arrived_sum",
            "arrived_forecast",
            "surprise",
        ),
    ),
    (
        "revised",
        "The model is now dynamic_optimized_theta, where auto_ets was used before.",
        (
            "model",
            "model_before",
        ),
    ),
    (
        "revised",
        "The largest revision of a single week is 143 units higher, in the week of 19 December 2011.",
        ("revision_peak",),
    ),
    (
        "revised",
        "History now ends with the week of 28 November 2011 instead of the week of 21 November 2011.",
        (
            "last_period",
            "last_period_before",
        ),
    ),
    (
        "pair",
        "IVORY DESK LAMP is the bigger one, with a recent mean 300% higher than that of BLUE TEA CUP.",
        (
            "1.series_name",
            "2.series_name",
            "1.level_vs_other",
        ),
    ),
    (
        "pair",
        "IVORY DESK LAMP has a recent mean of 40 units per week.",
        (
            "1.series_name",
            "1.recent_level",
            "1.grain",
        ),
    ),
    (
        "pair",
        "The recent mean of BLUE TEA CUP stands at 10 units.",
        (
            "2.series_name",
            "2.recent_level",
        ),
    ),
    (
        "pair",
        "Over the last 52 weeks, IVORY DESK LAMP was 232% higher than BLUE TEA CUP.",
        (
            "1.series_name",
            "2.series_name",
            "1.cycle_vs_other",
            "1.cycle_name",
        ),
    ),
    (
        "pair",
        "BLUE TEA CUP's mean forecast is 55% lower than that of IVORY DESK LAMP.",
        (
            "2.series_name",
            "1.series_name",
            "2.forecast_vs_other",
        ),
    ),
    (
        "movers",
        "BLUE TEA CUP lost 10 units in its recent mean, which makes it 50% lower than a year earlier.",
        (
            "1.series_name",
            "1.yoy_change",
            "1.level_change",
        ),
    ),
    (
        "movers",
        "IVORY DESK LAMP gained 8 units per week, up 25% on a year earlier.",
        (
            "2.series_name",
            "2.level_change",
            "2.yoy_change",
        ),
    ),
    (
        "movers",
        "STATION CLOCK also gained, going from 25 units a year earlier to a recent mean of 27.5 units.",
        (
            "3.series_name",
            "3.year_ago_level",
            "3.recent_level",
        ),
    ),
    (
        "movers",
        "For the set Weekly units per product, the recent mean of 78 units is 4% higher than the 75 units a year earlier.",
        (
            "set_label",
            "yoy_change",
            "recent_level",
            "year_ago_level",
        ),
    ),
    (
        "distrusted",
        "STATION CLOCK ranks in place 1 for distrust: seasonal naive did better on its backtests, its intervals held too few actuals on backtests.",
        (
            "1.series_name",
            "1.distrust_rank",
            "1.distrust_reasons",
        ),
    ),
    (
        "distrusted",
        "STATION CLOCK's average error is 30% higher than that of seasonal naive.",
        (
            "1.series_name",
            "1.value_add",
        ),
    ),
    (
        "distrusted",
        "The 80% interval of STATION CLOCK held 55% of the actuals.",
        (
            "1.series_name",
            "1.coverage_80",
        ),
    ),
    (
        "distrusted",
        "BLUE TEA CUP has the status stale, and it has had no demand for a long time.",
        (
            "2.series_name",
            "2.status",
            "2.distrust_reasons",
        ),
    ),
    (
        "distrusted",
        "In the whole set, 3 of 8 series have something that speaks against their forecast.",
        (
            "n_distrusted",
            "n_series",
        ),
    ),
    (
        "distrusted",
        "Seasonal naive did better on 2 of the 6 series that were backtested.",
        (
            "n_beaten_by_naive",
            "n_backtested",
        ),
    ),
    (
        "errors",
        "STATION CLOCK contributes 47% of the misses of the set, which puts it in place 1.",
        (
            "1.series_name",
            "1.error_share",
            "1.error_rank",
        ),
    ),
    (
        "errors",
        "The error of STATION CLOCK is mostly bias, which is 72% of its squared error.",
        (
            "1.series_name",
            "1.error_kind",
            "1.bias_share",
        ),
    ),
    (
        "errors",
        "STATION CLOCK was forecast too high by 11.2 units on average.",
        (
            "1.series_name",
            "1.bias",
        ),
    ),
    (
        "errors",
        "Another 31% of the misses comes from IVORY DESK LAMP, with an average miss of 9.1 units.",
        (
            "2.series_name",
            "2.error_share",
            "2.mae",
        ),
    ),
    (
        "errors",
        "For IVORY DESK LAMP the squared error is mostly scatter, with a bias share of 1%.",
        (
            "2.series_name",
            "2.error_kind",
            "2.bias_share",
        ),
    ),
    (
        "revisions",
        "The forecast of the set went down by 11%, from 560 units in the run before to 500 units.",
        (
            "revision_change",
            "revised_sum",
            "revised_sum_before",
        ),
    ),
    ("revisions", "The revision happened because of new actuals, another training.", ("revision_differs",)),
    (
        "revisions",
        "Forecasts were revised for 6 of the 8 series.",
        (
            "n_revised_series",
            "n_series",
        ),
    ),
    (
        "revisions",
        "IVORY DESK LAMP was revised the furthest: its forecast is lower by 48 units, or 15%, than the forecast before.",
        (
            "1.series_name",
            "1.revision_rank",
            "1.revision_sum",
            "1.revision_change",
        ),
    ),
    (
        "revisions",
        "BLUE TEA CUP was cut by 12 units, 8% below its forecast before.",
        (
            "2.series_name",
            "2.revision_sum",
            "2.revision_change",
        ),
    ),
    (
        "revisions",
        "New actuals of IVORY DESK LAMP came in 9 units lower than forecast.",
        (
            "1.series_name",
            "1.surprise",
        ),
    ),
    (
        "revisions",
        "Actuals for BLUE TEA CUP were 3 units higher than forecast.",
        (
            "2.series_name",
            "2.surprise",
        ),
    ),
    (
        "whatif",
        "Demand for IVORY DESK LAMP is forecast 60 units, or 17%, higher because of promo.",
        (
            "series_name",
            "whatif_change",
            "whatif_share",
            "whatif_covariates",
        ),
    ),
    (
        "whatif",
        "With the change, the forecast sums to 412 units from 5 December 2011 to 23 January 2012, compared with a baseline of 352 units.",
        (
            "whatif_sum",
            "whatif_baseline",
        ),
    ),
    ("whatif", "The effect peaks at 21 units in the week of 19 December 2011.", ("whatif_peak",)),
    ("whatif", "As for the models, lightgbm reads promo.", ("whatif_use",)),
    (
        "growing",
        "WHITE HANGING HEART T-LIGHT HOLDER has a recent mean of 1,287 units, 12% higher than the 1,150 units a year earlier.",
        (
            "series_name",
            "yoy_change",
            "recent_level",
            "year_ago_level",
        ),
    ),
    (
        "growing",
        "The recent mean covers 13 weeks, from the week of 5 September 2011 to the week of 28 November 2011.",
        (
            "recent_periods",
            "grain",
            "recent_level",
        ),
    ),
    (
        "growing",
        "The last 52 weeks brought 36,218 units, up 5% from 34,490 units in the 52 weeks before.",
        (
            "cycle_change",
            "cycle_name",
            "last_cycle_sum",
            "previous_cycle_sum",
        ),
    ),
    (
        "growing",
        "The forecast points the other way: at 9,872 units, its sum is 5% lower than the 10,392 units of the same weeks a year earlier.",
        (
            "forecast_vs_year_ago",
            "forecast_sum",
            "year_ago_sum",
        ),
    ),
    (
        "dying",
        "PINK PARTY BAGS has dropped to a recent mean of 8.3 units per week, 77% lower than the 36.1 units a year earlier.",
        (
            "series_name",
            "yoy_change",
            "recent_level",
            "year_ago_level",
        ),
    ),
    (
        "dying",
        "Volume in the last 52 weeks was 612 units, down 68% from 1,904 units in the 52 weeks before.",
        (
            "cycle_change",
            "last_cycle_sum",
            "previous_cycle_sum",
            "cycle_name",
        ),
    ),
    (
        "dying",
        "The forecast for the next 8 weeks is 41 units in total, 84% lower than in the same weeks a year earlier.",
        (
            "forecast_sum",
            "horizon",
            "grain",
            "forecast_vs_year_ago",
        ),
    ),
    (
        "dying",
        "Weekly forecasts start at 6.2 units in the week of 5 December 2011 and end at 4.4 units in the week of 23 January 2012.",
        (
            "forecast_first",
            "forecast_last",
        ),
    ),
    ("dying", "The average error of the forecast is 24% higher than that of seasonal naive.", ("value_add",)),
    (
        "dying",
        "There is 1 open alert, which reads value_add below -0.2.",
        (
            "n_alerts",
            "worst_alert",
        ),
    ),
    (
        "stale",
        "VINTAGE SNAP CARDS has the status stale: no demand for 31 weeks, the limit is 26.",
        (
            "series_name",
            "status",
            "status_reason",
        ),
    ),
    (
        "stale",
        "The recent mean over 13 weeks is 0 units, 100% lower than the 22.5 units a year earlier.",
        (
            "recent_level",
            "recent_periods",
            "grain",
            "yoy_change",
            "year_ago_level",
        ),
    ),
    (
        "stale",
        "The last year cycle of 52 weeks sums to 140 units.",
        (
            "last_cycle_sum",
            "cycle_name",
        ),
    ),
    (
        "stale",
        "The series has 1 open alert, dead_run above 3.5.",
        (
            "n_alerts",
            "worst_alert",
        ),
    ),
    (
        "daily",
        "The forecast for Germany has had an average error 25% lower than that of seasonal naive.",
        (
            "series_name",
            "value_add",
        ),
    ),
    ("daily", "The average miss is 0.90 times what seasonal naive missed in training.", ("mase",)),
    ("daily", "Seasonal naive itself has a MASE of 1.21 on the same backtests.", ("mase_naive",)),
    ("daily", "The 80% interval captured 81% of actuals.", ("coverage_80",)),
    ("daily", "Accuracy was measured on 5 backtest windows.", ("n_windows",)),
    (
        "set",
        "The recent mean of Weekly units per product is 132,450 units, 5.4% lower than the 140,077 units a year earlier.",
        (
            "set_label",
            "recent_level",
            "yoy_change",
            "year_ago_level",
        ),
    ),
    (
        "set",
        "The recent mean is taken over 13 weeks.",
        (
            "recent_periods",
            "grain",
        ),
    ),
    (
        "set",
        "Over the last 52 weeks, the set reached 5,402,117 units, which is 5.5% more than the 5,120,984 units in the 52 weeks before.",
        (
            "cycle_change",
            "last_cycle_sum",
            "previous_cycle_sum",
            "cycle_name",
        ),
    ),
    (
        "set",
        "The forecast sums to 801,200 units and is 5.4% higher than the 760,118 units of a year earlier.",
        (
            "forecast_vs_year_ago",
            "forecast_sum",
            "year_ago_sum",
        ),
    ),
    ("set", "The season repeats over a year cycle of 52 weeks.", ("cycle_name",)),
    (
        "revised",
        "The forecast of WHITE HANGING HEART T-LIGHT HOLDER was revised 8% upwards because of new actuals.",
        (
            "series_name",
            "revision_change",
            "revision_differs",
        ),
    ),
    (
        "revised",
        "The forecast for the weeks of 5 December 2011 to 16 January 2012 now sums to 8,460 units, up from 7,833 units in the run before.",
        (
            "revised_sum",
            "revised_sum_before",
        ),
    ),
    ("revised", "The revision raised the forecast by 627 units in total.", ("revision_sum",)),
    (
        "revised",
        "The actual that arrived for the week of 28 November 2011 was 1,502 units, against a forecast of 1,290 units.",
        (
            "arrived_sum",
            "arrived_forecast",
        ),
    ),
    ("revised", "Sales in the week of 28 November 2011 were 212 units higher than forecast.", ("surprise",)),
    (
        "revised",
        "The largest revision of a single week is 143 units, for the week of 19 December 2011.",
        ("revision_peak",),
    ),
    (
        "revised",
        "The model is now dynamic_optimized_theta, where the run before used auto_ets.",
        (
            "model",
            "model_before",
        ),
    ),
    (
        "movers",
        "BLUE TEA CUP moved the most: its recent mean is 10 units per week lower than a year earlier.",
        (
            "1.series_name",
            "1.level_change",
            "1.mover_rank",
        ),
    ),
    (
        "movers",
        "BLUE TEA CUP went down 50%, from 20 units per week a year earlier to 10 units recently.",
        (
            "1.series_name",
            "1.recent_level",
            "1.year_ago_level",
            "1.yoy_change",
        ),
    ),
    (
        "movers",
        "IVORY DESK LAMP is second, having gained 8 units per week, or 25%, on a year earlier.",
        (
            "2.series_name",
            "2.level_change",
            "2.yoy_change",
        ),
    ),
    (
        "movers",
        "STATION CLOCK is third with a rise of 2.5 units per week, or 10%, over a year earlier.",
        (
            "3.series_name",
            "3.level_change",
            "3.yoy_change",
        ),
    ),
    (
        "movers",
        "Weekly units per product as a set has a recent mean of 78 units, 4% higher than the 75 units of a year earlier.",
        (
            "set_label",
            "recent_level",
            "year_ago_level",
            "yoy_change",
        ),
    ),
    (
        "errors",
        "STATION CLOCK has the largest share of the errors, with 47% of the misses in the set.",
        (
            "1.series_name",
            "1.error_share",
        ),
    ),
    (
        "errors",
        "The squared error of STATION CLOCK is mostly bias, at a share of 72%.",
        (
            "1.series_name",
            "1.error_kind",
            "1.bias_share",
        ),
    ),
    (
        "errors",
        "Forecasts of STATION CLOCK were on average 11.2 units higher than the actuals.",
        (
            "1.series_name",
            "1.bias",
        ),
    ),
    (
        "errors",
        "IVORY DESK LAMP follows with 31% of the misses.",
        (
            "2.series_name",
            "2.error_share",
        ),
    ),
    (
        "errors",
        "The squared error of IVORY DESK LAMP is mostly scatter, with a bias share of 1%.",
        (
            "2.series_name",
            "2.error_kind",
            "2.bias_share",
        ),
    ),
    (
        "errors",
        "STATION CLOCK has an average miss of 12.5 units, larger than the 9.1 units of IVORY DESK LAMP.",
        (
            "1.series_name",
            "1.mae",
            "2.series_name",
            "2.mae",
        ),
    ),
    (
        "whatif",
        "In the what-if, the forecast of IVORY DESK LAMP is 60 units higher because of promo.",
        (
            "series_name",
            "whatif_change",
            "whatif_covariates",
        ),
    ),
    (
        "whatif",
        "The what-if forecast of IVORY DESK LAMP comes to 412 units, compared with 352 units in the baseline.",
        (
            "series_name",
            "whatif_sum",
            "whatif_baseline",
        ),
    ),
    ("whatif", "The what-if forecast is 17% higher than the baseline.", ("whatif_share",)),
    ("whatif", "The largest effect in one week is 21 units, in the week of 19 December 2011.", ("whatif_peak",)),
    ("whatif", "As for the models, lightgbm reads promo.", ("whatif_use",)),
    (
        "growing",
        "WHITE HANGING HEART T-LIGHT HOLDER has 2 open alerts.",
        (
            "series_name",
            "n_alerts",
        ),
    ),
    ("growing", "The worst alert is psi_ratio above its warning threshold.", ("worst_alert",)),
    (
        "growing",
        "The forecast sum of 9,872 units is 5% lower than the same weeks a year earlier.",
        (
            "forecast_sum",
            "forecast_vs_year_ago",
        ),
    ),
    ("growing", "Rejected rows number 17.", ("n_rejected",)),
    ("growing", "The 80% interval captured 78% of the actuals on backtests.", ("coverage_80",)),
    ("growing", "The forecast's average error is 22% lower than that of seasonal naive.", ("value_add",)),
    (
        "growing",
        "The status of WHITE HANGING HEART T-LIGHT HOLDER is ok, with enough history.",
        (
            "series_name",
            "status",
            "status_reason",
        ),
    ),
    (
        "dying",
        "PINK PARTY BAGS recently sold 8.3 units per week on average, 77% less than a year earlier.",
        (
            "series_name",
            "recent_level",
            "yoy_change",
        ),
    ),
    (
        "dying",
        "PINK PARTY BAGS averaged 36.1 units per week in the same period a year earlier.",
        (
            "series_name",
            "year_ago_level",
        ),
    ),
    (
        "dying",
        "Sales of the last 52 weeks were 612 units, down 68% from 1,904 units in the 52 weeks before.",
        (
            "last_cycle_sum",
            "previous_cycle_sum",
            "cycle_change",
            "cycle_name",
        ),
    ),
    (
        "dying",
        "The forecast totals 41 units, which is 84% lower than in the same weeks a year earlier.",
        (
            "forecast_sum",
            "forecast_vs_year_ago",
        ),
    ),
    ("dying", "A year earlier, the weeks that are now forecast brought 260 units.", ("year_ago_sum",)),
    ("dying", "The forecast's average error on backtests was 24% higher than that of seasonal naive.", ("value_add",)),
    (
        "stale",
        "VINTAGE SNAP CARDS has the status stale: no demand for 31 weeks, the limit is 26.",
        (
            "series_name",
            "status",
            "status_reason",
        ),
    ),
    (
        "stale",
        "VINTAGE SNAP CARDS has 1 open alert, namely dead_run above 3.5.",
        (
            "series_name",
            "n_alerts",
            "worst_alert",
        ),
    ),
    (
        "stale",
        "The mean of VINTAGE SNAP CARDS over the recent 13 weeks is 0 units per week.",
        (
            "series_name",
            "recent_level",
            "recent_periods",
        ),
    ),
    (
        "stale",
        "The recent mean is 100% lower than the 22.5 units of a year earlier.",
        (
            "yoy_change",
            "year_ago_level",
        ),
    ),
    (
        "daily",
        "Germany is forecast to bring in £19,240 from 9 December 2011 to 17 January 2012, 6.3% more than in the same days a year earlier.",
        (
            "series_name",
            "forecast_sum",
            "forecast_vs_year_ago",
        ),
    ),
    (
        "daily",
        "The mean forecast for Germany is £687 per day.",
        (
            "series_name",
            "forecast_mean",
        ),
    ),
    ("daily", "The highest forecast is £1,010, on 15 December 2011.", ("forecast_peak",)),
    (
        "daily",
        "The first forecast, for 9 December 2011, is £790, with an 80% interval between £121 and £1,460.",
        (
            "forecast_first",
            "forecast_first_lo_80",
            "forecast_first_hi_80",
        ),
    ),
    (
        "daily",
        "Recent revenue averaged £812 per day, which is 10% below a year earlier.",
        (
            "recent_level",
            "yoy_change",
        ),
    ),
    (
        "daily",
        "Revenue over the last 52 weeks was £228,867, up 12% on the 52 weeks before.",
        (
            "last_cycle_sum",
            "cycle_change",
            "cycle_name",
        ),
    ),
    (
        "daily",
        "The forecast had a 25% lower average error than seasonal naive in 5 backtest windows.",
        (
            "value_add",
            "n_windows",
        ),
    ),
    ("daily", "The 80% interval held 81% of the actuals on backtests.", ("coverage_80",)),
    (
        "set",
        "Sales in the last 52 weeks reached 5,402,117 units, 5.5% more than in the 52 weeks before.",
        (
            "last_cycle_sum",
            "cycle_change",
            "cycle_name",
        ),
    ),
    (
        "set",
        "The mean of the recent 13 weeks is 132,450 units per week, 5.4% lower than a year earlier.",
        (
            "recent_level",
            "yoy_change",
            "recent_periods",
        ),
    ),
    ("set", "The mean of the same weeks a year earlier was 140,077 units.", ("year_ago_level",)),
    (
        "set",
        "The forecast sums to 801,200 units, 5.4% higher than the same weeks a year earlier.",
        (
            "forecast_sum",
            "forecast_vs_year_ago",
        ),
    ),
    (
        "set",
        "RABBIT NIGHT LIGHT shows the largest rise on a year earlier, with 41,250 units more per week.",
        (
            "top_riser",
            "top_riser_change",
        ),
    ),
    (
        "set",
        "PACK OF 72 RETROSPOT CAKE CASES shows the largest fall on a year earlier, with 20,110 units less per week.",
        (
            "top_faller",
            "top_faller_change",
        ),
    ),
    (
        "set",
        "The forecast has a MASE of 0.87, against 1.10 for seasonal naive.",
        (
            "mase",
            "mase_naive",
        ),
    ),
    (
        "pair",
        "IVORY DESK LAMP has a recent mean 300% higher than BLUE TEA CUP.",
        (
            "1.series_name",
            "2.series_name",
            "1.level_vs_other",
        ),
    ),
    (
        "pair",
        "IVORY DESK LAMP recently sold 40 units per week on average, 25% higher than a year earlier.",
        (
            "1.series_name",
            "1.recent_level",
            "1.yoy_change",
            "1.grain",
        ),
    ),
    (
        "pair",
        "BLUE TEA CUP recently sold 10 units per week on average, 50% lower than a year earlier.",
        (
            "2.series_name",
            "2.recent_level",
            "2.yoy_change",
            "2.grain",
        ),
    ),
    (
        "pair",
        "IVORY DESK LAMP is 232% higher over the last 52 weeks than BLUE TEA CUP.",
        (
            "1.series_name",
            "2.series_name",
            "1.cycle_vs_other",
            "1.cycle_name",
        ),
    ),
    (
        "pair",
        "IVORY DESK LAMP has a mean forecast 120% higher than BLUE TEA CUP.",
        (
            "1.series_name",
            "2.series_name",
            "1.forecast_vs_other",
        ),
    ),
    (
        "pair",
        "IVORY DESK LAMP has a MASE 20% lower than that of BLUE TEA CUP.",
        (
            "1.series_name",
            "2.series_name",
            "1.mase_vs_other",
        ),
    ),
    (
        "pair",
        "BLUE TEA CUP has 2 open alerts.",
        (
            "2.series_name",
            "2.n_alerts",
        ),
    ),
    (
        "distrusted",
        "STATION CLOCK ranks 1 for distrust: seasonal naive did better on its backtests, its intervals held too few actuals on backtests.",
        (
            "1.series_name",
            "1.distrust_rank",
            "1.distrust_reasons",
        ),
    ),
    (
        "distrusted",
        "The forecast of STATION CLOCK has an average error 30% higher than seasonal naive.",
        (
            "1.series_name",
            "1.value_add",
        ),
    ),
    (
        "distrusted",
        "The 80% interval of STATION CLOCK held 55% of the actuals on backtests.",
        (
            "1.series_name",
            "1.coverage_80",
        ),
    ),
    (
        "distrusted",
        "BLUE TEA CUP ranks 2 for distrust: it has had no demand for a long time.",
        (
            "2.series_name",
            "2.distrust_rank",
            "2.distrust_reasons",
        ),
    ),
    (
        "distrusted",
        "BLUE TEA CUP has the status stale.",
        (
            "2.series_name",
            "2.status",
        ),
    ),
    (
        "distrusted",
        "In the whole set, 3 of the 8 series have something that speaks against their forecast.",
        (
            "n_distrusted",
            "n_series",
        ),
    ),
    (
        "distrusted",
        "For 2 of the 6 series that were backtested, seasonal naive did better.",
        (
            "n_beaten_by_naive",
            "n_backtested",
        ),
    ),
    (
        "revisions",
        "The forecast of Weekly units per product changed because of new actuals, another training.",
        (
            "set_label",
            "revision_differs",
        ),
    ),
    (
        "revisions",
        "The sum of the forecast from the week of 5 December 2011 to the week of 16 January 2012 is now 500 units, against 560 units in the run before.",
        (
            "revised_sum",
            "revised_sum_before",
        ),
    ),
    ("revisions", "The new forecast for the set is 11% lower than that of the run before.", ("revision_change",)),
    (
        "revisions",
        "The forecast was revised for 6 of the 8 series.",
        (
            "n_revised_series",
            "n_series",
        ),
    ),
    (
        "revisions",
        "IVORY DESK LAMP has the largest revision: its forecast is 48 units, or 15%, lower than in the run before.",
        (
            "1.series_name",
            "1.revision_rank",
            "1.revision_sum",
            "1.revision_change",
        ),
    ),
    (
        "revisions",
        "BLUE TEA CUP follows in place 2, with a forecast 12 units, or 8%, lower than in the run before.",
        (
            "2.series_name",
            "2.revision_rank",
            "2.revision_sum",
            "2.revision_change",
        ),
    ),
    (
        "growing",
        "WHITE HANGING HEART T-LIGHT HOLDER is expected to sell 9,872 units over the 8 weeks from the week of 5 December 2011 to the week of 23 January 2012, according to the forecast.",
        (
            "series_name",
            "forecast_sum",
            "horizon",
            "grain",
        ),
    ),
    (
        "growing",
        "The forecast is 5% lower than the 10,392 units of the same weeks a year earlier.",
        (
            "forecast_vs_year_ago",
            "year_ago_sum",
            "grain",
        ),
    ),
    (
        "growing",
        "The highest week of the forecast is the week of 12 December 2011, with 1,650 units.",
        ("forecast_peak",),
    ),
    (
        "growing",
        "The first week of the forecast, the week of 5 December 2011, is at 1,412 units, with an 80% interval from 980 units to 1,844 units.",
        (
            "forecast_first",
            "forecast_first_lo_80",
            "forecast_first_hi_80",
        ),
    ),
    (
        "growing",
        "Recent sales averaged 1,287 units per week over 13 weeks, 12% higher than a year earlier.",
        (
            "recent_level",
            "yoy_change",
            "recent_periods",
            "grain",
        ),
    ),
    ("growing", "The average error of the forecast was 22% lower than that of seasonal naive.", ("value_add",)),
    (
        "growing",
        "The series has 2 open alerts, and the worst is psi_ratio above its warning threshold.",
        (
            "n_alerts",
            "worst_alert",
        ),
    ),
    (
        "dying",
        "PINK PARTY BAGS recently sold 8.3 units per week on average, 77% lower than a year earlier.",
        (
            "series_name",
            "recent_level",
            "yoy_change",
            "grain",
        ),
    ),
    (
        "dying",
        "PINK PARTY BAGS sold 612 units in the last 52 weeks, 68% lower than in the 52 weeks before.",
        (
            "series_name",
            "last_cycle_sum",
            "cycle_change",
            "cycle_name",
        ),
    ),
    (
        "dying",
        "The forecast adds up to 41 units over the next 8 weeks, 84% lower than the same weeks a year earlier.",
        (
            "forecast_sum",
            "forecast_vs_year_ago",
            "horizon",
            "grain",
        ),
    ),
    (
        "dying",
        "The forecast goes from 6.2 units in the week of 5 December 2011 down to 4.4 units in the week of 23 January 2012.",
        (
            "forecast_first",
            "forecast_last",
        ),
    ),
    (
        "dying",
        "The 80% interval for the week of 5 December 2011 is between 0 units and 14.6 units.",
        (
            "forecast_first_lo_80",
            "forecast_first_hi_80",
        ),
    ),
    ("dying", "The average error of the forecast is 24% higher than that of seasonal naive.", ("value_add",)),
    (
        "dying",
        "PINK PARTY BAGS has 1 open alert: value_add below -0.2.",
        (
            "series_name",
            "n_alerts",
            "worst_alert",
        ),
    ),
    (
        "stale",
        "The status of VINTAGE SNAP CARDS is stale, and the stated reason is no demand for 31 weeks, the limit is 26.",
        (
            "series_name",
            "status",
            "status_reason",
        ),
    ),
    (
        "stale",
        "VINTAGE SNAP CARDS has 1 open alert, dead_run above 3.5.",
        (
            "series_name",
            "n_alerts",
            "worst_alert",
        ),
    ),
    (
        "stale",
        "The recent mean of VINTAGE SNAP CARDS is 0 units per week, 100% lower than a year earlier.",
        (
            "series_name",
            "recent_level",
            "yoy_change",
            "grain",
        ),
    ),
    (
        "daily",
        "Germany has 0 open alerts and the status ok.",
        (
            "series_name",
            "n_alerts",
            "status",
        ),
    ),
    (
        "daily",
        "Recent revenue in Germany averages £812 per day, which is 10% lower than a year earlier.",
        (
            "series_name",
            "recent_level",
            "yoy_change",
            "grain",
        ),
    ),
    (
        "daily",
        "The forecast is 6.3% higher than the same days a year earlier.",
        (
            "forecast_vs_year_ago",
            "grain",
        ),
    ),
    (
        "daily",
        "Germany made £228,867 in the last 52 weeks, 12% higher than in the 52 weeks before.",
        (
            "series_name",
            "cycle_change",
            "last_cycle_sum",
            "cycle_name",
        ),
    ),
    (
        "daily",
        "The forecast for 9 December 2011 is £790, with an 80% interval of £121 to £1,460.",
        (
            "forecast_first",
            "forecast_first_lo_80",
            "forecast_first_hi_80",
        ),
    ),
    ("daily", "The forecast has an average error 25% lower than seasonal naive.", ("value_add",)),
    ("daily", "The 80% interval held 81% of the actuals.", ("coverage_80",)),
    (
        "set",
        "The recent mean of all series over 13 weeks is 132,450 units per week, 5.4% lower than a year earlier.",
        (
            "recent_level",
            "yoy_change",
            "recent_periods",
            "grain",
        ),
    ),
    (
        "set",
        "The mean of the same weeks a year earlier was 140,077 units per week.",
        (
            "year_ago_level",
            "grain",
        ),
    ),
    (
        "set",
        "The last 52 weeks total 5,402,117 units, 5.5% higher than the 52 weeks before.",
        (
            "last_cycle_sum",
            "cycle_change",
            "cycle_name",
        ),
    ),
    (
        "set",
        "The 52 weeks before came to 5,120,984 units.",
        (
            "previous_cycle_sum",
            "cycle_name",
        ),
    ),
    (
        "set",
        "The forecast sums to 801,200 units, 5.4% higher than the same weeks a year earlier.",
        (
            "forecast_sum",
            "forecast_vs_year_ago",
            "grain",
        ),
    ),
    (
        "set",
        "RABBIT NIGHT LIGHT shows the largest rise on a year earlier, with a recent mean up by 41,250 units per week.",
        (
            "top_riser",
            "top_riser_change",
            "grain",
        ),
    ),
    (
        "set",
        "PACK OF 72 RETROSPOT CAKE CASES shows the largest fall on a year earlier, with a recent mean down by 20,110 units per week.",
        (
            "top_faller",
            "top_faller_change",
            "grain",
        ),
    ),
]
