-- The accuracy of a series over all vintages: each counts by its steps. Lists have an order, so sums have the same bits.
with listed as (
    select series_set, unique_id, basis, model, horizon_bucket, list_sort(list(struct_pack(
        cutoff := cutoff, run_id := run_id, n := n, sum_abs_y := sum_abs_y, mae := mae, bias := bias, mase := mase, rmsse := rmsse, pinball := pinball,
        coverage_80 := coverage_80, width_80 := width_80, coverage_95 := coverage_95, width_95 := width_95
    ))) as vintages
    from {{ ref('fct_accuracy') }}
    group by all
),

summed as (
    select
        * exclude (vintages), list_sum([v.n for v in vintages])::bigint as n, len(vintages) as n_vintages,
        {% for name, term in {'abs_y': 'v.sum_abs_y', 'abs_error': 'v.mae * v.n', 'error': 'v.bias * v.n'}.items() %}
        list_sum([{{ term }} for v in vintages]) as sum_{{ name }},
        {% endfor %}
        {% for metric in ['mase', 'pinball', 'coverage_80', 'width_80', 'coverage_95', 'width_95'] %}
        list_sum([v.{{ metric }} * v.n for v in vintages]) / list_sum([v.n for v in vintages if v.{{ metric }} is not null]) as {{ metric }},
        {% endfor %}
        sqrt(list_sum([power(v.rmsse, 2) * v.n for v in vintages]) / list_sum([v.n for v in vintages if v.rmsse is not null])) as rmsse
    from listed
)

select summed.*, naive.sum_abs_error / naive.n as mae_naive, naive.mase as mase_naive
from summed
left join summed as naive
    on naive.unique_id = summed.unique_id and naive.basis = summed.basis and naive.horizon_bucket = summed.horizon_bucket
    and naive.model = 'seasonal_naive'
