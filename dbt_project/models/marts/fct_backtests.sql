-- The training run that was made current last; older ones stay in jobs/backtests.
with newest as (
    select run_id from {{ ref('stg_jobs__runs') }}
    where kind = 'train'
    order by activated_at desc, run_id
    limit 1
)

select backtests.*
from {{ ref('stg_jobs__backtests') }} as backtests
join newest using (run_id)
