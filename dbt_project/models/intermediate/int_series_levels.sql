{{ config(materialized='by_series', split='int_observations_aligned') }}

-- Like with like: the recent periods and the last year cycle, each against the same periods a cycle before (364 days for days and weeks).
-- A period without a sale after the last one is a zero here: a mean that ends with a sale flatters. What runs are known by is summed in order: same rows, same bits.
with open_periods as (
    select
        aligned.unique_id, aligned.ds, aligned.y, aligned.is_actual, series.first_ds, series.cutoff,
        sets.step, sets.cycle, series.cutoff - sets.recent_span as recent_from, series.cutoff - sets.cycle as cycle_from
    from {{ ref('int_observations_aligned') }} as aligned
    join {{ ref('int_series_profiled') }} as series using (series_key)
    join {{ ref('int_series_sets') }} as sets on sets.series_set = series.series_set
    where aligned.is_open
),

summed as (
    select
        unique_id, any_value(first_ds) as first_ds, any_value(cutoff) as cutoff, any_value(step) as step, any_value(cycle) as cycle,
        any_value(recent_from) as recent_from, any_value(cycle_from) as cycle_from,
        avg(y order by ds) filter (is_actual) as mean_y,
        sum(y order by ds) filter (is_actual and ds > cycle_from) as sum_y,
        avg(y) filter (ds > recent_from) as recent_level,
        avg(y) filter (ds <= cycle_from and ds > recent_from - cycle) as year_ago_level,
        sum(y) filter (ds > cycle_from) as last_cycle_sum,
        sum(y) filter (ds <= cycle_from and ds > cycle_from - cycle) as previous_cycle_sum
    from open_periods
    group by unique_id
)

select
    unique_id, cutoff, cycle, mean_y, sum_y, recent_level, last_cycle_sum,
    recent_from + step as recent_start,
    cycle_from + step as last_cycle_start,
    case when first_ds <= recent_from - cycle + step then year_ago_level end as year_ago_level,
    case when first_ds <= cycle_from - cycle + step then previous_cycle_sum end as previous_cycle_sum
from summed
