-- Forecasts beside the actuals that they met: backtests of every model, and served vintages whose periods have passed.
with backtests as (
    select
        'backtest' as basis, run_id, series_set, unique_id, model, cutoff, ds, h, y,
        y_hat, lo_80, hi_80, lo_95, hi_95, scale, scale_sq
    from {{ ref('fct_backtests') }}
),

live as (
    select
        'live' as basis, forecasts.run_id, forecasts.series_set, forecasts.unique_id, forecasts.cutoff, forecasts.ds, forecasts.h, actuals.y,
        forecasts.y_hat, forecasts.lo_80, forecasts.hi_80, forecasts.lo_95, forecasts.hi_95,
        forecasts.y_hat_naive, forecasts.scale, forecasts.scale_sq
    from {{ ref('fct_forecasts') }} as forecasts
    join (from {{ ref('fct_actuals') }} where ds > (select min(cutoff) from {{ ref('fct_forecasts') }})) as actuals using (unique_id, ds)
)

select * from backtests
union all by name
select * exclude (y_hat_naive), 'served' as model from live
union all by name
select * exclude (y_hat, y_hat_naive, lo_80, hi_80, lo_95, hi_95), y_hat_naive as y_hat, 'seasonal_naive' as model
from live
where y_hat_naive is not null
