-- What was scored of each vintage, as one number: where that is what it was in the build before, so is the accuracy.
with scored as (
    select
        basis, run_id, series_set, unique_id, count(*) as n_rows,
        sum(hash(model, cutoff, ds, h, y, y_hat, lo_80, hi_80, lo_95, hi_95, scale, scale_sq)::hugeint) as sum_of_hashes
    from {{ ref('int_forecasts_scored') }}
    group by all
),

seasons as (
    -- From `seasonal_from` on a series has more than a season behind it: its errors are scaled by those of seasonal naive.
    select series.unique_id, sets.season_length, seasonal.ds as seasonal_from
    from {{ ref('int_series_profiled') }} as series
    join {{ ref('int_series_sets') }} as sets using (series_set)
    left join {{ ref('int_calendar') }} as first on first.series_set = series.series_set and first.ds = series.first_ds
    left join {{ ref('int_calendar') }} as seasonal
        on seasonal.series_set = series.series_set and seasonal.t = first.t + sets.season_length
)

select
    row_number() over () as vintage_key, scored.* exclude (sum_of_hashes), sets.horizon, seasons.season_length, seasons.seasonal_from,
    hash(n_rows, sum_of_hashes, sets.horizon, seasons.season_length, seasonal_from) as fingerprint
from scored
join {{ ref('int_series_sets') }} as sets using (series_set)
left join seasons using (unique_id)
