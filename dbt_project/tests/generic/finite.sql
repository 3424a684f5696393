{#- A number that is there is a number: no NaN, no infinity. -#}
{% test finite(model, column_name) %}
select {{ column_name }} from {{ model }}
where {{ column_name }} is not null and not isfinite({{ column_name }})
{% endtest %}
