{{ config(materialized='view') }}

select * from {{ ref('int_observations_deduplicated') }}
where reject_reason is not null
