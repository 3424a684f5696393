{#-
    A table that is made part by part, each in Parquet files of its own, and kept where nothing changed; in the work file it is a view.
    The model `parts` has a row for each part: the columns of `key`, `first_id` and `last_id`, `n_rows` that it is computed from, and a
    `fingerprint` of all of them. Files of the build before stay where the fingerprint and this model's SQL are what they were
    and each file's bytes are those that were written; other parts are made: the same bytes as those of a whole build.

    The SQL makes the rows of one part, those of `source` that {{ is_of_part() }}. One that has more than `rows_at_a_time` is
    made in ranges of series, which bounds the memory; they depend on nothing but the part. Files are sorted by grain.

    lakecast.files_of_<table> says which file is there of which part, and only after it has been written. Files that it does not
    name were left by a build before, or by one that was stopped: they go when the next one begins.
-#}
{% materialization kept_in_files, adapter='duckdb' %}
    {% set key = config.require('key') | join(', ') %}
    {% set parts = ref(config.require('parts')) %}
    {% set source = ref(config.require('source')) | string %}
    {% set files = files_of(this.identifier) %}
    {% set todo = 'lakecast.todo_of_' ~ this.identifier %}
    {% set before = load_cached_relation(this) %}
    {% if before and before.is_table %}{% do adapter.drop_relation(before) %}{% endif %}
    {{ run_hooks(pre_hooks) }}

    {% do run_query('create schema if not exists lakecast') %}
    {% do start_kept(files, key ~ ", fingerprint, '' as name, '' as sha256, n_rows", parts) %}
    {% do run_query("select lakecast_sweep_kept('" ~ this.identifier ~ "', coalesce(list(name), [])) from " ~ files) %}
    {% do run_query('create or replace table ' ~ todo ~ ' as select * replace (hash(fingerprint, ' ~ key ~ ", '" ~ local_md5(sql) ~ "') as fingerprint) from " ~ parts) %}
    {% do run_query('create or replace table ' ~ files ~ ' as from ' ~ files ~ (' semi join ' ~ todo ~ ' using (' ~ key ~ ', fingerprint)'
        ~ ' qualify bool_and(' ~ is_as_written(this.identifier) ~ ') over (partition by ' ~ key ~ ')' if not should_full_refresh() else ' limit 0')) %}
    {% do run_query('create or replace table ' ~ todo ~ ' as from ' ~ todo ~ ' anti join ' ~ files ~ ' using (' ~ key ~ ')') %}

    {% for part in run_query('select fingerprint, n_rows from ' ~ todo ~ ' order by ' ~ key).rows %}
        {% do run_query('set variable part = ' ~ part_where(todo, 'fingerprint = ' ~ part[0])) %}
        {% for range in id_ranges('(from ' ~ source ~ ' as source where ' ~ is_of_part('source') ~ ')', part[1]) %}
            {% do run_query('set variable part = ' ~ part_where(todo, 'fingerprint = ' ~ part[0], range)) %}
            {% do write_kept(files, key, part[0] ~ '-' ~ loop.index ~ '.parquet') %}
        {% endfor %}
    {% endfor %}
    {% if count_of(files) == 0 %}
        {% do run_query('set variable part = ' ~ part_where(parts, 'false')) %}
        {% do write_kept(files, key, 'none.parquet') %}
    {% endif %}
    {% do run_query('drop table ' ~ todo) %}
    {% call statement('main') %}{{ view_of_kept(this) }}{% endcall %}

    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [this.incorporate(type='view')]}) }}
{% endmaterialization %}

{#- A row of `relation` as a struct, that of a range of series where one is given. -#}
{% macro part_where(relation, condition, range=none) -%}
    (select made from (
        select * {%- if range %} replace ({{ text(range[0]) }} as first_id, {{ text(range[1]) }} as last_id){% endif %}
        from {{ relation }} where {{ condition }}
    ) as made)
{%- endmacro %}

{#- First and last series of each range of the rows of a part; none where it need not be divided. -#}
{% macro id_ranges(rows_of_part, n_rows) %}
    {% if n_rows <= var('rows_at_a_time') %}{{ return([none]) }}{% endif %}
    {{ return(run_query(part_ranges(rows_of_part, '1', var('rows_at_a_time'))).rows) }}
{% endmacro %}

{#- One more file: the rows of the part that the variable is set to. -#}
{% macro write_kept(files, key, name) %}
    {% set path = kept_path(this.identifier, name) %}
    {% do run_query('copy (' ~ sql ~ sorted_by_grain(model, config.require('key')) ~ ') to ' ~ text(path) ~ ' (' ~ parquet_layout(model.schema) ~ ')') %}
    {% do run_query('insert into ' ~ files ~ ' select ' ~ key ~ ", fingerprint, '" ~ name ~ "', lakecast_digest('" ~ this.identifier ~ "', '" ~ name
        ~ "'), (select count(*) from " ~ text(path) ~ ") from (select unnest(getvariable('part')))") %}
{% endmacro %}

{% macro view_of_kept(relation) -%}
    {% set paths = [] %}
    {% for name in run_query('select name from (from ' ~ files_of(relation.identifier) ~ ' order by all)').columns[0].values() %}
    {% do paths.append(text(kept_path(relation.identifier, name))) %}
    {% endfor %}
    create or replace view {{ relation }} as from read_parquet([{{ paths | join(', ') }}])
{%- endmacro %}

{#-
    A view names its files by their paths, and the work folder may have been moved since. Where a file is not what was written, the view
    stays as it was: who reads it fails, and a build of its model mends it.
-#}
{% macro find_kept() %}
    {% for node in (graph.nodes.values() if execute else []) if node.config.materialized == 'kept_in_files' %}
        {% set table = node.alias %}
        {% set ask = "select count(*) from duckdb_views() where schema_name = '" ~ node.schema ~ "' and view_name = '" ~ table
            ~ "' and not contains(sql, '''' || lakecast_kept('" ~ table ~ "', ''))" %}
        {% if run_query(ask).columns[0].values()[0]
            and run_query('select bool_and(' ~ is_as_written(table) ~ ') from ' ~ files_of(table)).columns[0].values()[0] %}
        {{ view_of_kept(adapter.get_relation(node.database, node.schema, table)) }};
        {% endif %}
    {% endfor %}
    select 1
{% endmacro %}

{% macro files_of(table) %}{{ return('lakecast.files_of_' ~ table) }}{% endmacro %}

{% macro kept_path(table, name) %}{{ return(run_query("select lakecast_kept('" ~ table ~ "', '" ~ name ~ "')").columns[0].values()[0]) }}{% endmacro %}

{% macro is_as_written(table) %}lakecast_digest('{{ table }}', name) = sha256{% endmacro %}

{% macro text(value) %}{{ return(dbt.string_literal(dbt.escape_single_quotes(value))) }}{% endmacro %}
