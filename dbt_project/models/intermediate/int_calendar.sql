-- The regular steps of each set, into the horizon. Closed weekdays do not exist; closures exist (seasons stay aligned) but are not open.
select series_set, ds, local_ds, season_key, t, is_complete, closed_reason is null as is_open, closed_reason,
    count(*) filter (closed_reason is null) over (partition by series_set order by t) as open_t
from {{ ref('int_periods') }}
where not is_closed_weekday
