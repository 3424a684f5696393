-- Each series on its complete calendar, from its first observation to the set's last complete period: that nothing was
-- observed since is known, too. Those periods are trailing: seen by models, never scored.
with lives as (
    select series_set, unique_id, min(ds) as first_ds, max(ds) as last_ds
    from {{ ref('int_observations_aggregated') }}
    group by all
),

spine as (
    select
        lives.series_set, lives.unique_id, calendar.ds, calendar.t, calendar.season_key, calendar.is_open,
        calendar.ds > lives.last_ds as is_trailing, sets.fill
    from lives
    join {{ ref('int_series_sets') }} as sets using (series_set)
    join {{ ref('int_calendar') }} as calendar
        on calendar.series_set = lives.series_set
        and calendar.ds >= lives.first_ds
    where calendar.is_complete
),

joined as (
    select spine.*, observed.y, coalesce(observed.n_rows, 0) as n_rows
    from spine
    left join {{ ref('int_observations_aggregated') }} as observed using (series_set, unique_id, ds)
),

ruled as (
    select * exclude (y), y is null as is_filled, coalesce(y, case when fill = 'zero' and is_open then 0 end) as y
    from joined
),

filled as (
    -- A closed step takes what the same season had last, a zero too, so that models see no gap that is none.
    select
        * exclude (y),
        coalesce(
            y,
            case when not is_open then last_value(y ignore nulls) over same_season end,
            last_value(y ignore nulls) over so_far,
            0
        ) as y
    from ruled
    window
        same_season as (partition by unique_id, season_key order by ds rows unbounded preceding),
        so_far as (partition by unique_id order by ds rows unbounded preceding)
)

select series_set, unique_id, ds, t, season_key, y, n_rows, is_open, is_filled, is_trailing, is_open and not is_trailing as is_actual
from filled
