{#- Features of the panel as known at the end of `ds`. Lags are in periods. -#}
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
    {% for n in windows %}
    last_{{ n }} as (partition by unique_id order by ds rows between {{ n - 1 }} preceding and current row),
    {% endfor %}
{% endmacro %}

{#- Calendar columns of a step; every one is known in the future. -#}
{% macro calendar_features(ds) %}
    isodow({{ ds }}) as day_of_week,
    day({{ ds }}) as day_of_month,
    weekofyear({{ ds }}) as week_of_year,
    month({{ ds }}) as month,
    quarter({{ ds }}) as quarter,
    year({{ ds }}) as year
{% endmacro %}
