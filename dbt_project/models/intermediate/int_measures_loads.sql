-- What tells of late or odd input of a set, by period.
with arrivals as (
    -- When each period came; of what the first load brought only the newest is told.
    select loads.series_set, periods.ds, loads.loaded_at, periods.ds = loads.newest_ds as is_newest
    from {{ ref('int_loads') }} as loads
    join {{ ref('int_periods') }} as periods
        on periods.series_set = loads.series_set and periods.ds <= loads.newest_ds
        and (periods.ds > loads.known_ds or periods.ds = loads.newest_ds and loads.known_ds is null)
    where periods.counts_on_ds = periods.ds
    union all
    -- The first period that nothing has come of yet, if it is late by now.
    select series_set, min(periods.ds), {{ now_utc() }}, false
    from {{ ref('int_periods') }} as periods
    join (select series_set, max(reached_ds) as reached_ds from {{ ref('int_loads') }} group by all) as reached using (series_set)
    where periods.ds > reached.reached_ds and periods.counts_on_ds = periods.ds
    group by all
),

delayed as (
    -- In periods; usual is the middle of the twelve arrivals before, of at least four.
    select
        *, epoch(arrivals.loaded_at - arrivals.ds) / epoch(sets.step) as delay,
        quantile_cont(case when is_newest then delay end, 0.5) over before as usual, count(case when is_newest then 1 end) over before as n_usual
    from arrivals
    join {{ ref('int_series_sets') }} as sets using (series_set)
    window before as (partition by series_set order by arrivals.ds rows between 12 preceding and 1 preceding)
),

volumes as (
    -- Against the periods before, and the same season before: what is as low as then is no news. Of a few rows half are soon missing.
    select
        series_set, t, sum(n_rows) as n,
        quantile_cont(n, 0.5) over (partition by series_set order by t rows between 8 preceding and 1 preceding) as usual
    from {{ ref('int_observations_aggregated') }}
    where n_rows > 0
    group by series_set, t
    qualify count(*) over (partition by series_set order by t rows between 8 preceding and 1 preceding) = 8 and usual >= 30
)

select series_set, 'late_periods' as measure, greatest(delay - usual, 0) as value, ds
from delayed
where n_usual >= 4 and (delay > usual or loaded_at < {{ now_utc() }})
union all
select series_set, 'rejected_share', sum(n_rejected) / sum(n_rows), reached_ds
from {{ ref('int_loads') }}
where reached_ds is not null
group by series_set, reached_ds
union all
select volumes.series_set, 'volume_share', greatest(volumes.n / volumes.usual, volumes.n / seasons.n), calendar.ds
from volumes
join {{ ref('int_series_sets') }} as sets using (series_set)
join {{ ref('int_calendar') }} as calendar on calendar.series_set = volumes.series_set and calendar.t = volumes.t
left join volumes as seasons on seasons.series_set = volumes.series_set and seasons.t = volumes.t - sets.season_length
where calendar.is_open and calendar.is_complete
qualify {{ is_monitored('max(volumes.t) over (partition by volumes.series_set)', 'volumes.t') }}
