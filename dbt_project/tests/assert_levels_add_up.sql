-- Each level has the amounts of its set, in every period, and each sum those of its series, over all periods.
with amounts as (
    select aligned.series_set, aligned.unique_id, int_series.level, aligned.ds, aligned.y
    from {{ ref('int_observations_aligned') }} as aligned
    join {{ ref('int_series') }} as int_series using (series_key)
    join {{ ref('int_series_sets') }} as sets on sets.series_set = aligned.series_set
    where aligned.is_open and sets.fill = 'zero' and sets.series_set in (select series_set from {{ ref('int_hierarchy') }})
),

by_period as (
    select series_set, ds, level, sum(y) as y, sum(abs(y)) as size from amounts group by all
),

by_series as (
    select unique_id, sum(y) as y, sum(abs(y)) as size from amounts group by all
),

parts as (
    select hierarchy.unique_id, sum(by_series.y) as y, sum(by_series.size) as size
    from {{ ref('int_hierarchy') }} as hierarchy
    join by_series on by_series.unique_id = hierarchy.bottom_unique_id
    group by all
)

select sums.series_set || ' ' || sums.level || ' ' || sums.ds as place, sums.y, bottom.y as y_of_series
from by_period as sums
join by_period as bottom on bottom.series_set = sums.series_set and bottom.ds = sums.ds and bottom.level = 'bottom'
where abs(sums.y - bottom.y) > 1e-9 * bottom.size
union all
select parts.unique_id, by_series.y, parts.y
from parts
left join by_series using (unique_id)
where by_series.y is null or abs(by_series.y - parts.y) > 1e-9 * parts.size
