-- Each series on its complete calendar, from its first observation. A `zero` set runs on after the last one, because
-- no sale so far is known, too: those periods are trailing, seen by models, never scored.
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
        and (sets.fill = 'zero' or calendar.ds <= lives.last_ds)
    where calendar.is_complete
),

joined as (
    select spine.*, observed.y, coalesce(observed.n_rows, 0) as n_rows
    from spine
    left join {{ ref('int_observations_aggregated') }} as observed using (series_set, unique_id, ds)
),

filled as (
    -- A closed step takes what the same season had last, so that models see no false zero.
    select
        * exclude (y),
        coalesce(
            y,
            case when not is_open then last_value(y ignore nulls) over same_season end,
            case when fill = 'zero' then 0 else last_value(y ignore nulls) over so_far end,
            0
        ) as y,
        y is null as is_filled
    from joined
    window
        same_season as (partition by unique_id, season_key order by ds rows unbounded preceding),
        so_far as (partition by unique_id order by ds rows unbounded preceding)
)

select series_set, unique_id, ds, t, season_key, y, n_rows, is_open, is_filled, is_trailing, is_open and not is_trailing as is_actual
from filled
