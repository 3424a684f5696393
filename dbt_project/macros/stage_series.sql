{#-
    Turn a source's rows into observations of one of its series sets.

    source_name, series_set   names in `sources` of dbt_project.yml
    series, ds, y             SQL expressions of the contract's columns: the series' own label, the moment, the amount
    name                      SQL expression: a title for people, by default the label
    reject                    {reason: SQL condition}, first match wins: rows that are not observations of this set
    covariates                {name of the set's covariates: SQL expression}, by default the column of that name
    relation                  a staging model of the source's rows, where they are more than `typed` makes of them
-#}
{% macro stage_series(source_name, series_set, series, ds, y, name=none, reject={}, covariates={}, relation=none) %}
{% set s = series_sets() | selectattr('name', 'equalto', series_set) | first %}
{% set contract = var('sources')[source_name] %}
{% set dates = [] %}
{% for column, rule in contract.columns.items() if rule.type == 'date' %}{% do dates.append(rule.as or column) %}{% endfor %}
{% set moment = utc_time('(' ~ ds ~ ')::timestamp', contract.time_zone if ds in dates) %}
with observed as (
    select
        ({{ series }})::varchar as series_label,
        {{ '(' ~ name ~ ')::varchar' if name else 'series_label' }} as series_name,
        case when isfinite({{ moment }}) then {{ moment }} end as ds,
        ({{ y }})::double as y,
        {% for covariate in s.covariates %}
        ({{ covariates.get(covariate, covariate) }})::double as x_{{ covariate }},
        {% endfor %}
        {% for group, column in group_columns(s).items() %}
        {{ column }}::varchar as {{ group }},
        {% endfor %}
        row_key, row_hash, blanked,
        case
            when contract_reason is not null then contract_reason
            {% for reason, condition in reject.items() %}
            when {{ condition }} then '{{ reason }}'
            {% endfor %}
            when ({{ series }}) is null then 'missing_series'
            {% if s.total %}
            when ({{ series }})::varchar = '{{ s.total | replace("'", "''") }}' then 'series_named_as_total'
            {% endif %}
            {% if s.hierarchy %}
            when {{ is_named_as_level('(' ~ series ~ ')::varchar', s) }} then 'series_named_as_level'
            {% endif %}
        end as source_reason,
        _source, _load_id, _loaded_at, _file, _row
    from {% if relation %}{{ relation }}{% else %}({{ typed(source_name) }}){% endif %}
)

select
    '{{ series_set }}' as series_set, '{{ series_set }}:' || series_label as unique_id,
    {{ period_of('ds', s) }} as period_ds,
    * exclude (series_label)
from observed
{% endmacro %}
