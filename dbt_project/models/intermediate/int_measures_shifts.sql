-- How far the two newest periods are from the series' own past, at each of the last periods, in robust spreads. Amounts are compared as
-- logarithms (where they may be negative, as they are), and so are rows, where their number varies: a level that shifts
-- moves both, one large order only the amount, another unit only the amount per row.
{% set past, range = 26, 52 %}
with observed as (
    select
        series_set, unique_id, series_key, ds, t, last_t, season_length,
        case when support = 'real' then y else ln(nullif(y, 0)) end as x,
        case when agg = 'sum' then ln(nullif(n_rows, 0)) end as r,
        ln(nullif(abs(y), 0) / case when agg = 'sum' then greatest(n_rows, 1) else 1 end) as q,
        case when support = 'real' then 0 else 0.25 end as smallest_spread
    from {{ newest_periods((range + 2) ~ ' + of_set.season_length') }}
    join {{ ref('int_series_sets') }} using (series_set)
),

signals as (
    select * exclude (x, r, q), 'level_shift' as measure, x, r from observed
    union all by name
    select * exclude (x, r, q) replace (0.25 as smallest_spread), 'unit_change' as measure, q as x, null as r from observed
    union all by name
    -- Against the same season before: what a year ago rose now, and does not.
    select * exclude (x, r, q), 'season_shift' as measure, x - lag(x, season_length) over ordered as x, r - lag(r, season_length) over ordered as r
    from observed
    where season_length > 1
    window ordered as (partition by series_key order by t)
),

framed as (
    select
        series_set, unique_id, measure, ds, t, last_t, x, r, smallest_spread, lag(x) over ordered as x_before, lag(r) over ordered as r_before,
        count(x) over past as n, count(r) over past as n_r, quantile_cont(x, [0.1, 0.5, 0.9]) over past as xs, quantile_cont(r, [0.1, 0.5, 0.9]) over past as rs,
        min(x) over range_before as lowest, max(x) over range_before as highest
    from signals
    where {{ is_monitored('last_t', 't + ' ~ (range + 2)) }}
    window
        ordered as (partition by measure, series_key order by t),
        past as (partition by measure, series_key order by t rows between {{ past + 1 }} preceding and 2 preceding),
        range_before as (partition by measure, series_key order by t rows between {{ range + 1 }} preceding and 2 preceding)
),

measured as (
    select
        *,
        {{ two_in_a_row('x', 'x_before', 'xs[2]', 'greatest((xs[3] - xs[1]) / 2.563, smallest_spread)') }} as z,
        case when n_r >= 16 and rs[3] > rs[1] then {{ two_in_a_row('r', 'r_before', 'rs[2]', 'greatest((rs[3] - rs[1]) / 2.563, 0.25)') }} end as z_r
    from framed
    where {{ is_monitored('last_t', 't') }} and n >= case measure when 'season_shift' then 10 else 16 end
)

select
    series_set, unique_id, measure, ds,
    case
        when measure <> 'unit_change' then case when z * coalesce(z_r, z) < 0 then 0 else (abs(z) + coalesce(abs(z_r), abs(z))) / 2 end
        when abs(z) > 5 and (least(x, x_before) > highest or greatest(x, x_before) < lowest) then least(abs(x - xs[2]), abs(x_before - xs[2])) / ln(10)
        else 0
    end as value
from measured
where z is not null
