{{ config(materialized='kept_by_part', part='int_periods_monitored', key=['unique_id', 'ds'], weight='10', source='int_observations_aligned') }}
-- How far the two newest periods are from the series' own past, at each of the last periods, in robust spreads. Amounts are compared as
-- logarithms (where they may be negative, as they are), and so are rows, where their number varies: a level that shifts
-- moves both, one large order only the amount, another unit only the amount per row. All is counted in open periods.
{% set past, range = 26, 52 %}
with observed as materialized (
    select series_key, calendar.open_t, open_t + 1 as next_t, open_t + season_length as next_season_t, open_t >= first_t - {{ past + 1 }} as is_near, case when support = 'real' then 0 else 0.25 end as smallest_spread,
        case when support = 'real' then y else ln(nullif(y, 0)) end as x, case when agg = 'sum' and is_varying then ln(nullif(n_rows, 0)) end as r,
        ln(nullif(abs(y), 0) / case when agg = 'sum' then greatest(n_rows, 1) else 1 end) as q
    from {{ ref('int_observations_aligned') }} as aligned
    join {{ ref('int_series_sets') }} using (series_set) join {{ ref('int_calendar') }} as calendar using (series_set, t)
    join (select series_key, min(open_t) as first_t from {{ ref('int_periods_monitored') }} group by series_key) as asked using (series_key)
    join (select series_key, min(nullif(n_rows, 0)) < max(n_rows) as is_varying from {{ ref('int_observations_aligned') }} group by series_key) as vary using (series_key)
    where aligned.is_open and calendar.open_t >= first_t - greatest({{ range + 1 }}, {{ past + 1 }} + season_length)
),

bounds as (
    select series_key, periods.open_t, count(q) as n, min(q) as lowest, max(q) as highest
    from {{ ref('int_periods_monitored') }} as periods
    join observed as past using (series_key)
    where past.is_near and past.open_t between periods.open_t - {{ past + 1 }} and periods.open_t - 2
    group by all
),

units as materialized (
    -- Most values lie within what was seen shortly before: there is no other unit then.
    select series_key, open_t, least(now.q, before.q) > highest or greatest(now.q, before.q) < lowest as is_outside
    from bounds
    join observed as now using (series_key, open_t)
    join observed as before on before.series_key = bounds.series_key and before.next_t = bounds.open_t
    where n >= 16 and now.q is not null and before.q is not null
),

signals as materialized (
    select 'level_shift' as measure, series_key, open_t, next_t, x, r, smallest_spread from observed where is_near
    union all
    select 'unit_change', series_key, open_t, next_t, q, null, 0.25 from observed where is_near and series_key in (select series_key from units where is_outside)
    union all -- against the same season before: what a year ago rose now, and does not
    select 'season_shift', now.series_key, now.open_t, now.next_t, now.x - ago.x, now.r - ago.r, now.smallest_spread
    from observed as now join observed as ago on ago.series_key = now.series_key and ago.next_season_t = now.open_t
    where now.is_near and ago.next_season_t > ago.next_t -- a season of one is none
),

asked as (
    select unnest(['level_shift', 'season_shift']) as measure, series_key, open_t from {{ ref('int_periods_monitored') }}
    union all
    select 'unit_change', series_key, open_t from units where is_outside
),

framed as (
    select measure, series_key, asked.open_t, count(x) as n, count(r) as n_r, quantile_cont(x, [0.1, 0.5, 0.9]) as xs, quantile_cont(r, [0.1, 0.5, 0.9]) as rs
    from asked
    join signals as past using (measure, series_key)
    where past.open_t between asked.open_t - {{ past + 1 }} and asked.open_t - 2
    group by all
),

measured as (
    select framed.*, now.x, before.x as x_before,
        {{ two_in_a_row('now.x', 'before.x', 'xs[2]', 'greatest((xs[3] - xs[1]) / 2.563, now.smallest_spread)') }} as z,
        case when n_r >= 16 and rs[3] > rs[1] then {{ two_in_a_row('now.r', 'before.r', 'rs[2]', 'greatest((rs[3] - rs[1]) / 2.563, 0.25)') }} end as z_r
    from framed
    join signals as now using (measure, series_key, open_t)
    join signals as before on before.measure = framed.measure and before.series_key = framed.series_key and before.next_t = framed.open_t
    where n >= case framed.measure when 'season_shift' then 10 else 16 end
),

ranges as (
    select measure, series_key, measured.open_t, min(q) as lowest, max(q) as highest
    from measured
    join observed as past using (series_key)
    where measure = 'unit_change' and abs(z) > 5 and past.open_t between measured.open_t - {{ range + 1 }} and measured.open_t - 2
    group by all
)

select series_set, unique_id, measure, ds, case
    when measure <> 'unit_change' then case when z * coalesce(z_r, z) < 0 then 0 else (abs(z) + coalesce(abs(z_r), abs(z))) / 2 end
    when least(x, x_before) > highest or greatest(x, x_before) < lowest then least(abs(x - xs[2]), abs(x_before - xs[2])) / ln(10)
    else 0 end as value
from measured
join {{ ref('int_periods_monitored') }} using (series_key, open_t)
left join ranges using (measure, series_key, open_t)
where z is not null
union all
select series_set, unique_id, 'unit_change', ds, 0
from units
join {{ ref('int_periods_monitored') }} using (series_key, open_t)
where not is_outside
