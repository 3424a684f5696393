-- What the thresholds look at, one measure a row; a new measure is one more block.
with last_window as (
    select *
    from {{ ref('fct_accuracy') }}
    where basis = 'backtest' and model = 'served' and horizon_bucket = 'all'
    qualify cutoff = max(cutoff) over (partition by series_set)
)

select series_set, unique_id, 'psi_ratio' as measure, psi_ratio as value, ds from {{ ref('fct_drift') }} where subject = 'target'
union all
-- One window of a few steps is mostly luck.
select series.series_set, series.unique_id, 'value_add', outlooks.value_add, series.cutoff
from {{ ref('int_series_outlooks') }} as outlooks
join {{ ref('dim_series') }} as series using (unique_id)
where outlooks.n_windows >= 3 and outlooks.value_add is not null
union all
select series_set, unique_id, 'periods_since_demand_share', periods_since_demand / stale_after, cutoff
from {{ ref('dim_series') }} where periods_since_demand <= stale_after -- beyond it the status says stale
union all
select series_set, null, 'coverage_80_gap', abs(sum(coverage_80 * n order by unique_id) / sum(n) - 0.8), max(cutoff) from last_window group by series_set
union all
select series_set, null, 'rejected_share', sum(n_rows) filter (not is_used) / sum(n_rows), null
from {{ ref('rpt_row_accounting') }} where reason <> 'incomplete_period' group by series_set
