-- A set as one series, totals left out: its recent level and year cycle, and the periods of the forecast a year before.
with steps as (
    select series_set, any_value(cutoff) as cutoff, min(ds) as first_step, max(ds) as last_step, count(distinct ds) as n_steps
    from {{ ref('feat_future') }}
    where is_open
    group by series_set
),

open_periods as (
    select aligned.series_set, aligned.ds, sum(aligned.y order by aligned.y) as y
    from {{ ref('int_observations_aligned') }} as aligned
    join {{ ref('int_series_sets') }} as sets using (series_set)
    where aligned.is_open and (sets.total is null or aligned.unique_id <> aligned.series_set || ':' || sets.total)
    group by all
),

aged as (
    select
        open_periods.*, steps.* exclude (series_set), sets.recent_days, sets.every_days,
        datediff('day', open_periods.ds, steps.cutoff) as age,
        datediff('day', min(open_periods.ds) over (partition by series_set), steps.cutoff) + sets.every_days as reach
    from open_periods
    join steps using (series_set)
    join {{ ref('int_series_sets') }} as sets using (series_set)
)

select
    series_set, any_value(cutoff) as cutoff,
    any_value(first_step) as first_step, any_value(last_step) as last_step, any_value(n_steps) as n_steps,
    any_value(cutoff - to_days(recent_days - every_days)) as recent_start,
    any_value(cutoff - to_days(364 - every_days)) as last_cycle_start,
    avg(y order by ds) filter (age < recent_days) as recent_level,
    avg(y order by ds) filter (age between 364 and 363 + recent_days and reach >= 364 + recent_days) as year_ago_level,
    sum(y order by ds) filter (age < 364) as last_cycle_sum,
    sum(y order by ds) filter (age between 364 and 727 and reach >= 728) as previous_cycle_sum,
    sum(y order by ds) filter (
        ds between first_step - interval 364 days and last_step - interval 364 days
        and datediff('day', first_step, cutoff) + 364 <= reach
    ) as year_ago_sum
from aged
group by series_set
