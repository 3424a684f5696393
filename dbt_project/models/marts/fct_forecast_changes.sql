-- What the newest vintage says against the one before, for the periods that both cover.
with vintages as (
    select *, dense_rank() over (partition by unique_id order by cutoff desc, created_at desc, run_id) as age
    from {{ ref('fct_forecasts') }}
)

select
    newer.series_set, newer.unique_id, newer.ds,
    newer.run_id, older.run_id as run_id_before, newer.cutoff, older.cutoff as cutoff_before,
    newer.model, older.model as model_before, newer.y_hat, older.y_hat as y_hat_before,
    newer.y_hat - older.y_hat as change
from vintages as newer
join vintages as older on older.unique_id = newer.unique_id and older.ds = newer.ds and older.age = newer.age + 1
where newer.age = 1
