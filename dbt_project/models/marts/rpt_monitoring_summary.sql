with status as (
    select
        series.series_set, any_value(series.label) as label, count(*) as n_series, max(series.last_ds) as last_ds,
        {% for s in ['ok', 'fallback', 'short', 'stale', 'failed'] %}
        count(*) filter (status.status = '{{ s }}') as n_{{ s }},
        {% endfor %}
    from {{ ref('dim_series') }} as series
    left join {{ ref('fct_series_status') }} as status using (unique_id)
    group by all
),

row_counts as (
    select series_set, sum(n_rows) as rows_in, sum(n_rows) filter (is_used) as rows_used,
        coalesce(sum(n_rows) filter (not is_used), 0) as rows_rejected
    from {{ ref('rpt_row_accounting') }}
    group by all
),

accuracy as (
    select
        series_set,
        {% for metric in ['mase', 'wape'] %}
        max({{ metric }}) filter (model = 'served') as {{ metric }},
        max({{ metric }}) filter (model = 'seasonal_naive') as {{ metric }}_naive,
        {% endfor %}
        max(coverage_80) filter (model = 'served') as coverage_80,
        max(coverage_95) filter (model = 'served') as coverage_95
    from {{ ref('rpt_leaderboard') }}
    where backtest_window = 'last'
    group by all
),

drift as (
    select series_set, count(*) as n_tested_for_drift, count(*) filter (psi_ratio > 1) as n_drifted
    from {{ ref('fct_drift') }}
    where subject = 'target'
    group by all
),

alerts as (
    select series_set, count(*) filter (severity = 'warn') as n_warn, count(*) filter (severity = 'fail') as n_fail
    from {{ ref('fct_alerts') }}
    where is_open
    group by all
)

select
    status.*, row_counts.* exclude (series_set), accuracy.* exclude (series_set),
    coalesce(drift.n_tested_for_drift, 0) as n_tested_for_drift, coalesce(drift.n_drifted, 0) as n_drifted,
    coalesce(alerts.n_warn, 0) as n_warn, coalesce(alerts.n_fail, 0) as n_fail
from status
left join row_counts using (series_set)
left join accuracy using (series_set)
left join drift using (series_set)
left join alerts using (series_set)
