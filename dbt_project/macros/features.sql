{#- The lengths of a period that some series set has. -#}
{% macro grains() %}
    {% set found = [] %}
    {% for s in series_sets() %}{% do found.append(parse_freq(s.freq).grain) %}{% endfor %}
    {{ return(found | unique | list) }}
{% endmacro %}

{#- Features of the panel as known at the end of `ds`. Lags and windows are in periods. -#}
{% macro lags(column, ns) %}
    {% for n in ns %}lag({{ column }}, {{ n }}) over series as lag_{{ n }},{% endfor %}
{% endmacro %}

{% macro rolling(column, windows) %}
    {% for n in windows %}
    {% for name, f in {'mean': 'avg', 'std': 'stddev_pop', 'min': 'min', 'max': 'max'}.items() %}
    {{ f }}({{ column }}) over last_{{ n }} as roll_{{ name }}_{{ n }},
    {% endfor %}
    {% endfor %}
{% endmacro %}

{% macro rolling_windows(windows) %}
    {% for n in windows | unique %}
    last_{{ n }} as (partition by series_key order by t rows between {{ n - 1 }} preceding and current row),
    {% endfor %}
{% endmacro %}

{#- Calendar columns of a step by the wall clock; every one is known in the future. -#}
{% macro calendar_features(ds) %}
    minute({{ ds }}) as minute,
    hour({{ ds }}) as hour,
    isodow({{ ds }}) as day_of_week,
    day({{ ds }}) as day_of_month,
    weekofyear({{ ds }}) as week_of_year,
    month({{ ds }}) as month,
    quarter({{ ds }}) as quarter,
    year({{ ds }}) as year
{% endmacro %}
