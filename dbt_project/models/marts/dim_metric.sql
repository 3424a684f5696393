select * from {{ ref('metrics') }}
