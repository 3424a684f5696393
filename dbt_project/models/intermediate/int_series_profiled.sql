-- Every series that had an accepted or a held-back row.
with named as (
    select series_set, series_key, arg_min(series_name, (-n_rows, series_name)) as series_name
    from (
        select series_set, series_key, series_name, count(*) as n_rows
        from {{ ref('int_observations_deduplicated') }}
        where reject_reason is null or reject_reason = 'incomplete_period'
        group by all
    )
    group by all
    union all
    select distinct hierarchy.series_set, int_series.series_key, hierarchy.series_name
    from {{ ref('int_hierarchy') }} as hierarchy
    join {{ ref('int_series') }} as int_series using (unique_id)
),

measured as (
    select
        series_key,
        min(ds) as first_ds,
        max(ds) filter (is_actual) as last_ds,
        max(ds) as cutoff,
        count(*) as n_obs,
        count(*) filter (is_filled and is_actual) as n_filled
    from {{ ref('int_observations_aligned') }}
    group by series_key
)

select
    named.series_set, int_series.unique_id, int_series.level, named.series_key, named.series_name,
    measured.* exclude (series_key, n_obs), coalesce(measured.n_obs, 0) as n_obs
from named
join {{ ref('int_series') }} as int_series using (series_key)
left join measured using (series_key)
