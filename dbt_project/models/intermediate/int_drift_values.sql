-- What is watched for drift: what was observed, what should explain it, and how far off the served forecasts were.
select series_set, unique_id, 'target' as subject, ds, y as value
from {{ ref('fct_actuals') }}
union all
-- In scales of the series. Of all forecasts of a period the live one from nearest before counts, of those that were not live a backtest's.
select series_set, unique_id, 'residual', ds, arg_min((y_hat - y) / scale, (basis = 'backtest', h, cutoff, run_id))
from {{ ref('int_forecasts_scored') }}
where model = 'served' and scale > 0
group by series_set, unique_id, ds
{%- for x, column in covariates().items() %}
union all
select series_set, unique_id, 'x_{{ x }}', ds, x_{{ x }}::double
from {{ ref('int_observations_aligned') }}
where is_open and x_{{ x }} is not null and series_set in ('{{ column.sets | map('first') | join("', '") }}')
{%- endfor %}
