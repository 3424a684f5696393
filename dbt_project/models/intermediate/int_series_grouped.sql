-- The groups that the series of sets with levels are in: of each column the last value that an observation told, for all of the history.
{% set columns = all_group_columns() %}
with told as (
    select
        series_set, unique_id, {% for column in columns %}{{ column }}, {% endfor %}

        max((ds, _loaded_at, _load_id, _row)) as last_told
    from {{ ref('int_observations_judged') }}
    where
        reject_reason is null and y is not null
        and series_set in ({% for level in levels() %}'{{ level.series_set }}', {% endfor %}null)
    group by all
)

select series_set, unique_id {%- for column in columns %}, arg_max({{ column }}, last_told) as {{ column }}{% endfor %}

from told
group by all
