-- Values that broke their contract and were taken for none; their rows count.
select series_set, reason, count(*) as n_values
from (select series_set, unnest(blanked) as reason from {{ ref('int_observations_deduplicated') }} where reject_reason is null)
where reason is not null
group by all
