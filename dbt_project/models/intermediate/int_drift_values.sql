-- What is watched for drift: what was observed, what should explain it, and how far off the served forecasts were.
select series_set, unique_id, 'target' as subject, ds, y as value
from {{ ref('fct_actuals') }}
union all
select series_set, unique_id, 'residual', ds, residual from {{ ref('int_residuals') }}
{%- for x, column in covariates().items() %}
union all
select series_set, unique_id, 'x_{{ x }}', ds, x_{{ x }}::double
from {{ ref('int_observations_aligned') }}
where is_open and x_{{ x }} is not null and series_set in ('{{ column.sets | map('first') | join("', '") }}')
{%- endfor %}
