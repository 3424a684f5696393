-- The newest training run; older ones stay in jobs/backtests.
with newest as (
    select run_id from {{ ref('stg_jobs__runs') }}
    where kind = 'train'
    order by created_at desc
    limit 1
)

select backtests.*
from {{ ref('stg_jobs__backtests') }} as backtests
join newest using (run_id)
