select * from {{ source('jobs', 'runs') }}
