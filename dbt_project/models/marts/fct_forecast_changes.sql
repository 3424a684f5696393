-- What the newest vintage says against the one before, for the periods that both cover.
select
    newer.series_set, newer.unique_id, newer.ds,
    newer.run_id, older.run_id as run_id_before, newer.cutoff, older.cutoff as cutoff_before,
    newer.model, older.model as model_before, newer.y_hat, older.y_hat as y_hat_before,
    newer.y_hat - older.y_hat as change
from {{ ref('fct_forecasts') }} as newer
join {{ ref('fct_forecasts') }} as older using (unique_id, ds)
where newer.vintage = 1 and older.vintage = 2
