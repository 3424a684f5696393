-- The months with the highest and the lowest mean per period.
select
    unique_id,
    arg_max(month, mean_y) as peak_month, max(mean_y) / any_value(mean_month) as peak_ratio,
    arg_min(month, mean_y) as trough_month, min(mean_y) / any_value(mean_month) as trough_ratio
from {{ ref('int_series_months') }}
where mean_month > 0
group by unique_id
