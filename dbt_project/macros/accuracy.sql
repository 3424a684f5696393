{#-
    The metrics of a forecast, from `steps`: a list with {ds, h, y, y_hat, lo_80, hi_80, lo_95, hi_95, scale, scale_sq} of each
    step. Definitions and sources: seeds/metrics.csv. A list has an order, so the same steps give the same bits.
-#}
{% macro accuracy_metrics() %}
    list_avg([abs(s.y - s.y_hat) for s in steps]) as mae,
    sqrt(list_avg([power(s.y - s.y_hat, 2) for s in steps])) as rmse,
    list_sum([abs(s.y - s.y_hat) for s in steps]) / nullif(list_sum([abs(s.y) for s in steps]), 0) as wape,
    case when not list_contains([s.y = 0 for s in steps], true) then list_avg([abs(s.y - s.y_hat) / abs(s.y) for s in steps]) end as mape,
    list_avg([case when s.y = 0 and s.y_hat = 0 then 0 else 2 * abs(s.y - s.y_hat) / (abs(s.y) + abs(s.y_hat)) end for s in steps]) as smape,
    list_avg([abs(s.y - s.y_hat) / nullif(s.scale, 0) for s in steps]) as mase,
    sqrt(list_avg([power(s.y - s.y_hat, 2) / nullif(s.scale_sq, 0) for s in steps])) as rmsse,
    list_avg([s.y_hat - s.y for s in steps]) as bias,
    list_sum([s.y_hat - s.y for s in steps]) / nullif(list_avg([abs(s.y - s.y_hat) for s in steps]), 0) as tracking_signal,
    list_avg([({% for q, bound in [(0.025, 'lo_95'), (0.1, 'lo_80'), (0.9, 'hi_80'), (0.975, 'hi_95')] %}
        {{ quantile_loss(q, 's.' ~ bound) }}{{ ' +' if not loop.last }}{% endfor %}) / 4 for s in steps]) as pinball,
    {% for level in [80, 95] %}
    list_avg([(s.y between s.lo_{{ level }} and s.hi_{{ level }})::integer
        for s in steps if s.lo_{{ level }} is not null and s.hi_{{ level }} is not null]) as coverage_{{ level }},
    list_avg([s.hi_{{ level }} - s.lo_{{ level }} for s in steps]) as width_{{ level }}{{ ',' if not loop.last }}
    {% endfor %}
{% endmacro %}

{% macro quantile_loss(q, bound) %}greatest({{ q }} * (s.y - {{ bound }}), ({{ q }} - 1) * (s.y - {{ bound }})){% endmacro %}

{#- The list that accuracy_metrics reads, of a group of scored rows, the oldest step first. -#}
{% macro scored_steps() -%}
    list_sort(list(struct_pack(
        ds := ds, h := h, y := y, y_hat := y_hat, lo_80 := lo_80, hi_80 := hi_80, lo_95 := lo_95, hi_95 := hi_95, scale := scale, scale_sq := scale_sq
    )))
{%- endmacro %}
