-- Rows in = rows used + rows rejected, by reason.
select series_set, coalesce(reject_reason, 'used') as reason, reject_reason is null as is_used, count(*) as n_rows
from {{ ref('int_observations_deduplicated') }}
group by all
