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

-- Rows in a row have the same difference between their number and that among all such rows.
{% for of in ['silent', 'stuck'] %}
{{ of }} as (
    select series_key, i, min(i) over (partition by series_key, island) as begun
    from (select series_key, i, i - row_number() over (partition by series_key order by i) as island from observed where is_{{ of }} = 1)
),

{% endfor %}
monitored as (
    select observed.*, silent.begun as silent_from, i - silent_from + 1 as n_run_silent, stuck.begun as stuck_from, i - stuck_from + 1 as n_run_stuck
    from observed left join silent using (series_key, i) left join stuck using (series_key, i)
    where {{ is_monitored('last_t', 't') }}
),

begins as (
    select distinct series_key, unnest([silent_from, stuck_from]) as i from monitored
),

before as (
    -- What was known when a run began, at row `i`. Rows that vary in number are orders: by chance, too, there is none, or one of the usual size.
    select
        begins.*, count(*) as n, sum(is_silent) as n_silent, sum(is_stuck) as n_stuck, quantile_cont(n_rows, [0.1, 0.9]) as rows_low_high,
        case when bool_and(y = round(y)) then 1 / (1 + quantile_cont(y, 0.9) - quantile_cont(y, 0.1)) else 0 end as share_of_one,
        least(1, 2 * avg(abs(y)) filter (past.i >= begins.i - 2) / nullif(quantile_cont(abs(y), 0.5), 0)) as suddenness
    from begins
    join observed as past on past.series_key = begins.series_key and past.i between begins.i - {{ past }} and begins.i - 1
    group by all
),

judged as (
    select
        monitored.*, silence.n as n_before, silence.n_silent as n_silent_before, silence.suddenness, standstill.n as n_free,
        greatest((silence.n_silent + 0.5) / (silence.n + 1), case when silence.rows_low_high[2] > silence.rows_low_high[1] then exp(-silence.rows_low_high[1]) else 0 end) as p_silent,
        greatest((standstill.n_stuck + 0.5) / (standstill.n + 1), standstill.share_of_one, case when standstill.rows_low_high[2] > standstill.rows_low_high[1] then exp(-monitored.n_rows) else 0 end) as p_stuck
    from monitored
    left join before as silence on silence.series_key = monitored.series_key and silence.i = silent_from
    left join before as standstill on standstill.series_key = monitored.series_key and standstill.i = stuck_from
)

select series_set, unique_id, 'dead_run' as measure, ds, case
    when is_silent = 1 and n_run_silent <= stale_after and n_before >= 26 and n_silent_before <= {{ rare }} * n_before then -n_run_silent * log10(p_silent) * coalesce(suddenness, 0)
    when is_stuck = 1 and n_free >= 26 then -n_run_stuck * log10(least(p_stuck, 1))
    else 0 end as value
from judged
join {{ ref('int_series_sets') }} using (series_set)
