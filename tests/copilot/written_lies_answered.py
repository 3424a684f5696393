"""False sentences in fluent answers, each with the facts that it pretends to rest on: (world or case, sentence, cited facts)."""

FALSE_IN_ANSWERS: list[tuple[str, str, tuple[str, ...]]] = [
    (
        "revised",
        "Since the last run the forecast of WHITE HANGING HEART T-LIGHT HOLDER was cut from 8,460 units to 7,833 units.",
        (
            "revised_sum",
            "revised_sum_before",
        ),
    ),
    (
        "revised",
        "The model of WHITE HANGING HEART T-LIGHT HOLDER was changed from dynamic_optimized_theta to auto_ets.",
        (
            "model",
            "model_before",
        ),
    ),
    (
        "revised",
        "At 1,502 units, the week of 28 November 2011 of WHITE HANGING HEART T-LIGHT HOLDER fell short of the 1,290 units forecast.",
        (
            "arrived_sum",
            "arrived_forecast",
        ),
    ),
    (
        "revised",
        "The 1 actual of WHITE HANGING HEART T-LIGHT HOLDER that arrived lay inside its interval.",
        (
            "n_arrived",
            "n_arrived_inside",
        ),
    ),
    (
        "revised",
        "The revision of WHITE HANGING HEART T-LIGHT HOLDER is largest in the week of 16 January 2012, at 143 units.",
        ("revision_peak",),
    ),
    (
        "revised",
        "The forecast of WHITE HANGING HEART T-LIGHT HOLDER changed because of a price cut, which brought 627 units more.",
        (
            "revision_sum",
            "revision_differs",
        ),
    ),
    (
        "pair",
        "IVORY DESK LAMP trails BLUE TEA CUP, with a recent mean of 40 units against 10 units.",
        (
            "1.recent_level",
            "2.recent_level",
        ),
    ),
    (
        "pair",
        "BLUE TEA CUP is forecast more accurately, with a MASE of 1.00 against 0.80 for IVORY DESK LAMP.",
        (
            "2.mase",
            "1.mase",
        ),
    ),
    (
        "pair",
        "BLUE TEA CUP is forecast at 20 units per week, down from its recent mean of 10 units.",
        (
            "2.forecast_mean",
            "2.recent_level",
        ),
    ),
    ("pair", "IVORY DESK LAMP has 2 open alerts.", ("2.n_alerts",)),
    ("pair", "The recent mean of BLUE TEA CUP is 75% lower than a year earlier.", ("2.level_vs_other",)),
    (
        "movers",
        "STATION CLOCK grew faster than IVORY DESK LAMP, at 10% against 25%.",
        (
            "3.yoy_change",
            "2.yoy_change",
        ),
    ),
    (
        "movers",
        "IVORY DESK LAMP moved the most of all series, gaining 8 units per week.",
        (
            "2.mover_rank",
            "2.level_change",
        ),
    ),
    (
        "movers",
        "STATION CLOCK slipped to a recent mean of 27.5 units from 25 units a year earlier.",
        (
            "3.recent_level",
            "3.year_ago_level",
        ),
    ),
    (
        "distrusted",
        "The forecast of STATION CLOCK beat seasonal naive, with an average error 30% lower.",
        ("1.value_add",),
    ),
    ("distrusted", "STATION CLOCK has had no demand for a long time.", ("2.distrust_reasons",)),
    ("distrusted", "BLUE TEA CUP is the series to distrust the most.", ("2.distrust_rank",)),
    (
        "distrusted",
        "Seasonal naive did better for most of the 6 series compared, for 2 of them.",
        (
            "n_backtested",
            "n_beaten_by_naive",
        ),
    ),
    ("errors", "The forecast of STATION CLOCK was on average 11.2 units short of the actuals.", ("1.bias",)),
    (
        "errors",
        "IVORY DESK LAMP has a larger average miss, 9.1 units, than STATION CLOCK with 12.5 units.",
        (
            "2.mae",
            "1.mae",
        ),
    ),
    ("errors", "STATION CLOCK causes 72% of the misses of its set.", ("1.bias_share",)),
    (
        "errors",
        "IVORY DESK LAMP contributes the most to the errors, with 31% of the misses.",
        (
            "2.error_share",
            "2.error_rank",
        ),
    ),
    (
        "revisions",
        "The forecast for 5 December 2011 to 16 January 2012 went up from 500 units to 560 units since the last run.",
        (
            "revised_sum",
            "revised_sum_before",
        ),
    ),
    ("revisions", "IVORY DESK LAMP sold 9 units more than was forecast.", ("1.surprise",)),
    (
        "revisions",
        "BLUE TEA CUP was revised by more than any other series, by -12 units.",
        (
            "2.revision_sum",
            "2.revision_rank",
        ),
    ),
    (
        "revisions",
        "All 8 series of the set were revised.",
        (
            "n_series",
            "n_revised_series",
        ),
    ),
    ("revisions", "The forecast of the set was revised by -60%.", ("revision_sum",)),
    (
        "whatif",
        "The promo lowers the forecast of IVORY DESK LAMP from 412 units to 352 units.",
        (
            "whatif_sum",
            "whatif_baseline",
            "whatif_covariates",
        ),
    ),
    ("whatif", "The largest change of IVORY DESK LAMP, 21 units, is in the week of 5 December 2011.", ("whatif_peak",)),
    (
        "whatif",
        "Because of promo, the forecast of IVORY DESK LAMP is 60% higher.",
        (
            "whatif_change",
            "whatif_covariates",
        ),
    ),
    ("whatif", "The price changes raise the forecast of IVORY DESK LAMP by 17%.", ("whatif_share",)),
    ("whatif", "With promo, IVORY DESK LAMP gains 60 units in each week.", ("whatif_change",)),
    (
        "growing",
        "The forecast of WHITE HANGING HEART T-LIGHT HOLDER climbs from 1,412 units in the week of 5 December 2011 to 720 units in the week of 23 January 2012.",
        (
            "forecast_first",
            "forecast_last",
        ),
    ),
    (
        "growing",
        "At 9,872 units, the forecast of WHITE HANGING HEART T-LIGHT HOLDER is ahead of the 10,392 units of the same weeks a year before.",
        (
            "forecast_sum",
            "year_ago_sum",
        ),
    ),
    (
        "growing",
        "Sales of WHITE HANGING HEART T-LIGHT HOLDER reached 1,650 units in the week of 12 December 2011.",
        ("forecast_peak",),
    ),
    (
        "growing",
        "The recent mean of WHITE HANGING HEART T-LIGHT HOLDER fell back by 12% to 1,287 units.",
        (
            "yoy_change",
            "recent_level",
        ),
    ),
    (
        "growing",
        "The psi_ratio of WHITE HANGING HEART T-LIGHT HOLDER is below its warning threshold.",
        ("worst_alert",),
    ),
    (
        "dying",
        "PINK PARTY BAGS is forecast better than by seasonal naive, with a MASE of 0.31 against 0.25.",
        (
            "mase",
            "mase_naive",
        ),
    ),
    (
        "dying",
        "PINK PARTY BAGS is forecast to recover from 4.4 units in the week of 5 December 2011 to 6.2 units in the week of 23 January 2012.",
        (
            "forecast_first",
            "forecast_last",
        ),
    ),
    ("dying", "Sales of PINK PARTY BAGS dropped by 77% because customers moved to other party bags.", ("yoy_change",)),
    (
        "dying",
        "The mean forecast of PINK PARTY BAGS, 5.12 units per week, is above its recent mean of 8.3 units.",
        (
            "forecast_mean",
            "recent_level",
        ),
    ),
    (
        "dying",
        "PINK PARTY BAGS sold 612 units in the last year cycle, and it will be gone from the range within the next one.",
        ("last_cycle_sum",),
    ),
    ("stale", "VINTAGE SNAP CARDS has had no demand for 26 weeks.", ("status_reason",)),
    ("stale", "VINTAGE SNAP CARDS sold 140 units per week in the last year cycle.", ("last_cycle_sum",)),
    ("stale", "VINTAGE SNAP CARDS sells 22.5 units per week at present.", ("year_ago_level",)),
    (
        "stale",
        "The forecast of VINTAGE SNAP CARDS is good, as it has no open alerts.",
        (
            "n_alerts",
            "status",
        ),
    ),
    (
        "daily",
        "The recent mean of Germany, £812 per day, beat the £905 of a year before.",
        (
            "recent_level",
            "year_ago_level",
        ),
    ),
    ("daily", "Germany is forecast at £19,240 per day from 9 December 2011 to 17 January 2012.", ("forecast_sum",)),
    ("daily", "The last year cycle of Germany came to £228,867 million.", ("last_cycle_sum",)),
    ("daily", "With 81% of the actuals, the 80% interval of Germany held fewer than it promises.", ("coverage_80",)),
    ("daily", "The forecast of Germany peaks at £1,010 on 15 January 2012.", ("forecast_peak",)),
    (
        "set",
        "WORLD WAR 2 GLIDERS ASSTD DESIGNS makes up most of the last year cycle, with a share of 1.9%.",
        (
            "largest_series",
            "largest_series_share",
        ),
    ),
    (
        "set",
        "The recent mean of the set, 132,450 units, is ahead of the 140,077 units of a year earlier.",
        (
            "recent_level",
            "year_ago_level",
        ),
    ),
    ("set", "The target of 2,890 series drifted.", ("n_tested_for_drift",)),
    (
        "set",
        "PACK OF 72 RETROSPOT CAKE CASES had the largest rise on a year before, 41,250 units.",
        (
            "top_riser_change",
            "top_faller",
        ),
    ),
    (
        "set",
        "The last year cycle of 5,402,117 units fell short of the 5,120,984 units of the cycle before.",
        (
            "last_cycle_sum",
            "previous_cycle_sum",
        ),
    ),
    (
        "revised",
        "The model of WHITE HANGING HEART T-LIGHT HOLDER is auto_ets, and was dynamic_optimized_theta in the run before.",
        (
            "series_name",
            "model",
            "model_before",
        ),
    ),
    (
        "revised",
        "The sum of the forecast of WHITE HANGING HEART T-LIGHT HOLDER was revised from 8,460 units to 7,833 units.",
        (
            "series_name",
            "revised_sum",
            "revised_sum_before",
        ),
    ),
    (
        "revised",
        "The actual of the week of 28 November 2011 was 212 units lower than forecast for WHITE HANGING HEART T-LIGHT HOLDER.",
        (
            "series_name",
            "surprise",
            "arrived_sum",
            "arrived_forecast",
        ),
    ),
    (
        "revised",
        "The forecast of WHITE HANGING HEART T-LIGHT HOLDER was revised by 627 units because of another training.",
        (
            "series_name",
            "revision_sum",
            "revision_differs",
        ),
    ),
    (
        "revised",
        "The season takes 12.4 units off the mean forecast of WHITE HANGING HEART T-LIGHT HOLDER.",
        (
            "series_name",
            "part_season",
            "part_holidays",
        ),
    ),
    (
        "revised",
        "The largest revision of WHITE HANGING HEART T-LIGHT HOLDER is that of the week of 19 December 2011, with 627 units.",
        (
            "series_name",
            "revision_peak",
            "revision_sum",
        ),
    ),
    (
        "pair",
        "The MASE of BLUE TEA CUP is 20% lower than that of IVORY DESK LAMP.",
        (
            "2.series_name",
            "1.mase_vs_other",
            "2.mase_vs_other",
            "1.series_name",
        ),
    ),
    (
        "pair",
        "The last year cycle of IVORY DESK LAMP was 70% higher than that of BLUE TEA CUP.",
        (
            "1.series_name",
            "2.series_name",
            "2.cycle_vs_other",
        ),
    ),
    (
        "pair",
        "The recent mean of BLUE TEA CUP went from 10 units a year earlier to 20 units.",
        (
            "2.series_name",
            "2.recent_level",
            "2.year_ago_level",
        ),
    ),
    (
        "pair",
        "The mean forecast of BLUE TEA CUP of 20 units is below its recent mean of 10 units.",
        (
            "2.series_name",
            "2.forecast_mean",
            "2.recent_level",
        ),
    ),
    (
        "movers",
        "IVORY DESK LAMP moved the most on a year before, by 8 units.",
        (
            "2.series_name",
            "2.level_change",
            "2.mover_rank",
        ),
    ),
    (
        "movers",
        "STATION CLOCK rose by 2.5 units on a year before, more than IVORY DESK LAMP with 8 units.",
        (
            "3.series_name",
            "3.level_change",
            "2.series_name",
            "2.level_change",
        ),
    ),
    (
        "movers",
        "BLUE TEA CUP had the largest rise of the set, 10 units on a year before.",
        (
            "1.series_name",
            "1.level_change",
            "1.mover_rank",
        ),
    ),
    (
        "movers",
        "The recent mean of Weekly units per product went from 78 units a year earlier to 75 units.",
        (
            "set_label",
            "recent_level",
            "year_ago_level",
        ),
    ),
    (
        "movers",
        "STATION CLOCK is the second mover of its set, with a recent mean 10% higher than a year earlier.",
        (
            "3.series_name",
            "3.mover_rank",
            "3.yoy_change",
        ),
    ),
    (
        "errors",
        "The forecasts of STATION CLOCK fell short of the actuals by 11.2 units on average.",
        (
            "1.series_name",
            "1.bias",
        ),
    ),
    (
        "errors",
        "IVORY DESK LAMP missed by 9.1 units on average, more than STATION CLOCK with 12.5 units.",
        (
            "2.series_name",
            "2.mae",
            "1.series_name",
            "1.mae",
        ),
    ),
    (
        "errors",
        "Scatter makes up 72% of the squared error of STATION CLOCK.",
        (
            "1.series_name",
            "1.bias_share",
            "2.error_kind",
        ),
    ),
    (
        "errors",
        "IVORY DESK LAMP has the largest share of the misses of its set, 31%.",
        (
            "2.series_name",
            "2.error_share",
            "2.error_rank",
        ),
    ),
    (
        "errors",
        "The forecasts of IVORY DESK LAMP exceed the actuals by 0.8 units on average.",
        (
            "2.series_name",
            "2.bias",
        ),
    ),
    (
        "revisions",
        "The sum of the forecast of Weekly units per product was revised from 500 units to 560 units.",
        (
            "set_label",
            "revised_sum",
            "revised_sum_before",
        ),
    ),
    (
        "revisions",
        "All of the 8 series of Weekly units per product were revised since the run before.",
        (
            "n_series",
            "n_revised_series",
            "set_label",
        ),
    ),
    (
        "revisions",
        "BLUE TEA CUP had the largest revision of its set, 8% lower than in the run before.",
        (
            "2.series_name",
            "2.revision_rank",
            "2.revision_change",
        ),
    ),
    (
        "revisions",
        "The forecast of Weekly units per product is 11% higher than in the run before.",
        (
            "set_label",
            "revision_change",
        ),
    ),
    (
        "revisions",
        "IVORY DESK LAMP was revised down less, by 48 units, than BLUE TEA CUP, by 12 units.",
        (
            "1.series_name",
            "1.revision_sum",
            "2.series_name",
            "2.revision_sum",
        ),
    ),
    (
        "whatif",
        "IVORY DESK LAMP sold 60 units more because of promo.",
        (
            "series_name",
            "whatif_change",
            "whatif_covariates",
        ),
    ),
    (
        "whatif",
        "The changed promo takes the forecast of IVORY DESK LAMP from 412 units to 352 units.",
        (
            "series_name",
            "whatif_sum",
            "whatif_baseline",
            "whatif_covariates",
        ),
    ),
    (
        "whatif",
        "The what-if lowers the forecast of IVORY DESK LAMP by 17% because of promo.",
        (
            "series_name",
            "whatif_share",
            "whatif_covariates",
        ),
    ),
    (
        "whatif",
        "The change of the price adds 60 units to the forecast of IVORY DESK LAMP.",
        (
            "series_name",
            "whatif_change",
            "whatif_covariates",
        ),
    ),
    (
        "whatif",
        "The largest effect of the what-if on IVORY DESK LAMP is 60 units in the week of 19 December 2011.",
        (
            "series_name",
            "whatif_change",
            "whatif_peak",
        ),
    ),
    (
        "growing",
        "The whole 80% interval of the last step of WHITE HANGING HEART T-LIGHT HOLDER, up to 1,090 units, lies below the 980 units of the low end of the first step.",
        (
            "series_name",
            "forecast_last_hi_80",
            "forecast_first_lo_80",
        ),
    ),
    (
        "growing",
        "The forecast of WHITE HANGING HEART T-LIGHT HOLDER peaks at 1,650 units in the week of 5 December 2011.",
        (
            "series_name",
            "forecast_peak",
            "forecast_first",
        ),
    ),
    (
        "growing",
        "The strongest month of WHITE HANGING HEART T-LIGHT HOLDER, November, is 1.84 times its weakest month, February.",
        (
            "series_name",
            "season_peak",
            "season_peak_ratio",
            "season_trough",
        ),
    ),
    (
        "growing",
        "The sum of the forecast of WHITE HANGING HEART T-LIGHT HOLDER of 9,872 units is 5% lower than the last year cycle.",
        (
            "series_name",
            "forecast_sum",
            "forecast_vs_year_ago",
            "last_cycle_sum",
        ),
    ),
    (
        "growing",
        "Seasonal naive had an average error 22% lower than the forecast of WHITE HANGING HEART T-LIGHT HOLDER.",
        (
            "series_name",
            "value_add",
        ),
    ),
    (
        "dying",
        "The forecast of PINK PARTY BAGS saves 24% of the error of seasonal naive.",
        (
            "series_name",
            "value_add",
        ),
    ),
    (
        "dying",
        "The MASE of PINK PARTY BAGS of 0.31 is lower than the 0.25 of seasonal naive.",
        (
            "series_name",
            "mase",
            "mase_naive",
        ),
    ),
    (
        "dying",
        "The sum of the forecast of PINK PARTY BAGS of 41 units is 84% lower than the 612 units of the last year cycle.",
        (
            "series_name",
            "forecast_sum",
            "forecast_vs_year_ago",
            "last_cycle_sum",
        ),
    ),
    (
        "dying",
        "The recent mean of PINK PARTY BAGS is 68% lower than a year earlier.",
        (
            "series_name",
            "cycle_change",
            "recent_level",
            "year_ago_level",
        ),
    ),
    (
        "dying",
        "The forecast of PINK PARTY BAGS rises from 4.4 units in the week of 5 December 2011 to 6.2 units in the week of 23 January 2012.",
        (
            "series_name",
            "forecast_first",
            "forecast_last",
        ),
    ),
    (
        "daily",
        "Germany is forecast at £19,240 for the 26 days from 9 December 2011 to 17 January 2012.",
        (
            "series_name",
            "forecast_sum",
            "recent_periods",
        ),
    ),
    (
        "daily",
        "The recent mean of Germany is £905, 10% lower than a year earlier.",
        (
            "series_name",
            "year_ago_level",
            "yoy_change",
        ),
    ),
    (
        "daily",
        "Germany had £204,552 in the last year cycle, 12% higher than in the one before.",
        (
            "series_name",
            "previous_cycle_sum",
            "cycle_change",
        ),
    ),
    (
        "daily",
        "The first step of the forecast of Germany, £790 on 9 December 2011, is its highest.",
        (
            "series_name",
            "forecast_first",
            "forecast_peak",
        ),
    ),
    (
        "set",
        "The recent mean of all series went from 132,450 units a year earlier to 140,077 units.",
        (
            "recent_level",
            "year_ago_level",
        ),
    ),
    (
        "set",
        "All 4,913 series of Weekly units per product were tested for drift, and 212 drifted.",
        (
            "n_series",
            "n_tested_for_drift",
            "n_drifted",
            "set_label",
        ),
    ),
    (
        "set",
        "WORLD WAR 2 GLIDERS ASSTD DESIGNS had the largest rise on a year before, by 41,250 units.",
        (
            "largest_series",
            "top_riser_change",
        ),
    ),
    (
        "set",
        "The sum of the forecast of Weekly units per product is 5.4% lower than a year before.",
        (
            "set_label",
            "forecast_vs_year_ago",
            "yoy_change",
        ),
    ),
    (
        "set",
        "The series with a short history number 611, more than the 780 without recent demand.",
        (
            "n_short",
            "n_stale",
        ),
    ),
]
