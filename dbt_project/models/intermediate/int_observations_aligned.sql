-- Each series on its complete calendar, from its first observation to the set's last complete period: that nothing was
-- observed since is known, too. Those periods are trailing: seen by models, never scored. In a set of series with ends
-- of their own there are none.
{% set xs = covariates() %}
with lives as (
    select series_set, series_key, min(t) as first_t, max(t) as last_t
    from {{ ref('int_observations_aggregated') }}
    where y is not null
    group by all
),

joined as (
    select
        calendar.* exclude (is_complete, closed_reason), lives.series_key, lives.first_t, lives.last_t, sets.fill, observed.y,
        coalesce(observed.n_rows, 0) as n_rows, observed.loaded_at
        {%- for x in xs %}, observed.x_{{ x }}{% endfor %}
    from lives
    join {{ ref('int_series_sets') }} as sets using (series_set)
    join {{ ref('int_calendar') }} as calendar on calendar.series_set = lives.series_set and calendar.t >= lives.first_t
    left join {{ ref('int_observations_aggregated') }} as observed on observed.series_key = lives.series_key and observed.t = calendar.t
    where calendar.is_complete and (sets.ends = 'common' or calendar.t <= lives.last_t)
),

ruled as (
    select * replace (coalesce(y, case when fill = 'zero' and is_open then 0 end) as y), y is null as is_filled from joined
),

gappy as (
    select series_key from ruled
    where y is null {%- for x, column in xs.items() %} or x_{{ x }} is null and series_set in ('{{ column.sets | map('first') | join("', '") }}'){% endfor %}

    group by all
),

filled as (
    {{ filled_gaps('ruled', xs) }}
),

complete as (
    from ruled anti join gappy using (series_key) select *, ds as known_at
    union all by name
    from filled
)

select
    complete.series_set, int_series.unique_id, series_key, ds, t, t - first_t + 1 as n_obs, local_ds, season_key, y, n_rows, loaded_at, is_open, is_filled,
    t > last_t as is_trailing, known_at, is_open and t <= last_t and (not is_filled or fill = 'zero') as is_actual
    {%- for x in xs %}, x_{{ x }}{% endfor %}
from complete
join {{ ref('int_series') }} as int_series using (series_key)
order by series_key, t
