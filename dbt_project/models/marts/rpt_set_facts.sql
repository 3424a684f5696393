-- Sums over a set leave the sums of its levels out: they would count everything twice.
with members as (
    select
        series.series_set, series.unique_id, series.series_name, levels.last_cycle_sum, outlooks.forecast_sum,
        levels.recent_level - levels.year_ago_level as change
    from {{ ref('dim_series') }} as series
    left join {{ ref('int_series_levels') }} as levels using (unique_id)
    left join {{ ref('int_series_outlooks') }} as outlooks using (unique_id)
    where series.level = 'bottom'
),

summed as (
    select
        series_set, sum(forecast_sum order by forecast_sum) as forecast_sum,
        case when max(change) > 0 then arg_max(series_name, change) end as top_riser, max(change) as top_riser_change,
        case when min(change) < 0 then arg_min(series_name, change) end as top_faller, min(change) as top_faller_change,
        arg_max(series_name, last_cycle_sum) as largest_series,
        max(last_cycle_sum) / nullif(sum(last_cycle_sum order by last_cycle_sum), 0) as largest_series_share
    from members
    group by series_set
),

figures as (
    select
        summary.*, summed.* exclude (series_set), levels.* exclude (series_set), sets.unit, sets.grain, sets.horizon,
        reasons.top_reject_reason
    from {{ ref('rpt_monitoring_summary') }} as summary
    join {{ ref('int_series_sets') }} as sets using (series_set)
    left join summed using (series_set)
    left join {{ ref('int_set_levels') }} as levels using (series_set)
    left join (
        select series_set, arg_max(reason, n_rows) as top_reject_reason
        from {{ ref('rpt_row_accounting') }} where not is_used group by all
    ) as reasons using (series_set)
)

{{ fact_rows([
    ['set_label', 'Series set', 'label', 'text', 'dim_series', none, none],
    ['unit_name', 'Unit', 'unit', 'text', 'dim_series', none, none],
    ['grain', 'Length of a period', 'grain', 'text', 'dim_series', none, none],
    ['n_series', 'Series', 'n_series', 'series', 'rpt_monitoring_summary', none, none],
    ['n_ok', 'Series with status ok', 'n_ok', 'series', 'rpt_monitoring_summary', none, none],
    ['n_fallback', 'Series with a fallback model', 'n_fallback', 'series', 'rpt_monitoring_summary', none, none],
    ['n_short', 'Series with a short history', 'n_short', 'series', 'rpt_monitoring_summary', none, none],
    ['n_stale', 'Series without recent demand', 'n_stale', 'series', 'rpt_monitoring_summary', none, none],
    ['n_failed', 'Series without a forecast', 'n_failed', 'series', 'rpt_monitoring_summary', none, none],
    ['last_period', 'Last complete period', "strftime(cutoff, '%Y-%m-%d')", 'text', 'fct_actuals', 'cutoff', none],
    ['last_cycle_sum', 'Sum of the last 52 weeks', 'last_cycle_sum', '@unit', 'fct_actuals', 'last_cycle_start', 'cutoff'],
    ['previous_cycle_sum', 'Sum of the 52 weeks before', 'previous_cycle_sum', '@unit', 'fct_actuals', 'last_cycle_start - cycle', 'cutoff - cycle'],
    ['cycle_change', 'Change of the last 52 weeks on the 52 before', 'last_cycle_sum / nullif(previous_cycle_sum, 0) - 1', 'share', 'fct_actuals', 'last_cycle_start', 'cutoff'],
    ['recent_level', 'Recent mean per period, all series', 'recent_level', '@unit', 'fct_actuals', 'recent_start', 'cutoff'],
    ['year_ago_level', 'Mean of the same periods a year before', 'year_ago_level', '@unit', 'fct_actuals', 'recent_start - cycle', 'cutoff - cycle'],
    ['yoy_change', 'Change of the recent mean on a year before', 'recent_level / nullif(year_ago_level, 0) - 1', 'share', 'fct_actuals', 'recent_start', 'cutoff'],
    ['horizon', 'Steps of the forecast', 'case when forecast_sum is not null then n_steps end', 'periods', 'fct_forecasts', 'first_step', 'last_step'],
    ['year_ago_sum', 'Sum of the same periods a year before', 'year_ago_sum', '@unit', 'fct_actuals', 'first_step - cycle', 'last_step - cycle'],
    ['forecast_vs_year_ago', 'Forecast against the same periods a year before', 'forecast_sum / nullif(year_ago_sum, 0) - 1', 'share', 'fct_forecasts', 'first_step', 'last_step'],
    ['forecast_sum', 'Sum of the forecast', 'forecast_sum', '@unit', 'fct_forecasts', 'first_step', 'last_step'],
    ['mase', 'MASE of the served forecast, last backtest window', 'mase', 'ratio', 'rpt_leaderboard', none, none],
    ['mase_naive', 'MASE of seasonal naive, same window', 'mase_naive', 'ratio', 'rpt_leaderboard', none, none],
    ['wape', 'WAPE of the served forecast, last backtest window', 'wape', 'share', 'rpt_leaderboard', none, none],
    ['wape_naive', 'WAPE of seasonal naive, same window', 'wape_naive', 'share', 'rpt_leaderboard', none, none],
    ['coverage_80', 'Actuals within the 80% interval, same window', 'coverage_80', 'share', 'rpt_leaderboard', none, none],
    ['rows_in', 'Landed rows', 'rows_in', 'rows', 'rpt_row_accounting', none, none],
    ['rows_used', 'Rows used', 'rows_used', 'rows', 'rpt_row_accounting', none, none],
    ['rows_rejected', 'Rows rejected', 'rows_rejected', 'rows', 'rpt_row_accounting', none, none],
    ['top_reject_reason', 'Most frequent reason of rejection', 'top_reject_reason', 'text', 'rpt_row_accounting', none, none],
    ['n_drifted', 'Series whose target drifted', 'n_drifted', 'series', 'fct_drift', none, none],
    ['n_tested_for_drift', 'Series tested for drift', 'n_tested_for_drift', 'series', 'fct_drift', none, none],
    ['n_warn', 'Open warnings', 'n_warn', 'alerts', 'fct_alerts', none, none],
    ['n_fail', 'Open failures', 'n_fail', 'alerts', 'fct_alerts', none, none],
    ['top_riser', 'Largest rise on a year before', 'top_riser', 'text', 'fct_actuals', none, none],
    ['top_riser_change', 'Its rise of the recent mean per period', 'case when top_riser is not null then top_riser_change end', '@unit', 'fct_actuals', 'recent_start', 'cutoff'],
    ['top_faller', 'Largest fall on a year before', 'top_faller', 'text', 'fct_actuals', none, none],
    ['top_faller_change', 'Its fall of the recent mean per period', 'case when top_faller is not null then top_faller_change end', '@unit', 'fct_actuals', 'recent_start', 'cutoff'],
    ['largest_series', 'Largest series', 'largest_series', 'text', 'fct_actuals', none, none],
    ['largest_series_share', 'Its share of the last 52 weeks', 'largest_series_share', 'share', 'fct_actuals', 'last_cycle_start', 'cutoff'],
], 'figures', 'series_set') }}
