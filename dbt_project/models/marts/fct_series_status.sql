-- A series that could not be forecast has no cutoff of its own: its run's says how new it is.
with dated as (
    select status.*, runs.activated_at, max(status.cutoff) over (partition by status.run_id, status.series_set) as run_cutoff
    from {{ ref('stg_jobs__series_status') }} as status
    join {{ ref('stg_jobs__runs') }} as runs using (run_id)
),

known as (
    select dated.*, max(series.cutoff) over (partition by dated.series_set) as set_cutoff
    from dated
    left join {{ ref('int_series_profiled') }} as series using (unique_id)
)

select * exclude (activated_at, run_cutoff, set_cutoff)
from known
where coalesce(run_cutoff <= set_cutoff, true)
qualify row_number() over (partition by unique_id order by run_cutoff desc nulls last, activated_at desc, run_id) = 1
