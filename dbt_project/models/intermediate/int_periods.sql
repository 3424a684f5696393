-- Every step of the clock from each set's first observation to past its horizon, closed ones too. Days of a zone have 23, 24 or 25 hours.
with spans as (
    select series_set, min(period_ds) as first_ds, max(period_ds) as last_seen_ds
    from {{ ref('int_observations_validated') }}
    where reject_reason is null and y is not null
    group by series_set
),

steps as (
    {% for s in series_sets() %}
    {% set f = parse_freq(s.freq) %}
    {% set by_day = f.grain not in ['minute', 'hour'] %}
    {% set by_clock = s.time_zone and not by_day and not f.in_hour %}
    {% set ahead = f.step ~ ' * ' ~ ((s.horizon + 2) * 7 // (7 - s.closed_iso_weekdays | length) + 2) ~ (" + interval '14 days'" if s.closures else '') ~ (" + interval '7 days'" if s.closed_iso_weekdays and not by_day else '') %}
    select
        series_set, last_seen_ds, {{ utc_time('start', s.time_zone) if by_clock else period_label('start', f) }} as ds,
        {{ 'start' if by_day or by_clock else local_time('start', s.time_zone) }} as local_start,
        {{ 'ds' if by_day else 'local_start' }} as local_ds,
        {{ season_key('local_ds', s) }} as season_key
    from (
        select *, unnest(generate_series({{ 'time_bucket(' ~ f.step ~ ', begins, ' ~ f.origin ~ ')' if by_clock else period_start('begins', f) }}, {{ period_start('ends', f) }} + {{ ahead }}, {{ f.step }})) as start
        from (
            select
                spans.*,
                {{ local_time('first_ds', s.time_zone if by_clock) }} as begins, {{ local_time('last_seen_ds', s.time_zone if by_clock) }} as ends
            from spans where series_set = '{{ s.name }}'
        )
    )
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

closed as (
    select
        steps.*, sets.hold_back_last, closures.reason as closed_reason,
        list_contains(sets.closed_iso_weekdays, isodow(steps.local_ds)) as is_closed_weekday
    from steps
    join {{ ref('int_series_sets') }} as sets using (series_set)
    left join {{ ref('closures') }} as closures
        on closures.closures = sets.closures and steps.local_start::date >= closures.first_day
        and (steps.local_start + sets.step - interval '1 microsecond')::date <= closures.last_day -- all of the period is closed
),

numbered as (
    select
        *, not is_closed_weekday and closed_reason is null as is_open,
        count(*) filter (not is_closed_weekday) over (partition by series_set order by ds) as t
    from closed
)

select
    series_set, ds, local_ds, season_key, is_closed_weekday, closed_reason, case when not is_closed_weekday then t end as t,
    min(case when is_open then ds end) over to_come as counts_on_ds,
    min(case when is_open then t end) over to_come as counts_on_t,
    -- With hold_back_last a period counts once a later one was seen.
    case when hold_back_last then ds < last_seen_ds else ds <= last_seen_ds end as is_complete,
    case when hold_back_last then counts_on_ds < last_seen_ds else counts_on_ds <= last_seen_ds end as is_countable
from numbered
window to_come as (partition by series_set order by ds rows between current row and unbounded following)
