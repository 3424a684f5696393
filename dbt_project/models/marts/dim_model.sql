with seen as (
    select model, unique_id, created_at, true as is_candidate from {{ ref('fct_backtests') }}
    union all
    select model, unique_id, created_at, false from {{ ref('fct_forecasts') }} where is_latest
)

select
    model,
    bool_or(is_candidate) as is_backtested,
    count(distinct unique_id) filter (not is_candidate) as n_series_served,
    max(created_at) as last_seen_at
from seen
group by model
