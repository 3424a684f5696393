-- Models side by side: only steps where the served forecast was scored, and each model beside seasonal naive on the
-- model's own series, because not every model is tried on every series. Ratios are means of series.
with fair as (
    select scored.*, scored.cutoff = max(scored.cutoff) over (partition by scored.series_set) as is_last
    from {{ ref('int_forecasts_scored') }} as scored
    semi join (from {{ ref('fct_backtests') }} where model = 'served') as served
        using (unique_id, cutoff, ds)
    where scored.basis = 'backtest'
),

windows as (
    select *, 'all' as period from fair
    union all
    select *, 'last' as period from fair where is_last
),

termed as (
    select series_set, period, model, unique_id, {{ accuracy_terms() }}
    from (select series_set, period, model, unique_id, {{ scored_steps() }} as steps from windows group by all)
),

per_series as (
    select series_set, period, model, unique_id, len(error) as n, list_sum(abs_y) as sum_y, list_sum(abs_error) as sum_error, unnest({ {{ accuracy_metrics() }} })
    from termed
),

paired as (
    select models.*, naive.mase as mase_naive
    from per_series as models
    left join (from per_series where model = 'seasonal_naive') as naive using (series_set, period, unique_id)
),

pooled as (
    select
        series_set, period as backtest_window, model, count(*) as n_series,
        avg(mase order by unique_id) as mase, avg(rmsse order by unique_id) as rmsse, avg(smape order by unique_id) as smape,
        sum(sum_error order by unique_id) / nullif(sum(sum_y order by unique_id), 0) as wape,
        sum(coverage_80 * n order by unique_id) / sum(n) filter (coverage_80 is not null) as coverage_80,
        sum(coverage_95 * n order by unique_id) / sum(n) filter (coverage_95 is not null) as coverage_95,
        avg(mase_naive order by unique_id) as mase_naive
    from paired
    group by all
)

select
    *,
    1 - mase / nullif(mase_naive, 0) as value_add,
    rank() over (partition by series_set, backtest_window order by mase / nullif(mase_naive, 0) nulls last) as rank
from pooled
