{#- The metrics of a group of scored rows; definitions and sources: seeds/metrics.csv. -#}
{% macro accuracy_metrics() %}
    avg(abs(y - y_hat)) as mae,
    sqrt(avg(power(y - y_hat, 2))) as rmse,
    sum(abs(y - y_hat)) / nullif(sum(abs(y)), 0) as wape,
    case when count(*) filter (y = 0) = 0 then avg(abs(y - y_hat) / abs(nullif(y, 0))) end as mape,
    avg(case when y = 0 and y_hat = 0 then 0 else 2 * abs(y - y_hat) / (abs(y) + abs(y_hat)) end) as smape,
    avg(abs(y - y_hat) / nullif(scale, 0)) as mase,
    sqrt(avg(power(y - y_hat, 2) / nullif(scale_sq, 0))) as rmsse,
    avg(y_hat - y) as bias,
    avg((greatest(0.1 * (y - lo_80), -0.9 * (y - lo_80)) + greatest(0.9 * (y - hi_80), -0.1 * (y - hi_80))) / 2) as pinball,
    avg((y between lo_80 and hi_80)::integer) filter (lo_80 is not null) as coverage_80,
    avg((y between lo_95 and hi_95)::integer) filter (lo_95 is not null) as coverage_95
{% endmacro %}
