-- All that rpt_set_facts says of a set, side by side. Sums over a set leave the sums of its levels out: they would count everything twice.
with summed as (
    select
        series_set, sum(forecast_sum order by forecast_sum) as forecast_sum,
        case when max(level_change) > 0 then arg_max(series_name, level_change) end as top_riser, max(level_change) as top_riser_change,
        case when min(level_change) < 0 then arg_min(series_name, level_change) end as top_faller, min(level_change) as top_faller_change,
        arg_max(series_name, last_cycle_sum) as largest_series,
        max(last_cycle_sum) / nullif(sum(last_cycle_sum order by last_cycle_sum), 0) as largest_series_share,
        count(*) filter (distrust > 0) as n_distrusted, max(n_vintages) as n_vintages,
        count(*) filter (value_add is not null) as n_backtested, count(*) filter (value_add < -0.005) as n_beaten_by_naive
    from {{ ref('int_series_figures') }}
    where level = 'bottom'
    group by series_set
),

revised as (
    select
        series_set, count(*) as n_revised_series, min(revised_first) as revised_first, max(revised_last) as revised_last,
        sum(revised_sum order by revised_sum) as sum_now, sum(revised_sum_before order by revised_sum_before) as sum_before,
        case when min(revision_differs) = max(revision_differs) then min(revision_differs) end as revision_differs
    from {{ ref('int_series_figures') }}
    where level = 'bottom' and revised_sum is not null
    group by series_set
),

reasons as (
    select series_set, arg_max(reason, (n_rows, reason)) as top_reject_reason, max(n_rows) as n_top_reject
    from {{ ref('rpt_row_accounting') }}
    where not is_used
    group by series_set
)

select
    summary.*, sets.unit, sets.period_name, sets.recent, sets.cycle_name, sets.horizon,
    summed.* exclude (series_set), levels.* exclude (series_set), revised.* exclude (series_set), reasons.* exclude (series_set)
from {{ ref('rpt_monitoring_summary') }} as summary
join {{ ref('int_series_sets') }} as sets using (series_set)
left join summed using (series_set)
left join revised using (series_set)
left join reasons using (series_set)
left join {{ ref('int_set_levels') }} as levels using (series_set)
