{{ config(materialized='by_series', split='int_observations_aligned') }}

-- All columns are as known at the end of `ds`, so the row at a cutoff is what a forecast from there may use.
-- Few columns go through the first windows and no text through any: what a window carries is what it costs.
with panel as (
    select
        aligned.* exclude (series_set, unique_id, n_rows, local_ds, loaded_at), sets.season_length, sets.grain,
        not is_filled and (y > 0 or sets.support = 'real') as has_demand
    from {{ ref('int_observations_aligned') }} as aligned
    join {{ ref('int_series_sets') }} as sets using (series_set)
),

compared as (
    select
        *,
        lag(y, 1) over series as y_before,
        lag(y, season_length) over series as lag_season,
        avg(y) over (partition by series_key, season_key order by t rows unbounded preceding) as season_mean
    from panel
    window series as (partition by series_key order by t)
),

{% for grain in grains() %}
lagged_by_{{ grain }} as ({{ lagged_features('compared', grain, var('features')[grain]) }}),

{% endfor %}
lagged as (
    {% for grain in grains() %}from lagged_by_{{ grain }} {{ 'union all by name' if not loop.last }} {% endfor %}

)

select
    int_series.series_set, int_series.unique_id,
    lagged.* exclude (season_length, has_demand, grain, series_key, y_before),
    -- Syntetos, Boylan & Croston (2005).
    case
        when adi < 1.32 and cv2 < 0.49 then 'smooth'
        when adi < 1.32 then 'erratic'
        when cv2 < 0.49 then 'intermittent'
        else 'lumpy'
    end as demand_class,
    steps.* exclude (series_set, ds)
from lagged
join {{ ref('int_series') }} as int_series using (series_key)
join {{ ref('int_steps') }} as steps on steps.series_set = int_series.series_set and steps.ds = lagged.ds
order by series_key, lagged.t
