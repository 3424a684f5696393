{{ config(materialized='by_series', split='int_observations_aligned') }}

-- Like with like: the recent periods and the last year cycle, each against the same periods a cycle before (364 days for days and weeks).
-- A period without a sale after the last one is a zero here: a mean that ends with a sale flatters. What runs are known by is summed in order: same rows, same bits.
with spans as (
    select
        series.unique_id, series.series_key, series.first_ds, series.cutoff, sets.step, sets.cycle, sets.is_label_end,
        {{ label_minus('series.cutoff', 'sets.recent_span') }} as recent_from, {{ label_minus('series.cutoff', 'sets.cycle') }} as cycle_from
    from {{ ref('int_series_profiled') }} as series
    join {{ ref('int_series_sets') }} as sets using (series_set)
),

compared as (
    select *, {{ label_minus('recent_from', 'cycle') }} as recent_from_before, {{ label_minus('cycle_from', 'cycle') }} as cycle_from_before
    from spans
),

summed as (
    select
        series_key,
        avg(y order by ds) filter (is_actual) as mean_y,
        sum(y order by ds) filter (is_actual and ds > cycle_from) as sum_y,
        avg(y) filter (ds > recent_from) as recent_level,
        avg(y) filter (ds <= cycle_from and ds > recent_from_before) as year_ago_level,
        sum(y) filter (ds > cycle_from) as last_cycle_sum,
        sum(y) filter (ds <= cycle_from and ds > cycle_from_before) as previous_cycle_sum
    from {{ ref('int_observations_aligned') }}
    join (select series_key, recent_from, cycle_from, recent_from_before, cycle_from_before from compared) as compared using (series_key)
    where is_open
    group by series_key
)

select
    unique_id, cutoff, cycle, mean_y, sum_y, recent_level, last_cycle_sum,
    {{ label_plus('recent_from', 'step') }} as recent_start,
    {{ label_plus('cycle_from', 'step') }} as last_cycle_start,
    case when first_ds <= {{ label_plus('recent_from_before', 'step') }} then year_ago_level end as year_ago_level,
    case when first_ds <= {{ label_plus('cycle_from_before', 'step') }} then previous_cycle_sum end as previous_cycle_sum
from summed
join compared using (series_key)
