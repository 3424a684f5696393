-- Forecasts beside the actuals that they met and beside seasonal naive from the same cutoff: backtests, out of sample by construction, and
-- served vintages whose periods have passed.
select
    'backtest' as basis, run_id, series_set, unique_id, model, cutoff, ds, h, y,
    backtests.y_hat, lo_80, hi_80, lo_95, hi_95, naive.y_hat as y_hat_naive, scale, scale_sq
from {{ ref('fct_backtests') }} as backtests
left join (
    select run_id, unique_id, cutoff, ds, y_hat from {{ ref('fct_backtests') }} where model = 'seasonal_naive'
) as naive using (run_id, unique_id, cutoff, ds)
union all
select
    'live', forecasts.run_id, forecasts.series_set, forecasts.unique_id, 'served', forecasts.cutoff, forecasts.ds, forecasts.h, actuals.y,
    forecasts.y_hat, forecasts.lo_80, forecasts.hi_80, forecasts.lo_95, forecasts.hi_95, forecasts.y_hat_naive, forecasts.scale, forecasts.scale_sq
from {{ ref('fct_forecasts') }} as forecasts
join (from {{ ref('fct_actuals') }} where ds > (select min(cutoff) from {{ ref('fct_forecasts') }})) as actuals using (unique_id, ds)
