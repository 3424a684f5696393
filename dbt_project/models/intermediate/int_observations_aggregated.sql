-- One amount for each period with observations, by the set's rule; the sums of a set's levels are more series, and what
-- may explain a sum is the mean of what may explain its series.
-- Where a period has several rows they are taken in the order of their values, so that the same rows give the same bits.
{% set xs = covariates() %}
with accepted as (
    select * from {{ ref('int_observations_deduplicated') }} where reject_reason is null
),

per_period as (
    select
        series_set, series_key, t, count(y) as n_rows, count(*) as n_seen, max(_loaded_at) as loaded_at, any_value(y) as y
        {%- for x in xs %}, any_value(x_{{ x }}) as x_{{ x }}{% endfor %}
    from accepted
    group by all
),

{% for s in series_sets() %}
several_of_{{ loop.index }} as (
    select
        series_key, t, {{ aggregate(s.agg, 'y') }} as y
        {%- for x, rule in s.covariates.items() %}, {{ aggregate(rule.agg or 'mean', 'x_' ~ x) }} as x_{{ x }}{% endfor %}
    from accepted
    semi join (from per_period where n_seen > 1) as several using (series_key, t)
    where series_set = '{{ s.name }}'
    group by all
),
{% endfor %}

several as (
    {% for s in series_sets() %}from several_of_{{ loop.index }} {{ 'union all by name' if not loop.last }} {% endfor %}
),

per_series as (
    select
        per_period.* exclude (n_seen) replace (
            {% for x in xs %}case when n_seen > 1 then several.x_{{ x }} else per_period.x_{{ x }} end as x_{{ x }},{% endfor %}
            case when n_seen > 1 then several.y else per_period.y end as y
        )
    from per_period
    left join several using (series_key, t)
),

steps as (
    select {% for x in xs %}{{ sum_step('x_' ~ x) }} as step_{{ x }}, {% endfor %}{{ sum_step('y') }} as step, series_set from per_series group by all
),

sums as (
    select
        series_set, sum_key as series_key, t, sum(n_rows)::bigint as n_rows, max(loaded_at) as loaded_at,
        {% for x in xs %}{{ exact_sum('x_' ~ x, 'step_' ~ x) }} / count(x_{{ x }}) as x_{{ x }}, {% endfor %}{{ exact_sum('y', 'step') }} as y
    from per_series
    join {{ ref('int_series_members') }} using (series_key)
    join steps using (series_set)
    group by all
)

from per_series
union all by name
from sums
