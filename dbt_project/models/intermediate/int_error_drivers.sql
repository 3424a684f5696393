-- What the backtested error of the served forecast is made of: one side or both, near or far steps, one period or all.
-- Sums are exact, whatever the order of rows: aggregates that sort their rows would keep all of them in memory.
with errors as (
    select unique_id, ds, h, y, y_hat, y_hat - y as error, abs(y_hat - y) as miss, h <= sets.horizon // 2 as is_near, sets.horizon
    from {{ ref('fct_backtests') }}
    join {{ ref('int_series_sets') }} as sets using (series_set)
    where model = 'served' and y_hat is not null
),

steps as (
    select unique_id, {{ sum_step('miss') }} as step, {{ sum_step('power(miss, 2)') }} as step_of_squares
    from errors
    group by unique_id
)

select
    unique_id, count(*) as n_errors, {{ exact_sum('miss', 'step') }} as sum_miss, sum_miss / count(*) as mae, {{ exact_sum('error', 'step') }} / count(*) as bias,
    {{ exact_sum('power(error, 2)', 'step_of_squares') }} / count(*) as mse,
    power(bias, 2) / nullif(mse, 0) as bias_share, count(*) filter (error > 0) / count(*) as over_share,
    {% for part, name in [('is_near', 'near'), ('not is_near', 'far')] %}
    {{ exact_sum('case when ' ~ part ~ ' then miss end', 'step') }} / nullif(count(*) filter ({{ part }}), 0) as mae_{{ name }},
    {% endfor %}
    any_value(horizon // 2) as near_until, any_value(horizon) as far_until,
    max(miss) as worst_miss, worst_miss / nullif(sum_miss, 0) as worst_share,
    arg_max(ds, (miss, ds)) as worst_ds, arg_max(y, (miss, ds)) as worst_y, arg_max(y_hat, (miss, ds)) as worst_y_hat
from errors
join steps using (unique_id)
group by unique_id
