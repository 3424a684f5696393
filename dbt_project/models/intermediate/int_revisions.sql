-- Values that were known and that a later load changed, by more rows or by rows that supersede others.
with touched as (
    select distinct loads.series_set, rows.series_key, periods.counts_on_ds as ds
    from {{ ref('int_observations_validated') }} as rows
    join {{ ref('int_loads') }} as loads using (series_set, _load_id)
    join {{ ref('int_series_sets') }} as sets using (series_set)
    join {{ ref('int_periods') }} as periods on periods.series_set = rows.series_set and periods.ds = rows.period_ds
    where rows.reject_reason is null and rows.y is not null
        and periods.counts_on_ds < loads.known_ds + case when sets.hold_back_last then interval '0 days' else interval '1 microsecond' end
),

rows_of_touched as (
    -- A row counts from its load to the one that supersedes it.
    select
        rows.series_set, rows.series_key, periods.counts_on_ds as ds, rows.y, rows._loaded_at as counts_from,
        lead(rows._loaded_at) over (partition by rows.series_set, rows.row_key order by rows._loaded_at, rows._load_id, rows._row) as counts_until
    from {{ ref('int_observations_validated') }} as rows
    join {{ ref('int_periods') }} as periods on periods.series_set = rows.series_set and periods.ds = rows.period_ds
    semi join touched on touched.series_key = rows.series_key and touched.ds = periods.counts_on_ds
    where rows.reject_reason is null and rows.y is not null
),

changes as (
    select series_set, series_key, ds, changed_at, sum(change order by change) as change, sum(sign_of) as n_change
    from (
        select *, counts_from as changed_at, y as change, 1 as sign_of from rows_of_touched
        union all
        select *, counts_until as changed_at, -y as change, -1 as sign_of from rows_of_touched where counts_until is not null
    )
    group by all
),

summed as (
    select *, sum(change) over so_far as total, sum(n_change) over so_far as n
    from changes
    window so_far as (partition by series_set, series_key, ds order by changed_at)
),

said as (
    select
        summed.*, case when sets.agg = 'sum' then total else total / nullif(n, 0) end as y_after,
        coalesce(lag(y_after) over (partition by summed.series_set, summed.series_key, summed.ds order by changed_at), 0) as y_before
    from summed
    join {{ ref('int_series_sets') }} as sets using (series_set)
)

select said.series_set, int_series.unique_id, said.ds, said.changed_at as loaded_at, loads.reached_ds, said.y_before, said.y_after
from said
join {{ ref('int_series') }} as int_series using (series_key)
join {{ ref('int_series_sets') }} as sets on sets.series_set = said.series_set
join (select series_set, loaded_at, min(known_ds) as known_ds, max(reached_ds) as reached_ds from {{ ref('int_loads') }} group by all) as loads
    on loads.series_set = said.series_set and loads.loaded_at = said.changed_at
where abs(y_after - y_before) > 1e-9 * greatest(abs(y_after), abs(y_before))
    and said.ds < loads.known_ds + case when sets.hold_back_last then interval '0 days' else interval '1 microsecond' end
