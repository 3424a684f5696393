-- How the served forecasts did, period by period; of several forecasts of a period the nearest.
{% set window = 8 %}
with newest as (
    select unique_id, ds, max(cutoff) as cutoff
    from {{ ref('fct_forecasts') }}
    where lo_80 is not null and lo_95 is not null
    group by unique_id, ds
),

nearest as (
    select forecasts.series_set, forecasts.unique_id, forecasts.ds, actuals.y, lo_80, hi_80, lo_95, hi_95
    from {{ ref('fct_forecasts') }} as forecasts
    semi join newest using (unique_id, ds, cutoff) -- one of many: only few rows are left to be sorted
    join {{ ref('fct_actuals') }} as actuals using (unique_id, ds)
    where lo_80 is not null and lo_95 is not null
    qualify row_number() over (partition by forecasts.unique_id, forecasts.ds order by created_at desc, run_id) = 1
),

covered as (
    select series_set, ds, count(*) as n, count(*) filter (y between lo_80 and hi_80) as n_within
    from nearest
    group by all
),

missed as (
    select
        series_set, unique_id, ds, count(*) over recently as n, row_number() over (partition by unique_id order by ds desc) as age,
        greatest(count(*) filter (y > hi_95) over recently, count(*) filter (y < lo_95) over recently) as n_missed
    from nearest
    window recently as (partition by unique_id order by ds rows between {{ window - 1 }} preceding and current row)
)

select series_set, null as unique_id, 'coverage_80_gap' as measure, abs(sum(n_within) over recently / sum(n) over recently - 0.8) as value, ds
from covered
window recently as (partition by series_set order by ds rows between {{ window - 1 }} preceding and current row)
qualify sum(n) over recently >= 100
    and row_number() over (partition by series_set order by ds desc) <= {{ var('monitored_periods') }}
union all
select series_set, unique_id, 'missed_share', n_missed / n, ds
from missed
where n = {{ window }} and age <= {{ var('monitored_periods') }}
