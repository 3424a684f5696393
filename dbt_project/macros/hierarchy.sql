{#- The levels of all series sets: [{series_set, level, label, columns}]; a `total` is the level of no columns, by its own label. -#}
{% macro levels() %}
    {% set found = [] %}
    {% for s in series_sets() %}
    {% if s.total %}{% do found.append({'series_set': s.name, 'level': 'total', 'label': s.total, 'columns': {}}) %}{% endif %}
    {% for level, columns in s.hierarchy.items() %}
    {% do found.append({'series_set': s.name, 'level': level, 'label': level, 'columns': group_columns(s, columns)}) %}
    {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- {column of observations: column of the contract, as SQL names it} of some grouping columns of a set, by default of all. -#}
{% macro group_columns(s, columns=none) %}
    {% set contract = var('sources')[s.source].columns %}
    {% set found = {} %}
    {% for name in (columns if columns is not none else s.hierarchy.values() | sum(start=[]) | unique) %}
    {% do found.update({adapter.quote('g_' ~ (contract[name].as or name)): sql_name(name, contract[name])}) %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- The grouping columns of the observations of all sets. -#}
{% macro all_group_columns() %}
    {% set found = {} %}
    {% for s in series_sets() %}{% do found.update(group_columns(s)) %}{% endfor %}
    {{ return(found.keys() | list) }}
{% endmacro %}

{#- Condition: a series of the set would be called like a sum of a level. -#}
{% macro is_named_as_level(label, s) %}
    false {%- for level, columns in s.hierarchy.items() %} or {% if columns %}starts_with({{ label }}, '{{ level }}='){% else %}{{ label }} = '{{ level }}'{% endif %}{% endfor %}
{% endmacro %}

{#- A group by its values, as in FOODS/CA_1; where there are several a / in a value is written %2F, so that no two groups are called alike. -#}
{% macro group_label(columns, separator='/') %}
    {%- for column in columns %}
    {%- set value = "coalesce(" ~ column ~ ", '(none)')" -%}
    {{ "replace(replace(" ~ value ~ ", '%', '%25'), '/', '%2F')" if columns | length > 1 and separator == '/' else value }}
    {{- " || '" ~ separator ~ "' || " if not loop.last }}
    {%- endfor -%}
{% endmacro %}

{#-
    Sums that do not depend on the order of their parts: of integers, in steps that are a power of two and, beside the largest
    amount of the set, smaller than any double is exact to. 2^37 amounts fit. An ordered sum would hold them all in memory.
-#}
{% macro sum_step(y) %}power(2, ceil(log2(greatest(max(abs({{ y }})), 1e-250))) - 90){% endmacro %}
{% macro exact_sum(y, step) %}sum(({{ y }} / {{ step }})::hugeint)::double * any_value({{ step }}){% endmacro %}
