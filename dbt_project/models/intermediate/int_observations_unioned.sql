{{ config(materialized='view') }}

{#- As of a moment, what is known in advance stays known: later rows lose what was measured, not their known covariates. -#}
{% set as_of = "timestamp '" ~ var('as_of') ~ "'" %}
{% for s in series_sets() %}
{% set known = s.covariates.values() | selectattr('known', 'defined') | selectattr('known') | list %}
{% if var('as_of') and known %}
select * replace (
    {% for name, rule in s.covariates.items() if not rule.known %}
    case when ds < {{ as_of }} then x_{{ name }} end as x_{{ name }},
    {% endfor %}
    case when ds < {{ as_of }} then y end as y
)
from {{ ref(s.model) }}
{% else %}
select * from {{ ref(s.model) }}
{% if var('as_of') %}where ds is null or ds < {{ as_of }}{% endif %}
{% endif %}
{{ 'union all by name' if not loop.last }}
{% endfor %}
