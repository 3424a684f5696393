{{ config(materialized='view') }}

{% for s in var('series_sets') %}
select * from {{ ref(s.model) }}
{{ 'union all' if not loop.last }}
{% endfor %}
