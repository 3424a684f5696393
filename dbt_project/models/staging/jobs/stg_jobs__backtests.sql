select * from {{ source('jobs', 'backtests') }}
