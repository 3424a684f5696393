-- The newest open periods of each series, and what its history was until each of them: where that is what it was in the build before, so
-- is what was measured then.
with observed as (
    select
        aligned.series_set, unique_id, series_key, ds, t, calendar.open_t, {{ is_monitored('last_t', 't') }} as is_newest,
        hash(calendar.open_t, y, n_rows)::hugeint as said
    from {{ ref('int_observations_aligned') }} as aligned
    join (select series_key, max(t) as last_t from {{ ref('int_observations_aligned') }} group by series_key) as ends using (series_key)
    join {{ ref('int_calendar') }} as calendar using (series_set, t, ds)
    where aligned.is_open
),

older as (
    select series_key, sum(said) as said from observed where not is_newest group by series_key
)

select
    series_set, unique_id, series_key, ds, t, open_t,
    hash(coalesce(older.said, 0) + sum(observed.said) over (partition by series_key order by t), support, agg, season_length) as fingerprint
from observed
join {{ ref('int_series_sets') }} using (series_set)
left join older using (series_key)
where is_newest
