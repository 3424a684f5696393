{#-
    A table that is made some series at a time: window functions over tens of millions of rows need no more memory than those over
    `rows_at_a_time`. `split` names the model whose series are taken a range at a time; the ranges follow each other in the order
    of series_key, so that a query that sorts its rows gives a sorted table.
-#}
{% materialization by_series, adapter='duckdb' %}
    {% set target_relation = this.incorporate(type='table') %}
    {% set building = make_intermediate_relation(target_relation) %}
    {% do drop_relation_if_exists(load_cached_relation(building)) %}
    {{ run_hooks(pre_hooks) }}

    {% set whole = ref(config.require('split')) | string %}
    {% set ranges = run_query(series_ranges(whole, var('rows_at_a_time'))).rows %}
    {% call statement('main') %}create table {{ building }} as {{ of_range(sql, whole, ranges[0]) if ranges else sql }}{% endcall %}
    {% for range in ranges[1:] %}
        {% call statement('range') %}insert into {{ building }} {{ of_range(sql, whole, range) }}{% endcall %}
    {% endfor %}

    {% do drop_relation_if_exists(load_cached_relation(this)) %}
    {% do adapter.rename_relation(building, target_relation) %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#- First and last series of each range of about `size` rows. -#}
{% macro series_ranges(relation, size) %}
    select min(series_key), max(series_key)
    from (
        select series_key, (sum(count(*)) over (order by series_key) - 1) // {{ size }} as number
        from {{ relation }} group by series_key
    )
    group by number
    order by number
{% endmacro %}

{% macro of_range(sql, relation, range) %}
    {{ sql | replace(relation, '(select * from ' ~ relation ~ ' where series_key between ' ~ range[0] ~ ' and ' ~ range[1] ~ ')') }}
{%- endmacro %}
