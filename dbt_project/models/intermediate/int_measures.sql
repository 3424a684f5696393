-- What the thresholds look at, one measure a row, at each of the newest periods where it is known of them; a new measure is one more block.
with last_window as (
    select *
    from {{ ref('fct_accuracy') }}
    where basis = 'backtest' and model = 'served' and horizon_bucket = 'all'
    qualify cutoff = max(cutoff) over (partition by series_set)
),

-- How far each set is known: where a measure is of the whole set.
ends as (
    select series_set, max(cutoff) as cutoff from {{ ref('int_series_profiled') }} group by series_set
)

select series_set, unique_id, measure, value, ds from {{ ref('int_measures_shifts') }}
union all
select series_set, unique_id, measure, value, ds from {{ ref('int_measures_units') }}
union all
select series_set, unique_id, measure, value, ds from {{ ref('int_measures_silence') }}
union all
select series_set, null, measure, value, ds from {{ ref('int_measures_loads') }}
union all
select series_set, unique_id, measure, value, ds from {{ ref('int_measures_revisions') }}
union all
select series_set, unique_id, measure, value, ds from {{ ref('int_measures_forecasts') }}
union all
-- Against another season everything drifts.
select series_set, unique_id, 'psi_ratio', psi_ratio, ds from {{ ref('fct_drift') }} where subject = 'target' and is_same_season
union all
-- One window of a few steps is mostly luck.
select series.series_set, series.unique_id, 'value_add', outlooks.value_add, series.cutoff
from {{ ref('int_series_outlooks') }} as outlooks
join {{ ref('dim_series') }} as series using (unique_id)
where outlooks.n_windows >= 3 and outlooks.value_add is not null
union all
-- Of backtests, as long as no forecasts were served whose periods have passed.
select series_set, null, 'coverage_80_gap', abs(sum(coverage_80 * n order by unique_id) / sum(n) - 0.8), max(ends.cutoff)
from last_window
join ends using (series_set)
anti join (from {{ ref('int_measures_forecasts') }} where measure = 'coverage_80_gap') as live using (series_set)
group by series_set
