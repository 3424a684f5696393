{{ config(materialized='view') }}

select sums.series_key as sum_key, int_series.series_key
from {{ ref('int_hierarchy') }} as hierarchy
join {{ ref('int_series') }} as sums using (unique_id)
join {{ ref('int_series') }} as int_series on int_series.unique_id = hierarchy.bottom_unique_id
