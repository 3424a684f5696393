select
    series.series_set, series.unique_id, series.level, coalesce(series.series_name, series.unique_id) as series_name,
    sets.label, sets.unit, sets.freq, sets.grain, sets.time_zone, sets.season_length, sets.horizon, sets.support, sets.stale_after, sets.known_covariates,
    series.first_ds, series.last_ds, series.cutoff, series.n_obs, levels.mean_y, levels.sum_y,
    panel.demand_class, panel.adi, panel.cv2, panel.periods_since_demand
from {{ ref('int_series_profiled') }} as series
join {{ ref('int_series_sets') }} as sets using (series_set)
left join {{ ref('int_series_levels') }} as levels using (unique_id)
left join {{ ref('feat_panel') }} as panel on panel.unique_id = series.unique_id and panel.ds = series.cutoff
