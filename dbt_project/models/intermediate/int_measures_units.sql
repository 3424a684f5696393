{{ config(materialized='kept_by_part', part='int_periods_monitored', key=['unique_id', 'ds'], weight='10', source='int_observations_aligned') }}
-- By how many powers of ten the two newest amounts per row are from the middle of the periods before, at each of the last periods, where
-- both are outside of all that was seen. All is counted in open periods.
{% set past, range = 26, 52 %}
with observed as materialized (
    select
        series_key, calendar.open_t, open_t + 1 as next_t, open_t >= first_t - {{ past + 1 }} as is_near,
        ln(nullif(abs(y), 0) / case when agg = 'sum' then greatest(n_rows, 1) else 1 end) as x
    from {{ ref('int_observations_aligned') }} as aligned
    join {{ ref('int_series_sets') }} using (series_set) join {{ ref('int_calendar') }} as calendar using (series_set, t)
    join (select series_key, min(open_t) as first_t from {{ ref('int_periods_monitored') }} group by series_key) as asked using (series_key)
    where aligned.is_open and calendar.open_t >= first_t - {{ range + 1 }}
),

bounds as (
    select series_key, periods.open_t, count(x) as n, min(x) as lowest, max(x) as highest
    from {{ ref('int_periods_monitored') }} as periods
    join observed as past using (series_key)
    where past.is_near and past.open_t between periods.open_t - {{ past + 1 }} and periods.open_t - 2
    group by all
),

placed as materialized (
    -- Most lie within what was seen shortly before: quantiles are for the others.
    select series_key, open_t, now.x, before.x as x_before, least(now.x, before.x) > highest or greatest(now.x, before.x) < lowest as is_outside
    from bounds
    join observed as now using (series_key, open_t)
    join observed as before on before.series_key = bounds.series_key and before.next_t = bounds.open_t
    where n >= 16 and now.x is not null and before.x is not null
),

framed as (
    select
        series_key, placed.open_t, any_value(placed.x) as x, any_value(placed.x_before) as x_before, min(past.x) as lowest, max(past.x) as highest,
        quantile_cont(past.x, [0.1, 0.5, 0.9]) filter (past.open_t >= placed.open_t - {{ past + 1 }}) as xs
    from placed
    join observed as past using (series_key)
    where is_outside and past.open_t between placed.open_t - {{ range + 1 }} and placed.open_t - 2
    group by all
),

changed as (
    select series_key, open_t, least(abs(x - xs[2]), abs(x_before - xs[2])) / ln(10) as value
    from framed
    where (least(x, x_before) > highest or greatest(x, x_before) < lowest)
        and abs({{ two_in_a_row('x', 'x_before', 'xs[2]', 'greatest((xs[3] - xs[1]) / 2.563, 0.25)') }}) > 5
)

select series_set, unique_id, 'unit_change' as measure, ds, coalesce(changed.value, 0) as value
from placed
join {{ ref('int_periods_monitored') }} using (series_key, open_t)
left join changed using (series_key, open_t)
