-- A day is closed once: two spans of one calendar that share a day would double its periods.
select a.closures, a.first_day, a.last_day, b.first_day as other_first_day, b.last_day as other_last_day
from {{ ref('closures') }} as a
join {{ ref('closures') }} as b
    on b.closures = a.closures and b.first_day <= a.last_day and b.last_day >= a.first_day
    and (b.first_day, b.last_day, b.reason) > (a.first_day, a.last_day, a.reason)
union all
select closures, first_day, last_day, null, null from {{ ref('closures') }} where last_day < first_day
