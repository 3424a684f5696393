-- The accuracy of a series over all vintages, each counted by its steps. Sums are exact, whatever the order of rows.
{% set means = ['mase', 'pinball', 'width_80', 'width_95'] %}
{% set terms = {'abs_y': 'sum_abs_y', 'abs_error': 'mae * n', 'error': 'bias * n', 'rmsse': 'power(rmsse, 2) * n'} %}
{% for metric in means %}{% do terms.update({metric: metric ~ ' * n'}) %}{% endfor %}
with vintages as (
    select
        series_set, unique_id, basis, model, horizon_bucket, n, coverage_80, coverage_95,
        {% for name, term in terms.items() %}
        case when isfinite({{ term }}) then {{ term }} end as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('fct_accuracy') }}
),

steps as (
    select series_set, {% for name in terms %}{{ sum_step(name) }} as step_of_{{ name }}{{ ', ' if not loop.last }}{% endfor %}
    from vintages
    group by series_set
),

summed as (
    select
        series_set, unique_id, basis, model, horizon_bucket, count(*) as n_vintages, sum(n)::bigint as n,
        {% for name in ['abs_y', 'abs_error', 'error'] %}
        {{ exact_sum(name, 'step_of_' ~ name) }} as sum_{{ name }},
        {% endfor %}
        {% for name in means + ['rmsse'] %}
        {{ 'sqrt' if name == 'rmsse' }}({{ exact_sum(name, 'step_of_' ~ name) }} / sum(n) filter ({{ name }} is not null)) as {{ name }},
        {% endfor %}
        {% for level in [80, 95] %}
        sum(round(coverage_{{ level }} * n)) / sum(n) filter (coverage_{{ level }} is not null) as coverage_{{ level }}{{ ',' if not loop.last }}
        {% endfor %}
    from vintages
    join steps using (series_set)
    group by all
)

select summed.*, naive.sum_abs_error / naive.n as mae_naive
from summed
left join summed as naive
    on naive.unique_id = summed.unique_id and naive.basis = summed.basis and naive.horizon_bucket = summed.horizon_bucket
    and naive.model = 'seasonal_naive'
