with forecasts as (
    select forecasts.*
    from {{ ref('stg_jobs__forecasts') }} as forecasts
    -- On a closed day nothing is served.
    left join {{ ref('int_calendar') }} as calendar using (series_set, ds)
    where coalesce(calendar.is_open, true)
)

select
    *,
    dense_rank() over (partition by unique_id order by cutoff desc, created_at desc, run_id) = 1 as is_latest
from forecasts
