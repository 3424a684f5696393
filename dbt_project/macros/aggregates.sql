{#- An aggregate whose result does not depend on the order in which rows come. -#}
{% macro aggregate(name, column) %}
    {{- {
        'sum': 'sum(' ~ column ~ ' order by ' ~ column ~ ')',
        'mean': 'avg(' ~ column ~ ' order by ' ~ column ~ ')',
        'min': 'min(' ~ column ~ ')',
        'max': 'max(' ~ column ~ ')',
        'last': 'arg_max(' ~ column ~ ', (accepted.ds, _loaded_at, _load_id, _row))'
    }[name] -}}
{% endmacro %}
