-- Numbers for joins and sorts inside a build; they are given in the order of unique_id and change when series come.
with named as (
    select distinct series_set, unique_id from {{ ref('int_observations_unioned') }} where unique_id is not null
    union
    select series_set, unique_id from {{ ref('int_hierarchy') }}
),

sums as (
    select distinct unique_id, level from {{ ref('int_hierarchy') }}
)

select series_set, unique_id, coalesce(level, 'bottom') as level, row_number() over (order by unique_id) as series_key
from named
left join sums using (unique_id)
