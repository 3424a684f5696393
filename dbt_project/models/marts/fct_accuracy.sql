{{ config(materialized='kept_in_files', parts='int_spans_scored', key=['basis', 'series_set', 'since', 'until'], source='int_forecasts_scored') }}
-- depends_on: {{ ref('int_spans_scored') }}

with vintages as (
    select
        scored.basis, scored.run_id, scored.series_set, scored.unique_id, model, cutoff, any_value(sets.horizon) as horizon,
        {{ scored_steps() }} as steps
    from {{ ref('int_forecasts_scored') }} as scored
    join {{ ref('int_series_sets') }} as sets using (series_set)
    where {{ is_of_part('scored') }}
    group by all
),

-- Beside a served forecast seasonal naive is one more model, without intervals; in backtests it has rows of its own.
modelled as (
    select * exclude (model, steps), unnest([
        {'model': model, 'steps': steps},
        {'model': case when basis = 'live' then 'seasonal_naive' end, 'steps': [{
            'ds': s.ds, 'h': s.h, 'y': s.y, 'y_hat': s.y_hat_naive, 'lo_80': null, 'hi_80': null, 'lo_95': null, 'hi_95': null, 'y_hat_naive': s.y_hat_naive,
            'scale': s.scale, 'scale_sq': s.scale_sq
        } for s in steps if s.y_hat_naive is not null]}
    ], recursive := true)
    from vintages
),

termed as (
    select
        * exclude (steps), horizon // 2 as half, len(steps) as n_all, len([s.h for s in steps if s.h <= half]) as n_near,
        [abs(s.y - s.y_hat_naive) for s in steps] as abs_error_naive, {{ accuracy_terms() }}
    from modelled
    where model is not null
),

measured as (
    -- The nearer half of the horizon comes first in the lists.
    select basis, run_id, series_set, unique_id, model, cutoff, unnest([
        {% for bucket, part, n in [("'all'", '', 'n_all'), ("'1-' || half", '[:n_near]', 'n_near'), ("(half + 1) || '-' || horizon", '[n_near + 1:]', 'n_all - n_near')] %}
        {
            'horizon_bucket': {{ bucket }}, 'n': {{ n }}, 'n_zero': list_sum(is_zero{{ part }})::bigint, 'sum_abs_y': list_sum(abs_y{{ part }}),
            {{ accuracy_metrics(part) }}, 'value_add': 1 - list_avg(abs_error{{ part }}) / nullif(list_avg(abs_error_naive{{ part }}), 0)
        } {{- ',' if not loop.last }}
        {% endfor %}
    ], recursive := true)
    from termed
)

select
    basis, run_id, series_set, unique_id,
    case when cutoff >= seasonal_from then season_length when season_length is not null then 1 end as season_length,
    measured.* exclude (basis, run_id, series_set, unique_id)
from measured
left join {{ ref('int_series_seasonal') }} as seasons using (unique_id)
where n > 0
