select
    *,
    dense_rank() over (partition by unique_id order by cutoff desc, created_at desc, run_id) = 1 as is_latest
from {{ ref('stg_jobs__forecasts') }}
