-- Nothing vanishes: each series set accounts for every row that landed for it.
with landed as (
    select series_set, count(*) as n from {{ ref('int_observations_unioned') }} group by all
),

accounted as (
    select series_set, sum(n_rows) as n from {{ ref('rpt_row_accounting') }} group by all
),

rejected as (
    select series_set, count(*) as n from {{ ref('rpt_rejected_rows') }} group by all
)

select landed.series_set, landed.n as rows_in, accounted.n as rows_accounted
from landed
full join accounted using (series_set)
left join rejected using (series_set)
left join (select series_set, sum(n_rows) as n from {{ ref('rpt_row_accounting') }} where not is_used group by all) as by_reason using (series_set)
where landed.n is distinct from accounted.n or coalesce(rejected.n, 0) is distinct from coalesce(by_reason.n, 0)
