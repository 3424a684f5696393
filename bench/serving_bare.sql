select unique_id, ds, y_hat, lo_80, hi_80
from fct_forecasts
where unique_id = $unique_id
order by ds
