select * exclude (newest)
from (
    select *, row_number() over (partition by unique_id order by cutoff desc, created_at desc, run_id) as newest
    from {{ ref('stg_jobs__series_status') }}
)
where newest = 1
