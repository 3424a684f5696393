{{ config(materialized='view') }}

{{ fact_rows([
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
    ['model', 'Model', 'model', 'text', 'fct_series_status', none, none],
    ['part_level', 'Part of the mean forecast: recent level, freed of its season', 'part_level', '@unit', 'fct_forecasts', 'first_step', 'last_step'],
    ['part_season', 'Part of the mean forecast: season of the periods ahead', 'part_season', '@unit', 'fct_forecasts', 'first_step', 'last_step'],
    ['part_trend', 'Part of the mean forecast: trend on a year before', 'part_trend', '@unit', 'fct_forecasts', 'first_step', 'last_step'],
    ['part_holidays', 'Part of the mean forecast: bank holidays', 'part_holidays', '@unit', 'fct_forecasts', 'first_step', 'last_step'],
    ['part_covariates', 'Part of the mean forecast: known covariates', 'part_covariates', '@unit', 'fct_forecasts', 'first_step', 'last_step'],
    ['part_remainder', 'Part of the mean forecast: what the models add', 'part_remainder', '@unit', 'fct_forecasts', 'first_step', 'last_step'],
], ref('int_series_figures'), 'unique_id') }}
