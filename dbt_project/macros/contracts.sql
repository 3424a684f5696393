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
    {% set value = in_utc(adapter.quote('typed ' ~ name), column, contract.time_zone) %}
    {% if column.broken == 'blank' %}case when ({{ broken_rule(name, column, contract.time_zone) }}) is null then {{ value }} end{% else %}{{ value }}{% endif %} as {{ sql_name(name, column) }},
    {% endfor %}
    coalesce({% for name, column in contract.columns.items() if column.broken != 'blank' %}{{ broken_rule(name, column, contract.time_zone) }}, {% endfor %}null) as contract_reason,
    [{% for name, column in contract.columns.items() if column.broken == 'blank' %}{{ broken_rule(name, column, contract.time_zone) }}{{ ', ' if not loop.last }}{% endfor %}]::varchar[] as blanked,
    {% set key = contract.key or contract.columns.keys() | list %}
    concat_ws(chr(31){% for name in key %}, coalesce({{ adapter.quote('typed ' ~ name) }}::varchar, chr(30)){% endfor %}) as row_key,
    hash({% for name in key %}{{ adapter.quote('typed ' ~ name) }}{{ ', ' if not loop.last }}{% endfor %}) as row_hash,
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

{#- The first rule of its contract that a value breaks: missing_, unparsable_, out_of_range_ or nonexistent_<column>. -#}
{% macro broken_rule(name, column, zone) %}
    case
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
    end
{% endmacro %}
