-- A set as one series, sums of levels left out: its recent level and year cycle, and the periods of the forecast a year before.
with steps as (
    select series_set, any_value(cutoff) as cutoff, min(ds) as first_step, max(ds) as last_step, count(distinct ds) as n_steps
    from {{ ref('feat_future') }}
    where is_open
    group by series_set
),

open_periods as (
    select aligned.series_set, aligned.ds, sum(aligned.y) as y
    from {{ ref('int_observations_aligned') }} as aligned
    join {{ ref('int_series') }} as int_series using (series_key)
    where aligned.is_open and int_series.level = 'bottom'
    group by all
),

aged as (
    select
        open_periods.*, steps.* exclude (series_set), sets.step, sets.cycle, sets.is_label_end,
        {{ label_minus('steps.cutoff', 'sets.recent_span') }} as recent_from, {{ label_minus('steps.cutoff', 'sets.cycle') }} as cycle_from,
        {{ label_minus('min(open_periods.ds) over (partition by series_set)', 'sets.step') }} as before_first
    from open_periods
    join steps using (series_set)
    join {{ ref('int_series_sets') }} as sets using (series_set)
),

compared as (
    select
        *, {{ label_minus('recent_from', 'cycle') }} as recent_from_before, {{ label_minus('cycle_from', 'cycle') }} as cycle_from_before,
        {{ label_minus('first_step', 'cycle') }} as first_step_before, {{ label_minus('last_step', 'cycle') }} as last_step_before
    from aged
)

select
    series_set, any_value(cutoff) as cutoff,
    any_value(first_step) as first_step, any_value(last_step) as last_step, any_value(n_steps) as n_steps,
    any_value(cycle) as cycle, any_value({{ label_plus('recent_from', 'step') }}) as recent_start, any_value({{ label_plus('cycle_from', 'step') }}) as last_cycle_start,
    avg(y order by ds) filter (ds > recent_from) as recent_level,
    avg(y order by ds) filter (ds <= cycle_from and ds > recent_from_before and before_first <= recent_from_before) as year_ago_level,
    sum(y order by ds) filter (ds > cycle_from) as last_cycle_sum,
    sum(y order by ds) filter (ds <= cycle_from and ds > cycle_from_before and before_first <= cycle_from_before) as previous_cycle_sum,
    sum(y order by ds) filter (
        ds between first_step_before and last_step_before and before_first < first_step_before
    ) as year_ago_sum
from compared
group by series_set
