-- From `seasonal_from` on a series has more than a season behind it: its errors are scaled by those of seasonal naive.
select series.unique_id, sets.season_length, seasonal.ds as seasonal_from
from {{ ref('int_series_profiled') }} as series
join {{ ref('int_series_sets') }} as sets using (series_set)
left join {{ ref('int_calendar') }} as first on first.series_set = series.series_set and first.ds = series.first_ds
left join {{ ref('int_calendar') }} as seasonal
    on seasonal.series_set = series.series_set and seasonal.t = first.t + sets.season_length
