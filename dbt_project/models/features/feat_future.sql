-- The steps after the end of each series, into the horizon of its set.
with future as (
    select
        series.series_set, series.unique_id, calendar.ds, calendar.t,
        series.cutoff, (calendar.t - ends.t)::integer as h, calendar.is_open, calendar.season_key
    from {{ ref('int_series_profiled') }} as series
    join {{ ref('int_series_sets') }} as sets using (series_set)
    join {{ ref('int_calendar') }} as ends on ends.series_set = series.series_set and ends.ds = series.cutoff
    join {{ ref('int_calendar') }} as calendar
        on calendar.series_set = series.series_set and calendar.t > ends.t and calendar.t <= ends.t + sets.horizon
    where series.n_obs > 0
)

select future.*, steps.* exclude (series_set, ds) {{ known_covariates('planned', 'latest') }}
from future
join {{ ref('int_steps') }} as steps on steps.series_set = future.series_set and steps.ds = future.ds
{% if covariates() %}
left join {{ ref('int_series') }} as int_series using (unique_id)
left join {{ ref('int_observations_aggregated') }} as planned on planned.series_key = int_series.series_key and planned.t = future.t
left join {{ ref('int_observations_aligned') }} as latest on latest.unique_id = future.unique_id and latest.ds = future.cutoff
window so_far as (partition by future.unique_id order by future.t rows unbounded preceding)
{% endif %}
