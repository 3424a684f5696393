-- The months with the highest and the lowest mean per period, over whole year cycles only.
with whole_cycles as (
    select actuals.unique_id, month(actuals.ds) as month, actuals.ds, actuals.y
    from {{ ref('fct_actuals') }} as actuals
    join {{ ref('int_series_profiled') }} as series using (unique_id)
    join {{ ref('int_series_sets') }} as sets on sets.series_set = series.series_set
    where actuals.ds > series.cutoff - sets.cycle * (datediff('day', series.first_ds, series.cutoff + sets.step) // datediff('day', series.cutoff, series.cutoff + sets.cycle))
),

months as (
    select unique_id, month, avg(y) as mean_y
    from whole_cycles
    group by all
),

compared as (
    select *, avg(mean_y) over (partition by unique_id) as mean_month, count(*) over (partition by unique_id) as n_months
    from months
)

select
    unique_id,
    arg_max(month, mean_y) as peak_month, max(mean_y) / any_value(mean_month) as peak_ratio,
    arg_min(month, mean_y) as trough_month, min(mean_y) / any_value(mean_month) as trough_ratio
from compared
where n_months = 12 and mean_month > 0
group by unique_id
