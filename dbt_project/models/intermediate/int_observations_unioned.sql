{{ config(materialized='view') }}

{% for s in var('series_sets') %}
select * from {{ ref(s.model) }}
{% if var('as_of') %}where ds is null or ds < timestamp '{{ var("as_of") }}'{% endif %}
{{ 'union all' if not loop.last }}
{% endfor %}
