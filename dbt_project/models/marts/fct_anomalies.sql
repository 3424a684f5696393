-- Actuals outside the 95% interval that was forecast for them before they were known: backtests of the served forecast.
-- How odd one is, is told by how many others of its pool are as far from their forecast: a conformal p-value (Vovk, Gammerman & Shafer 2005).
{% set smallest_pool = 50 %}
with forecast_last as (
    -- Of several forecasts of a period the nearest.
    select series_set, unique_id, ds, cutoff, h, y_hat, lo_95, hi_95
    from {{ ref('fct_backtests') }}
    where model = 'served' and y_hat is not null and lo_95 is not null and hi_95 is not null
    qualify row_number() over (partition by unique_id, ds order by cutoff desc) = 1
),

measured as (
    -- The newest value of the actual: what was corrected since is no anomaly. A side without width is measured by the other one,
    -- an interval without width by a millionth of the amount: rounding is no anomaly, and nothing is divided by zero.
    select
        forecast_last.*, actuals.y, series.demand_class,
        case when actuals.y > y_hat then 'above' else 'below' end as direction,
        abs(actuals.y - y_hat) as distance,
        case direction when 'above' then hi_95 - y_hat else y_hat - lo_95 end as own_side,
        coalesce(
            distance / coalesce(nullif(own_side, 0), nullif(hi_95 - lo_95, 0), nullif(1e-6 * greatest(abs(actuals.y), abs(y_hat)), 0)), 0
        ) as score
    from forecast_last
    join {{ ref('fct_actuals') }} as actuals using (unique_id, ds)
    join {{ ref('dim_series') }} as series using (unique_id)
),

ranked as (
    -- Ties count as at least as far, the row itself as one.
    select
        *,
        demand_class is not null and count(*) over of_class >= {{ smallest_pool }} as is_class_pool,
        count(*) over class_as_far as n_class_as_far, count(*) over of_class as n_class,
        count(*) over set_as_far as n_set_as_far, count(*) over of_set as n_set
    from measured
    window
        of_class as (partition by series_set, demand_class),
        of_set as (partition by series_set),
        class_as_far as (partition by series_set, demand_class order by score desc range unbounded preceding),
        set_as_far as (partition by series_set order by score desc range unbounded preceding)
)

select
    series_set, unique_id, ds, cutoff, h, y, y_hat, lo_95, hi_95, direction, score,
    case when is_class_pool then demand_class else 'all' end as pool,
    case when is_class_pool then n_class else n_set end as n_pool,
    case when is_class_pool then n_class_as_far / n_class else n_set_as_far / n_set end as p_value,
    p_value <= {{ var('anomaly_p_value') }} as is_anomaly
from ranked
where y < lo_95 or y > hi_95
