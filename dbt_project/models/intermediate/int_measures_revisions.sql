-- How much of what was known a load changed: of a series in shares of its recent amounts, of a set in shares of its series. A period whose
-- loads changed nothing has zero.
with periods as (
    select series_set, ds
    from {{ ref('int_periods') }}
    where is_complete and counts_on_ds = ds
    qualify row_number() over (partition by series_set order by ds desc) <= {{ var('monitored_periods') }}
),

levels as (
    select unique_id, avg(abs(y)) * any_value(recent) as recent_amount
    from {{ ref('int_observations_aligned') }}
    join {{ ref('int_series_sets') }} using (series_set)
    semi join {{ ref('int_revisions') }} as revised using (unique_id)
    where is_open
    group by unique_id
),

of_series as (
    select series_set, unique_id, reached_ds as ds, sum(abs(y_after - y_before) order by revisions.ds, loaded_at) / nullif(any_value(recent_amount), 0) as value
    from {{ ref('int_revisions') }} as revisions
    join levels using (unique_id)
    group by series_set, unique_id, reached_ds
),

of_sets as (
    select revisions.series_set, revisions.reached_ds as ds, count(distinct revisions.unique_id) / any_value(n_series) as value
    from {{ ref('int_revisions') }} as revisions
    join (select series_set, count(*) as n_series from {{ ref('int_series_profiled') }} group by all) as sizes using (series_set)
    group by all
)

select periods.series_set, revised.unique_id, 'revised_share' as measure, coalesce(of_series.value, 0) as value, periods.ds
from periods
join (select distinct series_set, unique_id from of_series) as revised using (series_set)
left join of_series on of_series.unique_id = revised.unique_id and of_series.ds = periods.ds
union all
select periods.series_set, null, 'revised_series_share', coalesce(of_sets.value, 0), periods.ds
from periods
semi join (from {{ ref('int_loads') }} where known_ds is not null) as loaded_again using (series_set)
left join of_sets using (series_set, ds)
