-- How old the newest training is, and whether it would be made in the same way now. It ends with the last actual of its backtests.
with known as (
    select series_set, count(*) as n_series, max(cutoff) as known_until_ds
    from {{ ref('dim_series') }}
    group by series_set
),

trained as (
    select series_set, max(ds) as trained_until_ds from {{ ref('fct_backtests') }} group by series_set
),

-- By the run that was made current last: whoever forecasts says how it would train.
recipes as (
    select
        arg_max_null(recipe, (activated_at, run_id)) as recipe_now,
        arg_max_null(recipe, (activated_at, run_id)) filter (kind = 'train') as recipe_trained
    from {{ ref('fct_runs') }}
)

select
    known.*, trained.trained_until_ds, status.series_set is not null or trained.series_set is not null as is_trained,
    newest.t - last_trained.t as n_periods_since, n_periods_since / sets.horizon as n_horizons_since,
    recipes.recipe_now <> recipes.recipe_trained as is_recipe_other
from known
cross join recipes
join {{ ref('int_series_sets') }} as sets using (series_set)
left join trained using (series_set)
left join (select distinct series_set from {{ ref('fct_series_status') }}) as status using (series_set)
left join {{ ref('int_periods') }} as newest on newest.series_set = known.series_set and newest.ds = known.known_until_ds
left join {{ ref('int_periods') }} as last_trained on last_trained.series_set = known.series_set and last_trained.ds = trained.trained_until_ds
