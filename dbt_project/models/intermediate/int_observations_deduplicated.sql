-- Every landed row, with the period that it counts in or the reason why it does not count.
with placed as (
    -- What falls on a closed day counts on the next open one.
    select observations.*, calendar.ds as period_ds, calendar.is_complete
    from (
        select observations.*, case when reject_reason is null then date_trunc(sets.grain, ds) end as floor_ds
        from {{ ref('int_observations_validated') }} as observations
        join {{ ref('int_series_sets') }} as sets using (series_set)
    ) as observations
    asof left join (from {{ ref('int_calendar') }} where is_open) as calendar
        on observations.series_set = calendar.series_set and observations.floor_ds <= calendar.ds
),

ranked as (
    select *, row_number() over (
        partition by series_set, reject_reason is null, row_key order by _loaded_at desc, _load_id desc, _row
    ) as copy
    from placed
)

select
    series_set, unique_id, series_name, ds, period_ds, y, _source, _load_id, _loaded_at, _file, _row,
    case
        when reject_reason is not null then reject_reason
        when copy > 1 then 'exact_duplicate'
        when not is_complete then 'incomplete_period'
    end as reject_reason
from ranked
