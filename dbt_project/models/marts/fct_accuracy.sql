{{ config(
    materialized='kept_by_part', part='int_vintages_scored', key=['basis', 'run_id', 'unique_id'], weight='n_rows',
    source='int_forecasts_scored'
) }}

with nested as (
    select
        vintage_key, model, cutoff, any_value(vintages.horizon // 2) as half, any_value(vintages.horizon) as horizon,
        {{ scored_steps() }} as steps, count(*) as n_all, count(*) filter (h <= vintages.horizon // 2) as n_near
    from {{ ref('int_forecasts_scored') }} as scored
    join {{ ref('int_vintages_scored') }} as vintages using (basis, run_id, unique_id)
    group by vintage_key, model, cutoff
),

termed as (
    select * exclude (steps), {{ accuracy_terms() }} from nested
),

measured as materialized (
    -- The nearer half of the horizon comes first in the lists.
    select vintage_key, model, cutoff, unnest([
        {% for bucket, part, n in [("'all'", '', 'n_all'), ("'1-' || half", '[:n_near]', 'n_near'), ("(half + 1) || '-' || horizon", '[n_near + 1:]', 'n_all - n_near')] %}
        {
            'horizon_bucket': {{ bucket }}, 'n': {{ n }}, 'n_zero': list_sum(is_zero{{ part }})::bigint, 'sum_abs_y': list_sum(abs_y{{ part }}),
            {{ accuracy_metrics(part) }}
        } {{- ',' if not loop.last }}
        {% endfor %}
    ], recursive := true)
    from termed
)

select
    vintages.basis, vintages.run_id, vintages.series_set, vintages.unique_id,
    case when cutoff >= seasonal_from then season_length when season_length is not null then 1 end as season_length,
    measured.* exclude (vintage_key), 1 - measured.mae / nullif(naive.mae, 0) as value_add
from measured
left join (select vintage_key, cutoff, horizon_bucket, mae from measured where model = 'seasonal_naive') as naive
    using (vintage_key, cutoff, horizon_bucket)
join {{ ref('int_vintages_scored') }} as vintages using (vintage_key)
where n > 0
