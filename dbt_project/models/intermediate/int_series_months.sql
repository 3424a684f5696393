-- The mean of each month of the year, over whole year cycles only, of series that have all twelve.
with whole_cycles as (
    select actuals.unique_id, month(actuals.ds) as month, actuals.y
    from {{ ref('fct_actuals') }} as actuals
    join {{ ref('int_series_profiled') }} as series using (unique_id)
    join {{ ref('int_series_sets') }} as sets on sets.series_set = series.series_set
    where actuals.ds > series.cutoff - sets.cycle * (datediff('day', series.first_ds, series.cutoff + sets.step) // datediff('day', series.cutoff, series.cutoff + sets.cycle))
),

averaged as (
    select unique_id, month, avg(y) as mean_y
    from whole_cycles
    group by all
)

select *, avg(mean_y) over (partition by unique_id) as mean_month, mean_y - mean_month as effect
from averaged
qualify count(*) over (partition by unique_id) = 12
