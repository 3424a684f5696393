{#-
    Population stability index of two lists of shares of bins: sum((p - q) ln(p / q)).
    Under no change it is about chi-squared with bins - 1 degrees of freedom times (1 / n + 1 / m) (Yurdakul & Naranjo 2020),
    so small windows need a larger threshold: `psi_critical` is that of p = 0.001.
-#}
{% macro psi(p, q, bins) %}list_sum([({{ p }}[k] - {{ q }}[k]) * ln({{ p }}[k] / {{ q }}[k]) for k in range(1, {{ bins + 1 }})]){% endmacro %}

{% macro psi_critical(bins, n, m) %}
    ({{ {3: 13.816, 4: 16.266, 5: 18.467, 6: 20.515, 8: 24.322, 10: 27.877}[bins] }} * (1.0 / {{ n }} + 1.0 / {{ m }}))
{%- endmacro %}

{#-
    The edges of bins: quantiles of a sorted list, from the nearer of the two values that one lies between, so that edges never go down
    and are a value where both are it (quantile_cont may be off there in the last digit).
-#}
{% macro bin_edges(values, bins) %}
    [{% for k in range(1, bins) %}
        {%- set at = '(' ~ k / bins ~ '::double * (len(' ~ values ~ ') - 1))' -%}
        {%- set low, high = values ~ '[floor(' ~ at ~ ')::integer + 1]', values ~ '[ceil(' ~ at ~ ')::integer + 1]' -%}
        case when {{ at }} % 1 < 0.5 then {{ low }} + ({{ high }} - {{ low }}) * ({{ at }} % 1)
            else {{ high }} - ({{ high }} - {{ low }}) * (1 - {{ at }} % 1) end {{- ', ' if not loop.last }}
    {% endfor %}]
{%- endmacro %}

{#- The share of a list of values in each bin between edges. Half a point on top of each: an empty bin leaves the index finite. -#}
{% macro bin_shares(values, edges, bins) %}
    {% set counts = [0] %}
    {% for k in range(1, bins) %}{% do counts.append('len([v for v in ' ~ values ~ ' if v <= ' ~ edges ~ '[' ~ k ~ ']])') %}{% endfor %}
    {% do counts.append('len(' ~ values ~ ')') %}
    [{% for k in range(bins) %}({{ counts[k + 1] }} - {{ counts[k] }} + 0.5) / (len({{ values }}) + {{ bins * 0.5 }}){{ ', ' if not loop.last }}{% endfor %}]
{%- endmacro %}

{#- The Kolmogorov-Smirnov distance that two samples without a change exceed once in 1,000 times, for large ones (Smirnov 1939). -#}
{% macro ks_critical(n, m) %}(sqrt(-ln(0.001 / 2) / 2) * sqrt(1.0 / {{ n }} + 1.0 / {{ m }})){% endmacro %}
