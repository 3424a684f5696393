{#-
    A table that is made part by part, and kept where nothing changed. The model `part` has a row for each part: the columns of
    `key`, which the table has, too, and a `fingerprint` of all that its rows come from. Of the build before, the rows of parts with
    the same fingerprint stay; those of parts that changed or vanished go, and what is new or changed is made: the same rows as
    those of a whole build. Other SQL, --full-refresh or a build that was stopped makes all of it anew.

    lakecast.made_of_<table> says which parts the table has. A part leaves it before its rows go and comes in after they are made.
    Parts are taken by ranges of series with about `rows_at_a_time` rows (their `weight`), which bounds the memory.
-#}
{% materialization kept_by_part, adapter='duckdb' %}
    {% set target_relation = this.incorporate(type='table') %}
    {% set key = config.require('key') | join(', ') %}
    {% set parts = ref(config.require('part')) | string %}
    {% set made_of = 'lakecast.made_of_' ~ this.identifier %}
    {% set changed = 'lakecast.changed_of_' ~ this.identifier %}
    {% set code = local_md5(sql) %}
    {{ run_hooks(pre_hooks) }}

    {% do run_query('create schema if not exists lakecast') %}
    {% do run_query('create table if not exists ' ~ made_of ~ " as select " ~ key ~ ", fingerprint, '' as code from " ~ parts ~ ' limit 0') %}
    {% do run_query('delete from ' ~ made_of ~ ' as made where not exists (from ' ~ parts ~ ' as part where '
        ~ all_equal('part', 'made', config.require('key') + ['fingerprint']) ~ " and made.code = '" ~ code ~ "')") %}
    {% set n_kept = run_query('select count(*) from ' ~ made_of).columns[0].values()[0] | int %}
    {% set is_kept = load_cached_relation(this) is not none and n_kept > 0 and not should_full_refresh() %}
    {% if not is_kept %}{% do run_query('delete from ' ~ made_of) %}{% endif %}
    {% do run_query('create or replace table ' ~ changed ~ ' as from ' ~ parts ~ ' anti join ' ~ made_of ~ ' using (' ~ key ~ ')') %}
    {% set ranges = run_query(part_ranges(changed, config.require('weight'), var('rows_at_a_time'))).rows %}

    {% if is_kept %}
        {% call statement('main') %}delete from {{ this }} as old where not exists (from {{ made_of }} as made where {{ all_equal('made', 'old', config.require('key')) }}){% endcall %}
    {% else %}
        {% do drop_relation_if_exists(load_cached_relation(this)) %}
        {% call statement('main') %}create table {{ this }} as {{ sql }} limit 0{% endcall %}
    {% endif %}
    {% for range in ranges %}
        {% set in_range = changed ~ " where unique_id between '" ~ range[0] | replace("'", "''") ~ "' and '" ~ range[1] | replace("'", "''") ~ "'" %}
        {% call statement('range') %}insert into {{ this }} {{ sql | replace(parts, '(from ' ~ in_range ~ ')') }}{% endcall %}
    {% endfor %}
    {% do run_query('insert into ' ~ made_of ~ ' select ' ~ key ~ ", fingerprint, '" ~ code ~ "' from " ~ changed) %}
    {% do run_query('drop table ' ~ changed) %}

    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro all_equal(one, other, columns) %}{% for c in columns %}{{ one }}.{{ c }} = {{ other }}.{{ c }}{{ ' and ' if not loop.last }}{% endfor %}{% endmacro %}

{#- First and last series of each range whose parts weigh about `size`. -#}
{% macro part_ranges(relation, weight, size) %}
    select min(unique_id), max(unique_id)
    from (
        select unique_id, (sum(sum({{ weight }})) over (order by unique_id) - 1) // {{ size }} as number
        from {{ relation }} group by unique_id
    )
    group by number
    order by number
{% endmacro %}
