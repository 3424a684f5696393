-- The newest forecast of each series in figures, and how well its like did on backtests.
with newest as (
    select forecasts.*, series.first_ds, {{ label_minus('forecasts.ds', 'sets.cycle') }} as year_ago_ds
    from {{ ref('fct_forecasts') }} as forecasts
    join {{ ref('int_series_profiled') }} as series using (unique_id)
    join {{ ref('int_series_sets') }} as sets on sets.series_set = series.series_set
    where forecasts.is_latest
),

figures as (
    select
        unique_id, any_value(model) as model, any_value(run_id) as run_id, count(*) as n_steps,
        min(ds) as first_step, max(ds) as last_step, sum(y_hat order by h) as forecast_sum, avg(y_hat order by h) as forecast_mean,
        max(y_hat) as forecast_peak, arg_max(ds, y_hat) as forecast_peak_ds,
        {% for name, pick in {'first': 'arg_min', 'last': 'arg_max'}.items() %}
        {{ pick }}(y_hat, h) as forecast_{{ name }}, {{ pick }}(lo_80, h) as {{ name }}_lo_80, {{ pick }}(hi_80, h) as {{ name }}_hi_80,
        {% endfor %}
        any_value(first_ds) as first_ds, min(year_ago_ds) as first_year_ago, max(year_ago_ds) as last_year_ago
    from newest
    group by unique_id
),

year_ago as (
    select figures.unique_id, sum(actuals.y order by actuals.ds) as year_ago_sum
    from figures
    join {{ ref('fct_actuals') }} as actuals
        on actuals.unique_id = figures.unique_id
        and actuals.ds between figures.first_year_ago and figures.last_year_ago
    where figures.first_ds <= figures.first_year_ago
    group by all
),

accuracy as (
    select
        unique_id, count(*) filter (model = 'served') as n_windows,
        avg(mase order by cutoff) filter (model = 'served') as mase,
        avg(mase order by cutoff) filter (model = 'seasonal_naive' and is_served) as mase_naive,
        1 - sum(mae * n order by cutoff) filter (model = 'served') / nullif(sum(mae * n order by cutoff) filter (model = 'seasonal_naive' and is_served), 0) as value_add,
        sum(coverage_80 * n order by cutoff) filter (model = 'served') / sum(n) filter (model = 'served') as coverage_80
    from (
        select *, bool_or(model = 'served') over (partition by unique_id, cutoff) as is_served
        from {{ ref('fct_accuracy') }}
        where basis = 'backtest' and horizon_bucket = 'all'
    )
    group by unique_id
)

select series.unique_id, figures.* exclude (unique_id, first_ds, first_year_ago, last_year_ago), year_ago.year_ago_sum, accuracy.* exclude (unique_id)
from {{ ref('int_series_profiled') }} as series
left join figures using (unique_id)
left join year_ago using (unique_id)
left join accuracy using (unique_id)
