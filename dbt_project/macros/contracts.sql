{#-
    A source's rows as its contract says: every column in its type under its name for SQL, null where it cannot be read; timestamps
    are UTC where the source has a time zone. `contract_reason` is the first rule of the contract that a row breaks.
-#}
{% macro typed(source_name) %}
{% set contract = var('sources')[source_name] %}
with landed as (
    select * from {{ source(source_name, source_name) }}
    {% if var('known_at') %}where _loaded_at <= timestamp '{{ var("known_at") }}'{% endif %}
),

read as (
    select
        {% for name, column in contract.columns.items() %}
        {{ read_column(adapter.quote(name), column) }} as {{ adapter.quote('typed ' ~ name) }},
        {% endfor %}
        *
    from landed
)

select
    {% for name, column in contract.columns.items() %}
    {{ in_utc(adapter.quote('typed ' ~ name), column, contract.time_zone) }} as {{ sql_name(name, column) }},
    {% endfor %}
    case
        {% for name, column in contract.columns.items() %}
        {{ broken_rules(name, column, contract.time_zone) }}
        {% endfor %}
    end as contract_reason,
    md5_number(concat_ws(chr(31){% for name in contract.key or contract.columns %}, coalesce({{ adapter.quote('typed ' ~ name) }}::varchar, chr(30)){% endfor %})) as row_key,
    _source, _load_id, _loaded_at, _file, _row
from read
{% endmacro %}

{% macro sql_name(name, column) %}{{ adapter.quote(column.as or name) }}{% endmacro %}

{#- One raw column, text or typed, in the type of its contract; null where it cannot be read. -#}
{% macro read_column(raw, column) %}
    {%- set moment = 'try_strptime(' ~ raw ~ "::varchar, '" ~ column.format ~ "')" if column.format else 'try_cast(' ~ raw ~ ' as timestamp)' -%}
    {{- {
        'string': "nullif(" ~ raw ~ "::varchar, '')",
        'integer': 'case when try_cast(' ~ raw ~ ' as double) = trunc(try_cast(' ~ raw ~ ' as double)) then try_cast(' ~ raw ~ ' as bigint) end',
        'double': 'try_cast(' ~ raw ~ ' as double)',
        'boolean': 'try_cast(' ~ raw ~ ' as boolean)',
        'date': moment ~ '::date',
        'timestamp': moment,
        'timestamptz': "timezone('UTC', try_cast(" ~ raw ~ ' as timestamptz))'
    }[column.type] -}}
{% endmacro %}

{% macro in_utc(column_name, column, zone) %}{{ utc_time(column_name, zone) if column.type == 'timestamp' else column_name }}{% endmacro %}

{% macro broken_rules(name, column, zone) %}
    {%- set raw, read, called = adapter.quote(name), adapter.quote('typed ' ~ name), column.as or name -%}
        {% if column.nullable == false %}
        when {{ read }} is null and ({{ raw }} is null or {{ raw }}::varchar = '') then 'missing_{{ called }}'
        {% endif %}
        when {{ read }} is null and {{ raw }} is not null and {{ raw }}::varchar <> '' then 'unparsable_{{ called }}'
        {% for bound, sign in {'min': '<', 'max': '>'}.items() if column[bound] is defined and column[bound] is not none %}
        when {{ read }} {{ sign }} {{ column[bound] }} then 'out_of_range_{{ called }}'
        {% endfor %}
        {% if zone and column.type == 'timestamp' %}
        when {{ local_time(utc_time(read, zone), zone) }} <> {{ read }} then 'nonexistent_{{ called }}' -- an hour that the clock skips in spring
        {% endif %}
{% endmacro %}
