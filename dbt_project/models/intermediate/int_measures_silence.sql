-- How improbable it is that a series is silent (nothing, or zero) or stuck (the same amount again) for so long: -log10 of the probability,
-- by how often it was so before the run began. A stock that ran out was sold down before: a run after low amounts counts for less.
-- Periods without a row in all of the set are holidays, not silence. What is silent for `stale_after` periods is stale: that is its status.
{% set past, rare = 52, 0.02 %}
with observed as (
    select
        aligned.series_set, unique_id, series_key, aligned.ds, aligned.t, y, aligned.n_rows,
        last_t, row_number() over (partition by series_key order by aligned.t) as i,
        (aligned.n_rows = 0 or y = 0)::integer as is_silent,
        coalesce(y <> 0 and y = lag(y) over ordered and aligned.n_rows = lag(aligned.n_rows) over ordered, false)::integer as is_stuck
    from {{ newest_periods(2 * past + 1) }} as aligned
    semi join (from {{ ref('int_observations_aggregated') }} where n_rows > 0) as seen on seen.series_set = aligned.series_set and seen.t = aligned.t
    window ordered as (partition by series_key order by aligned.t)
),

run_starts as (
    select
        *,
        max(case when is_silent = 0 then i end) over so_far as last_loud_i, max(case when is_stuck = 0 then i end) over so_far as last_free_i,
        count(*) over past as n, sum(is_silent) over past as n_silent, sum(is_stuck) over past as n_stuck,
        -- Rows that vary in number are orders: by chance, too, there is none, or one of the usual size.
        quantile_cont(n_rows, [0.1, 0.9]) over past as rows_low_high, quantile_cont(abs(y), 0.5) over past as usual, avg(abs(y)) over just_before as just_before,
        case when bool_and(y = round(y)) over past then 1 / (1 + quantile_cont(y, 0.9) over past - quantile_cont(y, 0.1) over past) else 0 end as share_of_one,
        case when rows_low_high[2] > rows_low_high[1] then exp(-rows_low_high[1]) else 0 end as p_no_order,
        case when rows_low_high[2] > rows_low_high[1] then exp(-n_rows) else 0 end as p_same_orders,
        i - coalesce(last_loud_i, 0) as n_run_silent, i - coalesce(last_free_i, 0) as n_run_stuck
    from observed
    window
        so_far as (partition by series_key order by t),
        just_before as (partition by series_key order by t rows between 2 preceding and 1 preceding),
        past as (partition by series_key order by t rows between {{ past }} preceding and 1 preceding)
),

judged as (
    -- What was known when the run began is in the first row of the run.
    select
        *, first_value(n) over silence as n_before, first_value(n_silent) over silence as n_silent_before,
        greatest((n_silent_before + 0.5) / (n_before + 1), first_value(p_no_order) over silence) as p_silent,
        least(1, 2 * first_value(just_before) over silence / nullif(first_value(usual) over silence, 0)) as suddenness,
        first_value(n) over standstill as n_free, greatest((first_value(n_stuck) over standstill + 0.5) / (n_free + 1), first_value(share_of_one) over standstill, first_value(p_same_orders) over standstill) as p_stuck
    from run_starts
    window
        silence as (partition by series_key, last_loud_i, is_silent order by t),
        standstill as (partition by series_key, last_free_i, is_stuck order by t)
)

select
    series_set, unique_id, 'dead_run' as measure, ds,
    case
        when is_silent = 1 and n_run_silent <= stale_after and n_before >= 26 and n_silent_before <= {{ rare }} * n_before then -n_run_silent * log10(p_silent) * coalesce(suddenness, 0)
        when is_stuck = 1 and n_free >= 26 then -n_run_stuck * log10(least(p_stuck, 1))
        else 0
    end as value
from judged
join {{ ref('int_series_sets') }} using (series_set)
where {{ is_monitored('last_t', 't') }}
