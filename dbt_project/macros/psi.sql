{#-
    Population stability index of two shares over bins: sum((p - q) ln(p / q)).
    Under no change it is about chi-squared with bins - 1 degrees of freedom times (1 / n + 1 / m) (Yurdakul & Naranjo 2020),
    so small windows need a larger threshold: `psi_critical` is that of p = 0.001.
-#}
{% macro psi(p, q) %}sum(({{ p }} - {{ q }}) * ln({{ p }} / {{ q }}) order by bin){% endmacro %}

{% macro psi_critical(bins, n, m) %}
    ({{ {3: 13.816, 4: 16.266, 5: 18.467, 6: 20.515, 8: 24.322, 10: 27.877}[bins] }} * (1.0 / {{ n }} + 1.0 / {{ m }}))
{%- endmacro %}
