with figures as (
    select
        series.*, levels.* exclude (unique_id, cutoff, mean_y, sum_y), seasons.* exclude (unique_id), outlooks.* exclude (unique_id, model),
        status.status, status.reason, coalesce(outlooks.model, status.model) as model,
        alerts.n_alerts, alerts.worst_alert, coalesce(rejected.n_rejected, 0) as n_rejected
    from {{ ref('dim_series') }} as series
    left join {{ ref('int_series_levels') }} as levels using (unique_id)
    left join {{ ref('int_series_seasons') }} as seasons using (unique_id)
    left join {{ ref('int_series_outlooks') }} as outlooks using (unique_id)
    left join {{ ref('fct_series_status') }} as status using (unique_id)
    left join (
        select unique_id, count(*) as n_alerts, arg_max(cause || ' (' || measure || ')', (severity = 'fail', measure)) as worst_alert
        from {{ ref('fct_alerts') }} where is_open and unique_id is not null group by all
    ) as alerts using (unique_id)
    left join (select unique_id, count(*) as n_rejected from {{ ref('rpt_rejected_rows') }} group by all) as rejected using (unique_id)
)

{{ fact_rows([
    ['series_name', 'Name', 'series_name', 'text', 'dim_series', none, none],
    ['unit_name', 'Unit', 'unit', 'text', 'dim_series', none, none],
    ['grain', 'Length of a period', 'grain', 'text', 'dim_series', none, none],
    ['status', 'Status', 'status', 'text', 'fct_series_status', none, none],
    ['status_reason', 'Reason of the status', 'reason', 'text', 'fct_series_status', none, none],
    ['last_period', 'Last complete period', "strftime(cutoff, '%Y-%m-%d')", 'text', 'fct_actuals', 'cutoff', none],
    ['recent_level', 'Recent mean per period', 'recent_level', '@unit', 'fct_actuals', 'recent_start', 'cutoff'],
    ['year_ago_level', 'Mean of the same periods a year before', 'year_ago_level', '@unit', 'fct_actuals', 'recent_start - cycle', 'cutoff - cycle'],
    ['yoy_change', 'Change of the recent mean on a year before', 'recent_level / nullif(year_ago_level, 0) - 1', 'share', 'fct_actuals', 'recent_start', 'cutoff'],
    ['last_cycle_sum', 'Sum of the last 52 weeks', 'last_cycle_sum', '@unit', 'fct_actuals', 'last_cycle_start', 'cutoff'],
    ['previous_cycle_sum', 'Sum of the 52 weeks before', 'previous_cycle_sum', '@unit', 'fct_actuals', 'last_cycle_start - cycle', 'cutoff - cycle'],
    ['cycle_change', 'Change of the last 52 weeks on the 52 before', 'last_cycle_sum / nullif(previous_cycle_sum, 0) - 1', 'share', 'fct_actuals', 'last_cycle_start', 'cutoff'],
    ['season_peak', 'Strongest month', month_name('peak_month'), 'text', 'fct_actuals', none, none],
    ['season_peak_ratio', 'Strongest month over the average month', 'peak_ratio', 'ratio', 'fct_actuals', none, none],
    ['season_trough', 'Weakest month', month_name('trough_month'), 'text', 'fct_actuals', none, none],
    ['season_trough_ratio', 'Weakest month over the average month', 'trough_ratio', 'ratio', 'fct_actuals', none, none],
    ['horizon', 'Steps of the forecast', 'n_steps', 'periods', 'fct_forecasts', 'first_step', 'last_step'],
    ['forecast_sum', 'Sum of the forecast', 'forecast_sum', '@unit', 'fct_forecasts', 'first_step', 'last_step'],
    ['forecast_mean', 'Mean of the forecast per period', 'forecast_mean', '@unit', 'fct_forecasts', 'first_step', 'last_step'],
    ['year_ago_sum', 'Sum of the same periods a year before', 'year_ago_sum', '@unit', 'fct_actuals', 'first_step - cycle', 'last_step - cycle'],
    ['forecast_vs_year_ago', 'Forecast against the same periods a year before', 'forecast_sum / nullif(year_ago_sum, 0) - 1', 'share', 'fct_forecasts', 'first_step', 'last_step'],
    ['forecast_peak', 'Highest step of the forecast', 'case when forecast_peak > 1.01 * forecast_mean then forecast_peak end', '@unit', 'fct_forecasts', 'forecast_peak_ds', none],
    ['forecast_first', 'First step of the forecast', 'forecast_first', '@unit', 'fct_forecasts', 'first_step', none],
    ['forecast_first_lo_80', 'Low end of its 80% interval', 'first_lo_80', '@unit', 'fct_forecasts', 'first_step', none],
    ['forecast_first_hi_80', 'High end of its 80% interval', 'first_hi_80', '@unit', 'fct_forecasts', 'first_step', none],
    ['forecast_last', 'Last step of the forecast', 'forecast_last', '@unit', 'fct_forecasts', 'last_step', none],
    ['forecast_last_lo_80', 'Low end of its 80% interval', 'last_lo_80', '@unit', 'fct_forecasts', 'last_step', none],
    ['forecast_last_hi_80', 'High end of its 80% interval', 'last_hi_80', '@unit', 'fct_forecasts', 'last_step', none],
    ['coverage_80', 'Actuals within the 80% interval, on backtests', 'coverage_80', 'share', 'fct_accuracy', none, none],
    ['model', 'Model', 'model', 'text', 'fct_series_status', none, none],
    ['mase', 'MASE of the served forecast, on backtests', 'mase', 'ratio', 'fct_accuracy', none, none],
    ['mase_naive', 'MASE of seasonal naive, on the same backtests', 'mase_naive', 'ratio', 'fct_accuracy', none, none],
    ['value_add', 'Error saved against seasonal naive', 'value_add', 'share', 'fct_accuracy', none, none],
    ['n_windows', 'Backtest windows', 'n_windows', 'windows', 'fct_accuracy', none, none],
    ['n_alerts', 'Open alerts', 'coalesce(n_alerts, 0)', 'alerts', 'fct_alerts', none, none],
    ['worst_alert', 'Worst alert', 'worst_alert', 'text', 'fct_alerts', none, none],
    ['n_rejected', 'Rejected rows', 'n_rejected', 'rows', 'rpt_rejected_rows', none, none],
], 'figures', 'unique_id') }}
