{#-
    A list of facts as rows. Each fact is [fact_id, label, SQL value, unit, source table, SQL of the start, SQL of the end];
    a text fact has `text` as its unit. `@unit` is the series' own. Facts whose value is null are left out.
-#}
{% macro fact_rows(facts, relation, about) %}
    {% for id, label, value, unit, source, starts, ends in facts %}
    select
        {{ about }}, '{{ id }}' as fact_id, '{{ label }}' as label,
        {{ 'null' if unit == 'text' else '(' ~ value ~ ')' }}::double as value,
        {{ '(' ~ value ~ ')' if unit == 'text' else 'null' }}::varchar as text,
        {{ {'text': 'null', '@unit': 'unit'}.get(unit, "'" ~ unit ~ "'") }}::varchar as unit,
        ({{ starts or 'null' }})::timestamp as period_start, ({{ ends or starts or 'null' }})::timestamp as period_end,
        '{{ source }}' as source_table, '{{ about }} = ' || {{ about }} as source_filter
    from {{ relation }}
    where ({{ value }}) is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}

{% macro month_name(number) %}
    (['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'][{{ number }}])
{%- endmacro %}

{#- The least-squares slope of y on x where both are known, from sums: of whole numbers it is exact, whatever the order of rows. -#}
{% macro slope(y, x) -%}
    {%- set n = 'count(' ~ y ~ ' * ' ~ x ~ ')' -%}
    ({{ n }} * sum({{ x }} * {{ y }}) - sum({{ x }}) filter ({{ y }} is not null) * sum({{ y }}) filter ({{ x }} is not null))
        / nullif({{ n }} * sum({{ x }} * {{ x }}) filter ({{ y }} is not null) - power(sum({{ x }}) filter ({{ y }} is not null), 2), 0)
{%- endmacro %}
