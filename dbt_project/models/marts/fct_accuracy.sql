{{ config(
    materialized='kept_by_part', part='int_vintages_scored', key=['basis', 'run_id', 'unique_id'], weight='n_rows',
    source='int_forecasts_scored'
) }}

with nested as (
    select
        vintage_key, model, cutoff, any_value(vintages.horizon // 2) as half, any_value(vintages.horizon) as horizon,
        {{ scored_steps() }} as all_steps, count(*) filter (h <= vintages.horizon // 2) as n_near
    from {{ ref('int_forecasts_scored') }} as scored
    join {{ ref('int_vintages_scored') }} as vintages using (basis, run_id, unique_id)
    group by vintage_key, model, cutoff
),

bucketed as (
    -- The nearer half of the horizon comes first in the list.
    select
        vintage_key, model, cutoff,
        case bucket when 0 then 'all' when 1 then '1-' || half else (half + 1) || '-' || horizon end as horizon_bucket,
        case bucket when 0 then all_steps when 1 then all_steps[:n_near] else all_steps[n_near + 1:] end as steps
    from (select *, unnest([0, 1, 2]) as bucket from nested)
),

measured as (
    select
        * exclude (steps), len(steps) as n, len([s for s in steps if s.y = 0]) as n_zero, list_sum([abs(s.y) for s in steps]) as sum_abs_y,
        {{ accuracy_metrics() }}
    from bucketed
    where len(steps) > 0
)

select
    vintages.basis, vintages.run_id, vintages.series_set, vintages.unique_id,
    case when cutoff >= seasonal_from then season_length when season_length is not null then 1 end as season_length,
    measured.* exclude (vintage_key), 1 - measured.mae / nullif(naive.mae, 0) as value_add
from measured
left join (select vintage_key, cutoff, horizon_bucket, mae from measured where model = 'seasonal_naive') as naive
    using (vintage_key, cutoff, horizon_bucket)
join {{ ref('int_vintages_scored') }} as vintages using (vintage_key)
