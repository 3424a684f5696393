{#-
    Write, audit, publish. `dbt build` writes and tests in the private work file; on-run-end exports features and marts and
    moves the pointer, only if every selected node and test passed.

    `lakecast.pending_models` names the models that were rebuilt since the last publication. A later, smaller build that
    passes must not publish beside tables that failed, so it refuses while others are pending. `lakecast.published` is the release
    that this work file made last: tables are carried forward from no other one, as after a rollback.
-#}
{% macro mark_pending(selected) %}
    {% if flags.WHICH not in ['build', 'run'] %}{{ return('select 1') }}{% endif %}
    create schema if not exists lakecast;
    create table if not exists lakecast.pending_models (name varchar primary key);
    create table if not exists lakecast.published (release_id varchar);
    {% for id in selected if id.startswith('model.') %}
    insert or ignore into lakecast.pending_models values ('{{ id.split(".")[-1] }}');
    {% endfor %}
{% endmacro %}

{% macro publish(results) %}
    {% if flags.WHICH != 'build' or not results %}{{ return('select 1') }}{% endif %}
    {% set bad = [] %}
    {% set built = [] %}
    {% for result in results %}
        {% if result.status | string not in ['success', 'pass', 'warn'] %}{% do bad.append(result.node.name) %}
        {% elif result.node.resource_type == 'model' %}{% do built.append(result.node.name) %}{% endif %}
    {% endfor %}
    {% set others = run_query('select name from lakecast.pending_models order by name').columns[0].values()
        | reject('in', built) | list %}

    {% set past = [] %}
    {% for name, said in {'as_of': 'as of ', 'known_at': 'as known at '}.items() if var(name) %}{% do past.append(said ~ var(name)) %}{% endfor %}
    {% if past and not var('publish_as_of', false) %}
        {% do log('Not published: built ' ~ past | join(', ') ~ '. In a lake of its own, add the variable publish_as_of.', info=true) %}
    {% elif bad %}
        {% do log('Not published: ' ~ bad | length ~ ' nodes did not pass (' ~ bad[:5] | join(', ')
            ~ '). Readers still see the release before.', info=true) %}
    {% elif others %}
        {% do log('Not published: an earlier build of ' ~ others[:5] | join(', ') ~ ' did not pass; run `dbt build` without a selection.', info=true) %}
    {% else %}
        {% set release_id = publish_release(built) %}
        delete from lakecast.pending_models;
        delete from lakecast.published;
        insert into lakecast.published values ('{{ release_id }}')
    {% endif %}
{% endmacro %}

{% macro publish_release(built) %}
    {% set required = [] %}
    {% set drafts = [] %}
    {% for node in graph.nodes.values() if node.resource_type == 'model' and node.schema in ['features', 'marts'] %}
        {% do required.append(node.name) %}
        {% if node.name in built %}{% do drafts.append(kept_draft(node) if node.config.materialized == 'kept_in_files' else export_draft(node)) %}{% endif %}
    {% endfor %}
    {% set parents = run_query('select release_id from lakecast.published').columns[0].values() %}
    {% set request = tojson({
        'drafts': drafts, 'required': required, 'invocation_id': invocation_id, 'built_on': parents[0] if parents else none
    }) %}
    {% set answer = fromjson(run_query("select lakecast_publish('" ~ request | replace("'", "''") ~ "')").columns[0].values()[0]) %}
    {% if answer.error %}{% do exceptions.raise_compiler_error(answer.error) %}{% endif %}
    {% do log('Published release ' ~ answer.release_id, info=true) %}
    {{ return(answer.release_id) }}
{% endmacro %}

{#-
    Sorted by grain (a table that is kept so says `is_sorted`, which unique_grain tests), in row groups that let a reader skip to one
    series. Marts are read a series at a time and features whole: adr/0014. A draft is always a local file.
-#}
{% macro export_draft(node) %}
    {% set ask = "select lakecast_draft('" ~ node.schema ~ "', '" ~ node.name ~ "', '" ~ invocation_id ~ "')" %}
    {% set path = run_query(ask).columns[0].values()[0] %}
    {% set relation = adapter.quote(node.schema) ~ '.' ~ adapter.quote(node.name) %}
    {% do run_query('copy (from ' ~ relation ~ sorted_by_grain(node) ~ ") to '" ~ path ~ "' (" ~ parquet_layout(node.schema) ~ ')') %}
    {% set rows = run_query('select count(*) from ' ~ relation).columns[0].values()[0] %}
    {{ return({'table': node.name, 'layer': node.schema, 'files': [{'path': path, 'rows': rows | int}]}) }}
{% endmacro %}

{#- A table that is kept in files is published as these files, which stay. -#}
{% macro kept_draft(node) %}
    {% set files = [] %}
    {% for file in run_query('select name, sha256, n_rows from (from ' ~ files_of(node.name) ~ ' order by all)').rows %}
        {% do files.append({'path': kept_path(node.name, file[0]), 'sha256': file[1], 'rows': file[2] | int, 'stays': true}) %}
    {% endfor %}
    {{ return({'table': node.name, 'layer': node.schema, 'files': files}) }}
{% endmacro %}

{#- `the_same`: columns that have one value in all of the rows. -#}
{% macro sorted_by_grain(node, the_same=[]) %}
    {{ return('' if node.config.meta.is_sorted else ' order by ' ~ node.config.meta.grain | reject('in', the_same) | join(', ')) }}
{% endmacro %}

{% macro parquet_layout(schema) %}
    {{ return('format parquet, ' ~ {'features': 'compression zstd, row_group_size 100000', 'marts': 'compression lz4_raw, row_group_size 61440'}[schema]) }}
{% endmacro %}
