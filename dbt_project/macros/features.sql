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

{#- The panel's features of the series of one grain, beside the columns of `relation`; `f` is {lags, windows, profile}. -#}
{% macro lagged_features(relation, grain, f) %}
    select
        *,
        {{ lags('y', f.lags) }}
        {{ rolling('y', f.windows) }}
        avg(y) over last_{{ f.profile }} as recent_mean,
        regr_slope(y, t) over last_{{ f.profile }} as trend,
        n_obs / nullif(count(*) filter (has_demand) over history, 0) as adi,
        var_pop(y) filter (has_demand) over history / nullif(power(avg(y) filter (has_demand) over history, 2), 0) as cv2,
        n_obs - coalesce(max(case when has_demand then n_obs end) over history, 0) as periods_since_demand,
        -- MASE's and RMSSE's denominators: seasonal naive where a full season is known, else naive (Hyndman & Koehler 2006).
        {% for name, error in {'scale': 'abs(y - @)', 'scale_sq': 'power(y - @, 2)'}.items() %}
        case when n_obs > season_length then avg({{ error | replace('@', 'lag_season') }}) over history
            else avg({{ error | replace('@', 'y_before') }}) over history end as {{ name }},
        {% endfor %}
    from {{ relation }}
    where grain = '{{ grain }}'
    window
        {{ rolling_windows(f.windows + [f.profile]) }}
        series as (partition by series_key order by t),
        history as (partition by series_key order by t rows unbounded preceding)
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
