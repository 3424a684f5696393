-- The place of each series in its set, by what questions about a set ask for; sums of levels have none. A place is null where there is nothing.
with distrusted as (
    select unique_id, sum(weight) as distrust, count(*) as n_concerns, string_agg(says, ', ' order by weight desc, reason) as distrust_reasons
    from {{ ref('int_series_concerns') }}
    group by unique_id
),

measured as (
    select
        series.series_set, series.unique_id, levels.sum_y, levels.recent_level - levels.year_ago_level as level_change,
        distrusted.distrust, distrusted.distrust_reasons, coalesce(distrusted.n_concerns, 0) as n_concerns, revisions.revision_sum, errors.sum_miss,
        errors.sum_miss / nullif(sum(errors.sum_miss order by errors.sum_miss) over (partition by series.series_set), 0) as error_share
    from {{ ref('int_series_profiled') }} as series
    left join {{ ref('int_series_levels') }} as levels using (unique_id)
    left join distrusted using (unique_id)
    left join {{ ref('int_forecast_revisions') }} as revisions using (unique_id)
    left join {{ ref('int_error_drivers') }} as errors using (unique_id)
    where series.level = 'bottom'
)

select
    * exclude (sum_miss, revision_sum, sum_y),
    {% for name, measure in {'mover': 'abs(level_change)', 'distrust': 'distrust', 'revision': 'abs(revision_sum)', 'error': 'sum_miss'}.items() %}
    case when {{ measure }} > 0 then
        row_number() over (partition by series_set order by {{ measure }} desc nulls last, sum_y desc nulls last, unique_id)
    end as {{ name }}_rank{{ ',' if not loop.last }}
    {% endfor %}
from measured
