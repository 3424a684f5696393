-- All that rpt_series_facts says of a series, side by side.
select
    series.*, sets.period_name, sets.recent, sets.cycle_name,
    levels.* exclude (unique_id, cutoff, mean_y, sum_y), seasons.* exclude (unique_id), outlooks.* exclude (unique_id, model, forecast_mean), outlooks.forecast_mean,
    parts.* exclude (unique_id, forecast_mean), errors.* exclude (unique_id), ranks.* exclude (series_set, unique_id),
    revisions.* exclude (series_set, unique_id, run_id, cutoff, model, differs), nullif(list_aggregate(revisions.differs, 'string_agg', ', '), '') as revision_differs,
    status.status, status.reason, coalesce(outlooks.model, status.model) as model, profiled.n_filled, vintages.n_vintages,
    alerts.n_alerts, alerts.worst_alert, coalesce(rejected.n_rejected, 0) as n_rejected, rejected.top_reject_reason
from {{ ref('dim_series') }} as series
join {{ ref('int_series_sets') }} as sets on sets.series_set = series.series_set
left join {{ ref('int_series_profiled') }} as profiled using (unique_id)
left join {{ ref('int_series_levels') }} as levels using (unique_id)
left join {{ ref('int_series_seasons') }} as seasons using (unique_id)
left join {{ ref('int_series_outlooks') }} as outlooks using (unique_id)
left join {{ ref('int_series_decomposed') }} as parts using (unique_id)
left join {{ ref('int_error_drivers') }} as errors using (unique_id)
left join {{ ref('int_series_ranked') }} as ranks using (unique_id)
left join {{ ref('int_forecast_revisions') }} as revisions using (unique_id)
left join (select unique_id, max(vintage) as n_vintages from {{ ref('fct_forecasts') }} group by all) as vintages using (unique_id)
left join {{ ref('fct_series_status') }} as status using (unique_id)
left join (
    select unique_id, count(*) as n_alerts, arg_max(cause || ' (' || measure || ')', (severity = 'fail', measure)) as worst_alert
    from {{ ref('fct_alerts') }} where is_open and unique_id is not null group by all
) as alerts using (unique_id)
left join (
    select unique_id, sum(n)::bigint as n_rejected, arg_max(reject_reason, (n, reject_reason)) as top_reject_reason
    from (select unique_id, reject_reason, count(*) as n from {{ ref('rpt_rejected_rows') }} group by all) group by all
) as rejected using (unique_id)
