-- The steps after each set's last complete period, into its horizon.
with cutoffs as (
    select series_set, max(t) as t, max(ds) as cutoff
    from {{ ref('int_calendar') }}
    where is_complete
    group by series_set
)

select
    series.series_set, series.unique_id, steps.ds, calendar.t,
    cutoffs.cutoff, (calendar.t - cutoffs.t)::integer as h, calendar.is_open, calendar.season_key,
    steps.* exclude (series_set, ds)
from (select distinct series_set, unique_id from {{ ref('int_observations_aligned') }}) as series
join {{ ref('int_series_sets') }} as sets using (series_set)
join cutoffs using (series_set)
join {{ ref('int_calendar') }} as calendar
    on calendar.series_set = series.series_set and calendar.t > cutoffs.t and calendar.t <= cutoffs.t + sets.horizon
join {{ ref('int_steps') }} as steps on steps.series_set = calendar.series_set and steps.ds = calendar.ds
