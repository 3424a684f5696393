-- Every series that had an accepted or a held-back row.
with named as (
    select series_set, unique_id, mode(series_name order by series_name) as series_name
    from {{ ref('int_observations_deduplicated') }}
    where reject_reason is null or reject_reason = 'incomplete_period'
    group by all
    union all
    select distinct series_set, series_set || ':' || total, total
    from {{ ref('int_observations_deduplicated') }}
    join {{ ref('int_series_sets') }} using (series_set)
    where total is not null
),

measured as (
    select
        unique_id,
        min(ds) as first_ds,
        max(ds) filter (is_actual) as last_ds,
        max(ds) as cutoff,
        count(*) as n_obs,
        avg(y order by ds) filter (is_actual) as mean_y,
        count(*) filter (is_filled and is_actual) as n_filled
    from {{ ref('int_observations_aligned') }}
    group by unique_id
)

select named.*, measured.* exclude (unique_id, n_obs), coalesce(measured.n_obs, 0) as n_obs
from named
left join measured using (unique_id)
