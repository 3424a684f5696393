{#-
    A metric is a mean or a sum of terms, one of each step, from `steps`: a list with {ds, h, y, y_hat, lo_80, hi_80, lo_95, hi_95, y_hat_naive,
    scale, scale_sq} of each. Definitions and sources: seeds/metrics.csv. A list has an order, so the same steps give the same bits.
-#}
{% macro accuracy_terms() %}
    [abs(s.y) for s in steps] as abs_y,
    [(s.y = 0)::integer for s in steps] as is_zero,
    [s.y_hat - s.y for s in steps] as error,
    [abs(s.y - s.y_hat) for s in steps] as abs_error,
    [power(s.y - s.y_hat, 2) for s in steps] as squared_error,
    [abs(s.y - s.y_hat) / abs(s.y) for s in steps] as share_error,
    [case when s.y = 0 and s.y_hat = 0 then 0 else 2 * abs(s.y - s.y_hat) / (abs(s.y) + abs(s.y_hat)) end for s in steps] as symmetric_error,
    [abs(s.y - s.y_hat) / nullif(s.scale, 0) for s in steps] as scaled_error,
    [power(s.y - s.y_hat, 2) / nullif(s.scale_sq, 0) for s in steps] as scaled_squared_error,
    [({% for q, bound in [(0.025, 'lo_95'), (0.1, 'lo_80'), (0.9, 'hi_80'), (0.975, 'hi_95')] %}
        {{ quantile_loss(q, 's.' ~ bound) }}{{ ' +' if not loop.last }}{% endfor %}) / 4 for s in steps] as quantile_loss,
    {% for level in [80, 95] %}
    [case when s.lo_{{ level }} is not null and s.hi_{{ level }} is not null then (s.y between s.lo_{{ level }} and s.hi_{{ level }})::integer end
        for s in steps] as is_within_{{ level }},
    [s.hi_{{ level }} - s.lo_{{ level }} for s in steps] as between_{{ level }}{{ ',' if not loop.last }}
    {% endfor %}
{% endmacro %}

{#- The metrics of all steps or, as '[:3]', of a `part` of them. -#}
{% macro accuracy_metrics(part='') %}
    'mae': list_avg(abs_error{{ part }}),
    'rmse': sqrt(list_avg(squared_error{{ part }})),
    'wape': list_sum(abs_error{{ part }}) / nullif(list_sum(abs_y{{ part }}), 0),
    'mape': case when list_sum(is_zero{{ part }}) = 0 then list_avg(share_error{{ part }}) end,
    'smape': list_avg(symmetric_error{{ part }}),
    'mase': list_avg(scaled_error{{ part }}),
    'rmsse': sqrt(list_avg(scaled_squared_error{{ part }})),
    'bias': list_avg(error{{ part }}),
    'tracking_signal': list_sum(error{{ part }}) / nullif(list_avg(abs_error{{ part }}), 0),
    'pinball': list_avg(quantile_loss{{ part }}),
    {% for level in [80, 95] %}
    'coverage_{{ level }}': list_avg(is_within_{{ level }}{{ part }}), 'width_{{ level }}': list_avg(between_{{ level }}{{ part }}){{ ',' if not loop.last }}
    {% endfor %}
{% endmacro %}

{% macro quantile_loss(q, bound) %}greatest({{ q }} * (s.y - {{ bound }}), ({{ q }} - 1) * (s.y - {{ bound }})){% endmacro %}

{#- The list that accuracy_terms reads, of a group of scored rows, the oldest step first. -#}
{% macro scored_steps() -%}
    list_sort(list(struct_pack(
        ds := ds, h := h, y := y, y_hat := y_hat, lo_80 := lo_80, hi_80 := hi_80, lo_95 := lo_95, hi_95 := hi_95, y_hat_naive := y_hat_naive,
        scale := scale, scale_sq := scale_sq
    )))
{%- endmacro %}

{#- Condition: a row of `source` is of the span, and of the range of series, that is made now (kept_in_files.sql). -#}
{% macro is_of_part(source) -%}
    {{ source }}.basis = getvariable('part').basis and {{ source }}.series_set = getvariable('part').series_set
    and {{ source }}.cutoff >= getvariable('part').since and {{ source }}.cutoff < getvariable('part').until
    and {{ source }}.unique_id between getvariable('part').first_id and getvariable('part').last_id
{%- endmacro %}
