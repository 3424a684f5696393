-- Numbers for joins and sorts inside a build; they are given in the order of unique_id and change when series come.
with named as (
    select distinct series_set, unique_id from {{ ref('int_observations_unioned') }} where unique_id is not null
    union
    select series_set, series_set || ':' || total from {{ ref('int_series_sets') }} where total is not null
)

select series_set, unique_id, row_number() over (order by unique_id) as series_key
from named
