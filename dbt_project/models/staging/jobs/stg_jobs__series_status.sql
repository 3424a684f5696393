select * from {{ source('jobs', 'series_status') }}
