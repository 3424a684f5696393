-- The regular steps of each set, into the horizon. Closed weekdays do not exist; closures exist (seasons stay aligned) but are not open.
with spans as (
    select
        series_set,
        date_trunc(any_value(sets.grain), min(ds)) as first_ds,
        date_trunc(any_value(sets.grain), max(ds)) as last_seen_ds
    from {{ ref('int_observations_validated') }}
    join {{ ref('int_series_sets') }} as sets using (series_set)
    where reject_reason is null
    group by series_set
),

steps as (
    select sets.*, spans.last_seen_ds, unnest(generate_series(
        spans.first_ds,
        spans.last_seen_ds + to_days((sets.horizon + 2) * sets.every_days * 7 // (7 - len(sets.closed_iso_weekdays)) + 14),
        to_days(sets.every_days)
    )) as ds
    from {{ ref('int_series_sets') }} as sets
    join spans using (series_set)
),

kept as (
    select
        steps.*,
        closures.reason as closed_reason,
        row_number() over (partition by steps.series_set order by steps.ds) as t
    from steps
    left join {{ ref('closures') }} as closures
        on closures.closures = steps.closures and steps.ds between closures.first_day and closures.last_day
    where not list_contains(steps.closed_iso_weekdays, isodow(steps.ds))
)

select
    series_set, ds, t, closed_reason is null as is_open, closed_reason,
    -- The season of a step: same weekday, same week of the year.
    case grain when 'day' then isodow(ds) when 'week' then weekofyear(ds) end as season_key,
    -- With hold_back_last a period counts once a later one was seen.
    case when hold_back_last then ds < last_seen_ds else ds <= last_seen_ds end as is_complete
from kept
