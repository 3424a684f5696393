{{ config(materialized='by_series', split='int_observations_aligned') }}

-- All columns are as known at the end of `ds`, so the row at a cutoff is what a forecast from there may use.
with panel as (
    select
        aligned.* exclude (n_rows, local_ds, loaded_at), sets.season_length, sets.grain,
        not is_filled and (y > 0 or sets.support = 'real') as has_demand,
        row_number() over (partition by unique_id order by ds) as n_obs
    from {{ ref('int_observations_aligned') }} as aligned
    join {{ ref('int_series_sets') }} as sets using (series_set)
),

{% for grain in grains() %}
{% set f = var('features')[grain] %}
lagged_by_{{ grain }} as (
    select
        panel.*,
        {{ lags('y', f.lags) }}
        lag(y, season_length) over series as lag_season,
        {{ rolling('y', f.windows) }}
        avg(y) over (partition by unique_id, season_key order by ds rows unbounded preceding) as season_mean,
        avg(y) over last_{{ f.profile }} as recent_mean,
        regr_slope(y, t) over last_{{ f.profile }} as trend,
        n_obs / nullif(count(*) filter (has_demand) over history, 0) as adi,
        var_pop(y) filter (has_demand) over history / nullif(power(avg(y) filter (has_demand) over history, 2), 0) as cv2,
        n_obs - coalesce(max(case when has_demand then n_obs end) over history, 0) as periods_since_demand
    from panel
    where grain = '{{ grain }}'
    window
        {{ rolling_windows(f.windows + [f.profile]) }}
        series as (partition by unique_id order by ds),
        history as (partition by unique_id order by ds rows unbounded preceding)
),

{% endfor %}
lagged as (
    {% for grain in grains() %}from lagged_by_{{ grain }} {{ 'union all by name' if not loop.last }} {% endfor %}

),

scaled as (
    -- MASE's and RMSSE's denominators: seasonal naive where a full season is known, else naive (Hyndman & Koehler 2006).
    select
        *,
        case when n_obs > season_length then avg(abs(y - lag_season)) over history else avg(abs(y - lag_1)) over history end as scale,
        case when n_obs > season_length then avg(power(y - lag_season, 2)) over history
            else avg(power(y - lag_1, 2)) over history end as scale_sq
    from lagged
    window history as (partition by unique_id order by ds rows unbounded preceding)
)

select
    scaled.* exclude (season_length, has_demand, grain),
    -- Syntetos, Boylan & Croston (2005).
    case
        when adi < 1.32 and cv2 < 0.49 then 'smooth'
        when adi < 1.32 then 'erratic'
        when cv2 < 0.49 then 'intermittent'
        else 'lumpy'
    end as demand_class,
    steps.* exclude (series_set, ds)
from scaled
join {{ ref('int_steps') }} as steps using (series_set, ds)
order by unique_id, ds
