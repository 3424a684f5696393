select * from {{ source('jobs', 'forecasts') }}
