{#-
    A table that is made part by part, and kept where nothing changed. The model `part` has a row for each part: the columns of
    `key`, which the table has, too, and a `fingerprint` of all that its rows come from. Of the build before, the rows of parts with
    the same fingerprint stay; those of parts that changed or vanished go, and what is new or changed is made: the same rows as
    those of a whole build. Other SQL, which the table's comment has the hash of, or --full-refresh makes all of it anew.

    lakecast.made_of_<table> says which parts the table has. A part leaves it before its rows go and comes in after they are
    there. Where more than a quarter of the parts go, those that stay are copied rather than the others deleted in place: what
    deleting leaves behind would cost more to clean up.
    Parts are taken by ranges of series with about `rows_at_a_time` rows (their `weight`), which bounds the memory; of the model
    `source`, which has the rows that are computed with, only the series of the range are read.
-#}
{% materialization kept_by_part, adapter='duckdb' %}
    {% set target_relation = this.incorporate(type='table') %}
    {% set building = make_intermediate_relation(target_relation) %}
    {% do drop_relation_if_exists(load_cached_relation(building)) %}
    {% set key = config.require('key') | join(', ') %}
    {% set parts = ref(config.require('part')) | string %}
    {% set source = ref(config.require('source')) | string %}
    {% set made_of = 'lakecast.made_of_' ~ this.identifier %}
    {% set changed = 'lakecast.changed_of_' ~ this.identifier %}
    {% set code = local_md5(sql) %}
    {{ run_hooks(pre_hooks) }}

    {% do run_query('create schema if not exists lakecast') %}
    {% do start_kept(made_of, key ~ ', fingerprint', parts) %}
    {% set is_kept = load_cached_relation(this) is not none and comment_of(this) == code and not should_full_refresh() %}
    {% set n_before = count_of(made_of) %}
    {% do run_query('create or replace table ' ~ made_of ~ ' as from ' ~ made_of
        ~ (' semi join ' ~ parts ~ ' using (' ~ key ~ ', fingerprint)' if is_kept else ' limit 0')) %}
    {% do run_query('create or replace table ' ~ changed ~ ' as from ' ~ parts ~ ' anti join ' ~ made_of ~ ' using (' ~ key ~ ')') %}
    {% set ranges = run_query(part_ranges(changed, config.require('weight'), var('rows_at_a_time'))).rows %}
    {% set in_place = is_kept and count_of(made_of) >= 0.75 * n_before %}
    {% set target = this if in_place else building %}

    {% call statement('main') %}
        {% if in_place %}
        delete from {{ this }} where rowid in (select made.rowid from {{ this }} as made anti join {{ made_of }} using ({{ key }}))
        {% else %}
        create table {{ building }} as {{ 'from ' ~ this ~ ' semi join ' ~ made_of ~ ' using (' ~ key ~ ')' if is_kept else sql ~ ' limit 0' }}
        {% endif %}
    {% endcall %}
    {% for range in ranges %}
        {% set in_range = " where unique_id between '" ~ range[0] | replace("'", "''") ~ "' and '" ~ range[1] | replace("'", "''") ~ "')" %}
        {% call statement('range') %}
            insert into {{ target }} {{ sql | replace(parts, '(from ' ~ changed ~ in_range) | replace(source, '(from ' ~ source ~ in_range) }}
        {% endcall %}
    {% endfor %}
    {% if not in_place %}
        {% do drop_relation_if_exists(load_cached_relation(this)) %}
        {% do adapter.rename_relation(building, target_relation) %}
    {% endif %}
    {% do run_query('comment on table ' ~ target_relation ~ " is '" ~ code ~ "'") %}
    {% do run_query('insert into ' ~ made_of ~ ' select ' ~ key ~ ', fingerprint from ' ~ changed) %}
    {% do run_query('drop table ' ~ changed) %}

    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#- A table that says which parts are there, of `columns` of the model of parts; anew where it was made for others. -#}
{% macro start_kept(relation, columns, parts) %}
    {% set ask = "select string_agg(column_name, ', ' order by column_index) from duckdb_columns() where schema_name || '.' || table_name = '" ~ relation ~ "'" %}
    {% set is_other = run_query(ask).columns[0].values()[0] not in [none, columns | replace("'' as ", '')] %}
    {% do run_query('create ' ~ ('or replace table ' if is_other else 'table if not exists ') ~ relation ~ ' as select ' ~ columns ~ ' from ' ~ parts ~ ' limit 0') %}
{% endmacro %}

{% macro count_of(relation) %}{{ return(run_query('select count(*) from ' ~ relation).columns[0].values()[0] | int) }}{% endmacro %}

{% macro comment_of(relation) %}
    {% set ask = "select comment from duckdb_tables() where schema_name = '" ~ relation.schema ~ "' and table_name = '" ~ relation.identifier ~ "'" %}
    {{ return(run_query(ask).columns[0].values() | first) }}
{% endmacro %}

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
