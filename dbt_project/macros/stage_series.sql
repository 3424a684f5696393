{#-
    Turn the rows of a staging model into observations of one series set.

    relation       a staging model with the origin columns _source, _load_id, _loaded_at, _file, _row
    series_set     a name of `series_sets` in dbt_project.yml
    series, ds, y  SQL expressions: the series' own label, the moment, the amount (null where it cannot be read)
    reject         {reason: SQL condition}, first match wins: rows that are not observations of this set
    key            SQL expression that tells a row from its duplicates; rows with the same key count once, the latest load wins
    name           SQL expression: a title for people, defaults to the label
-#}
{% macro stage_series(relation, series_set, series, ds, y, key, reject={}, name=none) %}
select
    '{{ series_set }}' as series_set,
    '{{ series_set }}:' || ({{ series }}) as unique_id,
    ({{ name or series }})::varchar as series_name,
    ({{ ds }})::timestamp as ds,
    ({{ y }})::double as y,
    md5_number(({{ key }})::varchar) as row_key,
    case {% for reason, condition in reject.items() %}
        when {{ condition }} then '{{ reason }}' {% endfor %}
        when ({{ series }}) is null then 'missing_series'
    end as source_reason,
    _source, _load_id, _loaded_at, _file, _row
from {{ relation }}
{% endmacro %}
