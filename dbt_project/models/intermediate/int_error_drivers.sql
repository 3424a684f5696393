-- What the backtested error of the served forecast is made of: one side or both, near or far steps, one period or all.
with errors as (
    select unique_id, ds, h, y, y_hat, y_hat - y as error, abs(y_hat - y) as miss, h <= sets.horizon // 2 as is_near, sets.horizon
    from {{ ref('fct_backtests') }}
    join {{ ref('int_series_sets') }} as sets using (series_set)
    where model = 'served' and y_hat is not null
)

select
    unique_id, count(*) as n_errors, avg(miss order by ds, h) as mae, avg(error order by ds, h) as bias, avg(power(error, 2) order by ds, h) as mse,
    power(bias, 2) / nullif(mse, 0) as bias_share, count(*) filter (error > 0) / count(*) as over_share,
    avg(miss order by ds, h) filter (is_near) as mae_near, avg(miss order by ds, h) filter (not is_near) as mae_far,
    any_value(horizon // 2) as near_until, any_value(horizon) as far_until,
    max(miss) as worst_miss, worst_miss / nullif(sum(miss order by ds, h), 0) as worst_share,
    arg_max(ds, (miss, ds)) as worst_ds, arg_max(y, (miss, ds)) as worst_y, arg_max(y_hat, (miss, ds)) as worst_y_hat, sum(miss order by ds, h) as sum_miss
from errors
group by unique_id
