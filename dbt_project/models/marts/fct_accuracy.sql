with scored as (
    select scored.*, unnest(['all', case when h <= sets.horizon // 2 then '1-' || sets.horizon // 2
        else (sets.horizon // 2 + 1) || '-' || sets.horizon end]) as horizon_bucket
    from {{ ref('int_forecasts_scored') }} as scored
    join {{ ref('int_series_sets') }} as sets using (series_set)
),

measured as (
    select basis, run_id, series_set, unique_id, model, cutoff, horizon_bucket, count(*) as n, {{ accuracy_metrics() }}
    from scored
    group by all
),

naive as (
    select basis, run_id, unique_id, cutoff, horizon_bucket, mae as mae_naive
    from measured
    where model = 'seasonal_naive'
)

select measured.*, 1 - measured.mae / nullif(naive.mae_naive, 0) as value_add
from measured
left join naive using (basis, run_id, unique_id, cutoff, horizon_bucket)
