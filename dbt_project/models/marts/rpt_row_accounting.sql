-- Rows in = rows used + rows rejected, by reason.
select
    series_set, coalesce(reject_reason, case when y is null then 'used_as_covariates' else 'used' end) as reason,
    reject_reason is null as is_used, count(*) as n_rows
from {{ ref('int_observations_deduplicated') }}
group by all
