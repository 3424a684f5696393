{{ config(materialized='kept_by_part', part='int_vintages_scored', key=['basis', 'run_id', 'unique_id'], weight='n_rows') }}

with nested as (
    select
        basis, run_id, scored.series_set, unique_id, model, cutoff, any_value(vintages.horizon // 2) as half, any_value(vintages.horizon) as horizon,
        any_value(case when cutoff >= vintages.seasonal_from then vintages.season_length when vintages.season_length is not null then 1 end) as season_length,
        {{ scored_steps() }} as all_steps
    from {{ ref('int_forecasts_scored') }} as scored
    join {{ ref('int_vintages_scored') }} as vintages using (basis, run_id, unique_id)
    group by all
),

bucketed as (
    select * exclude (all_steps, half, horizon), 'all' as horizon_bucket, all_steps as steps from nested
    union all
    select * exclude (all_steps, half, horizon), '1-' || half, [s for s in all_steps if s.h <= half] from nested
    union all
    select * exclude (all_steps, half, horizon), (half + 1) || '-' || horizon, [s for s in all_steps if s.h > half] from nested
),

measured as (
    select
        * exclude (steps), len(steps) as n, len([s for s in steps if s.y = 0]) as n_zero, list_sum([abs(s.y) for s in steps]) as sum_abs_y,
        {{ accuracy_metrics() }}
    from bucketed
    where len(steps) > 0
)

select measured.*, 1 - measured.mae / nullif(naive.mae, 0) as value_add
from measured
left join measured as naive
    on naive.basis = measured.basis and naive.run_id = measured.run_id and naive.unique_id = measured.unique_id
    and naive.cutoff = measured.cutoff and naive.horizon_bucket = measured.horizon_bucket and naive.model = 'seasonal_naive'
