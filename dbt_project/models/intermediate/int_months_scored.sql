-- What was scored of the vintages of a month, as one number: where that is what it was in the build before, so is the accuracy.
with summed as (
    select
        basis, series_set, date_trunc('month', cutoff) as month, min(unique_id) as first_id, max(unique_id) as last_id, count(*) as n_rows,
        sum(hash(
            unique_id, seasons.season_length, seasons.seasonal_from,
            hash(run_id, model, cutoff, ds, h, y, y_hat, y_hat_naive, lo_80, hi_80, lo_95, hi_95, scale, scale_sq)
        )::hugeint) as said
    from {{ ref('int_forecasts_scored') }}
    left join {{ ref('int_series_seasonal') }} as seasons using (unique_id)
    group by all
)

select summed.* exclude (said), hash(said, n_rows, sets.horizon) as fingerprint
from summed
join {{ ref('int_series_sets') }} as sets using (series_set)
