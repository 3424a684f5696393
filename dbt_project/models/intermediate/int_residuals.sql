-- In scales of the series. Of all forecasts of a period the live one from nearest before counts; where none was live, a backtest's.
select series_set, unique_id, ds, arg_min((y_hat - y) / scale, (basis = 'backtest', h, cutoff, run_id)) as residual
from {{ ref('int_forecasts_scored') }}
where model = 'served' and scale > 0
group by series_set, unique_id, ds
