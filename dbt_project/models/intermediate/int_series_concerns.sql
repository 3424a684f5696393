-- What speaks against the forecast of a series, held against seeds/distrust_reasons.csv.
with open_alerts as (
    select unique_id, count(*) filter (severity = 'fail') as n_fail, count(*) filter (severity = 'warn') as n_warn
    from {{ ref('fct_alerts') }}
    where is_open and unique_id is not null
    group by unique_id
),

measured as (
    select
        series.series_set, series.unique_id, unnest([
            {% for status in ['failed', 'stale', 'short', 'fallback'] %}
            {'reason': '{{ status }}', 'value': (status.status = '{{ status }}')::double},
            {% endfor %}
            {'reason': 'open_failures', 'value': open_alerts.n_fail}, {'reason': 'open_warnings', 'value': open_alerts.n_warn},
            {'reason': 'value_add', 'value': outlooks.value_add}, {'reason': 'coverage_80', 'value': outlooks.coverage_80},
            {'reason': 'n_windows', 'value': nullif(outlooks.n_windows, 0)}, {'reason': 'bias_share', 'value': errors.bias_share},
            {'reason': 'psi_ratio', 'value': drift.psi_ratio}
        ], recursive := true)
    from {{ ref('int_series_profiled') }} as series
    left join {{ ref('fct_series_status') }} as status using (unique_id)
    left join {{ ref('int_series_outlooks') }} as outlooks using (unique_id)
    left join {{ ref('int_error_drivers') }} as errors using (unique_id)
    left join open_alerts using (unique_id)
    left join (from {{ ref('fct_drift') }} where subject = 'target') as drift using (unique_id)
)

select measured.*, rules.threshold, rules.weight, rules.says
from measured
join {{ ref('distrust_reasons') }} as rules using (reason)
where {{ is_beyond('value', 'rules', 'threshold') }}
