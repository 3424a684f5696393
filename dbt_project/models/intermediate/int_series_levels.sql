-- Like with like: the recent periods and the last year cycle, each against the same periods 364 days (52 weeks) before.
-- A period without a sale after the last one is a zero here: a mean that ends with a sale flatters.
with open_periods as (
    select
        aligned.unique_id, aligned.ds, aligned.y, series.first_ds, series.cutoff, sets.recent_days, sets.every_days,
        datediff('day', aligned.ds, series.cutoff) as age
    from {{ ref('int_observations_aligned') }} as aligned
    join {{ ref('int_series_profiled') }} as series using (unique_id)
    join {{ ref('int_series_sets') }} as sets on sets.series_set = series.series_set
    where aligned.is_open
),

summed as (
    select
        unique_id, any_value(first_ds) as first_ds, any_value(cutoff) as cutoff, any_value(recent_days) as recent_days, any_value(every_days) as every_days,
        avg(y order by ds) filter (age < recent_days) as recent_level,
        avg(y order by ds) filter (age >= 364 and age < 364 + recent_days) as year_ago_level,
        sum(y order by ds) filter (age < 364) as last_cycle_sum,
        sum(y order by ds) filter (age >= 364 and age < 728) as previous_cycle_sum
    from open_periods
    group by unique_id
)

select
    unique_id, cutoff, recent_level, last_cycle_sum,
    cutoff - to_days(recent_days - every_days) as recent_start,
    cutoff - to_days(364 - every_days) as last_cycle_start,
    case when first_ds <= cutoff - to_days(364 + recent_days - every_days) then year_ago_level end as year_ago_level,
    case when first_ds <= cutoff - to_days(728 - every_days) then previous_cycle_sum end as previous_cycle_sum
from summed
