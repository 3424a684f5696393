{#-
    Population stability index of two lists of shares of bins: sum((p - q) ln(p / q)).
    Under no change it is about chi-squared with bins - 1 degrees of freedom times (1 / n + 1 / m) (Yurdakul & Naranjo 2020),
    so small windows need a larger threshold: `psi_critical` is that of p = 0.001.
-#}
{% macro psi(p, q, bins) %}list_sum([({{ p }}[k] - {{ q }}[k]) * ln({{ p }}[k] / {{ q }}[k]) for k in range(1, {{ bins + 1 }})]){% endmacro %}

{% macro psi_critical(bins, n, m) %}
    ({{ {3: 13.816, 4: 16.266, 5: 18.467, 6: 20.515, 8: 24.322, 10: 27.877}[bins] }} * (1.0 / {{ n }} + 1.0 / {{ m }}))
{%- endmacro %}

{#- The quantiles of the reference that are edges of bins. -#}
{% macro bin_quantiles(bins) %}[{% for k in range(1, bins) %}{{ k / bins }}{{ ', ' if not loop.last }}{% endfor %}]{% endmacro %}

{#- How many of a list of values are up to each edge of bins, from none to all. -#}
{% macro counts_up_to(values, edges) %}[0] || [len([v for v in {{ values }} if v <= edge]) for edge in {{ edges }}] || [len({{ values }})]{% endmacro %}

{#- The shares of bins, of such counts. Half a point on top of each: an empty bin leaves the index finite. -#}
{% macro bin_shares(counts, bins) %}[({{ counts }}[k + 1] - {{ counts }}[k] + 0.5) / ({{ counts }}[-1] + {{ bins }} * 0.5) for k in range(1, {{ bins + 1 }})]{% endmacro %}

{#- The Kolmogorov-Smirnov distance that two samples without a change exceed once in 1,000 times, for large ones (Smirnov 1939). -#}
{% macro ks_critical(n, m) %}(sqrt(-ln(0.001 / 2) / 2) * sqrt(1.0 / {{ n }} + 1.0 / {{ m }})){% endmacro %}
