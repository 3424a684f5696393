{{ config(materialized='view') }}

{{ fact_rows([
    ['n_vintages', 'Runs that forecast it', 'n_vintages', 'runs', 'fct_forecasts', none, none],
    ['revised_sum', 'Newest forecast of the periods that both runs cover', 'revised_sum', '@unit', 'fct_forecast_changes', 'revised_first', 'revised_last'],
    ['revised_sum_before', 'Forecast of the run before for the same periods', 'revised_sum_before', '@unit', 'fct_forecast_changes', 'revised_first', 'revised_last'],
    ['revision_sum', 'Revision: newest less the one before, same periods', 'revision_sum', '@unit', 'fct_forecast_changes', 'revised_first', 'revised_last'],
    ['revision_change', 'Revision as a share of the forecast before', 'revision_sum / nullif(revised_sum_before, 0)', 'share', 'fct_forecast_changes', 'revised_first', 'revised_last'],
    ['revision_shift_share', 'Share of the revision that one shift of all periods explains', 'revision_shift_share', 'share', 'fct_forecast_changes', 'revised_first', 'revised_last'],
    ['revision_peak', 'Largest revision of one period', 'revision_peak', '@unit', 'fct_forecast_changes', 'revision_peak_ds', none],
    ['revision_differs', 'In what the two runs differ', 'revision_differs', 'text', 'fct_runs', none, none],
    ['revision_rank', 'Place by the revision in its set', 'revision_rank', 'rank', 'fct_forecast_changes', none, none],
    ['model_before', 'Model of the run before', 'model_before', 'text', 'fct_forecast_changes', none, none],
    ['last_period_before', 'Last period that the run before knew', "strftime(cutoff_before, '%Y-%m-%d')", 'text', 'fct_forecast_changes', 'cutoff_before', none],
    ['n_arrived', 'Periods that came in since the run before', 'n_arrived', 'periods', 'fct_actuals', 'new_first', 'new_last'],
    ['arrived_sum', 'Actuals that came in since the run before', 'new_sum', '@unit', 'fct_actuals', 'new_first', 'new_last'],
    ['arrived_forecast', 'What the run before had forecast for them', 'new_sum_forecast', '@unit', 'fct_forecasts', 'new_first', 'new_last'],
    ['surprise', 'Surprise: those actuals less that forecast', 'surprise', '@unit', 'fct_actuals', 'new_first', 'new_last'],
    ['n_arrived_inside', 'Of them, within the 80% interval of the run before', 'n_new_inside', 'periods', 'fct_forecasts', 'new_first', 'new_last'],
    ['n_corrected', 'Earlier periods whose actual was corrected since the run before', 'n_revised', 'periods', 'fct_actuals', none, none],
], ref('int_series_figures'), 'unique_id') }}
