-- Which series each level sums up, by the levels that the sets declare.
{% for level in levels() %}
{% set label, columns = level.label | replace("'", "''"), level.columns.keys() | list %}
select
    series_set, '{{ level.level }}' as level, unique_id as bottom_unique_id,
    series_set || ':{{ label }}' {% if columns %}|| '=' || {{ group_label(columns) }}{% endif %} as unique_id,
    '{{ label }}' {% if columns %}|| ' ' || {{ group_label(columns, ' / ') }}{% endif %} as series_name
from {{ ref('int_series_grouped') }}
where series_set = '{{ level.series_set }}'
{{ 'union all' if not loop.last }}
{% else %}
select series_set, null::varchar as level, unique_id as bottom_unique_id, unique_id, null::varchar as series_name
from {{ ref('int_series_grouped') }}
where false
{% endfor %}
