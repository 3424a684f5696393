{{ config(materialized='kept_by_part', part='int_periods_monitored', key=['unique_id', 'ds'], weight='10', source='int_observations_aligned') }}
-- How far the two newest periods are from the series' own past, at each of the last periods, in robust spreads. Amounts are compared as
-- logarithms (where they may be negative, as they are), and so are rows, where their number varies: a level that shifts
-- moves both, one large order only the amount. All is counted in open periods.
{% set past = 26 %}
{% set smallest_n = {'level_shift': 16, 'season_shift': 10} %}
with observed as materialized (
    select
        series_key, calendar.open_t, open_t + 1 as next_t, case when season_length > 1 then open_t + season_length end as next_season_t,
        open_t >= first_t - {{ past + 1 }} as is_near, case when support = 'real' then 0 else 0.25 end as smallest_spread,
        case when support = 'real' then y else ln(nullif(y, 0)) end as x, case when agg = 'sum' and is_varying then ln(nullif(n_rows, 0)) end as r
    from {{ ref('int_observations_aligned') }} as aligned
    join {{ ref('int_series_sets') }} using (series_set) join {{ ref('int_calendar') }} as calendar using (series_set, t)
    join (select series_key, min(open_t) as first_t from {{ ref('int_periods_monitored') }} group by series_key) as asked using (series_key)
    join (select series_key, min(nullif(n_rows, 0)) < max(n_rows) as is_varying from {{ ref('int_observations_aligned') }} group by series_key) as vary using (series_key)
    where aligned.is_open and calendar.open_t >= first_t - {{ past + 1 }} - season_length
),

signals as materialized (
    select
        now.series_key, now.open_t, now.next_t, now.smallest_spread, now.x as level_shift, now.r as level_shift_of_rows,
        now.x - ago.x as season_shift, now.r - ago.r as season_shift_of_rows -- what a year ago rose now, and does not
    from observed as now
    left join observed as ago on ago.series_key = now.series_key and ago.next_season_t = now.open_t
    where now.is_near
),

framed as (
    select
        series_key, periods.open_t,
        {% for measure in smallest_n %}{% for x in [measure, measure ~ '_of_rows'] %}
        count({{ x }}) as n_{{ x }}, quantile_cont({{ x }}, [0.1, 0.5, 0.9]) as quantiles_{{ x }},
        {% endfor %}{% endfor %}
    from {{ ref('int_periods_monitored') }} as periods
    join signals as past using (series_key)
    where past.open_t between periods.open_t - {{ past + 1 }} and periods.open_t - 2
    group by all
),

measured as (
    select series_key, open_t, unnest([
        {% for measure, n in smallest_n.items() %}
        {% set q, of_rows = 'quantiles_' ~ measure, measure ~ '_of_rows' %}
        {
            'measure': '{{ measure }}',
            'z': case when n_{{ measure }} >= {{ n }} then {{ two_in_a_row('now.' ~ measure, 'before.' ~ measure, q ~ '[2]', 'greatest((' ~ q ~ '[3] - ' ~ q ~ '[1]) / 2.563, now.smallest_spread)') }} end,
            {% set q = 'quantiles_' ~ of_rows %}
            'z_r': case when n_{{ of_rows }} >= 16 and {{ q }}[3] > {{ q }}[1] then {{ two_in_a_row('now.' ~ of_rows, 'before.' ~ of_rows, q ~ '[2]', 'greatest((' ~ q ~ '[3] - ' ~ q ~ '[1]) / 2.563, 0.25)') }} end
        } {{- ',' if not loop.last }}
        {% endfor %}
    ], recursive := true)
    from framed
    join signals as now using (series_key, open_t)
    join signals as before on before.series_key = framed.series_key and before.next_t = framed.open_t
)

select series_set, unique_id, measure, ds, case when z * coalesce(z_r, z) < 0 then 0 else (abs(z) + coalesce(abs(z_r), abs(z))) / 2 end as value
from measured
join {{ ref('int_periods_monitored') }} using (series_key, open_t)
where z is not null
