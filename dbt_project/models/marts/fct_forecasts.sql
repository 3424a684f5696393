-- `vintage` 1 is what is served: the newest cutoff that this release's data reach, and of its runs the one made current last.
select
    forecasts.*,
    case when forecasts.cutoff <= series.cutoff then dense_rank() over (
        partition by forecasts.unique_id, forecasts.cutoff <= series.cutoff
        order by forecasts.cutoff desc, runs.activated_at desc, forecasts.run_id
    ) end as vintage,
    vintage is not distinct from 1 as is_latest
from {{ ref('stg_jobs__forecasts') }} as forecasts
join {{ ref('stg_jobs__runs') }} as runs using (run_id)
left join {{ ref('int_series_profiled') }} as series using (unique_id)
