select * from {{ ref('stg_jobs__runs') }}
