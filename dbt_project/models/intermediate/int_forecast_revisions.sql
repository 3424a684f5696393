-- Why the newest forecast of a series differs from the one before, as far as what is stored tells it: by how much over the periods that both
-- cover, how far that is one shift of all of them, what came in between and how far off it was, and in what the two runs differ.
with compared as (
    select
        unique_id, any_value(series_set) as series_set, any_value(run_id) as run_id, any_value(run_id_before) as run_id_before,
        any_value(cutoff) as cutoff, any_value(cutoff_before) as cutoff_before, any_value(model) as model, any_value(model_before) as model_before,
        count(*) as n_periods, min(ds) as revised_first, max(ds) as revised_last, sum(y_hat order by ds) as revised_sum,
        sum(y_hat_before order by ds) as revised_sum_before, revised_sum - revised_sum_before as revision_sum,
        power(revision_sum, 2) / n_periods / nullif(sum(power(change, 2) order by ds), 0) as revision_shift_share,
        arg_max(ds, abs(change)) as revision_peak_ds, arg_max(change, abs(change)) as revision_peak
    from {{ ref('fct_forecast_changes') }}
    group by unique_id
),

arrived as (
    select
        older.unique_id, count(*) as n_new, min(older.ds) as new_first, max(older.ds) as new_last, sum(actuals.y order by older.ds) as new_sum,
        sum(older.y_hat order by older.ds) as new_sum_forecast, new_sum - new_sum_forecast as surprise,
        count(*) filter (actuals.y between older.lo_80 and older.hi_80) as n_new_inside
    from compared
    join {{ ref('fct_forecasts') }} as older on older.unique_id = compared.unique_id and older.run_id = compared.run_id_before
    join {{ ref('fct_actuals') }} as actuals on actuals.unique_id = older.unique_id and actuals.ds = older.ds
    where older.ds <= compared.cutoff
    group by older.unique_id
),

corrected as (
    select compared.unique_id, count(distinct revisions.ds) as n_revised
    from compared
    join {{ ref('stg_jobs__runs') }} as newer using (run_id)
    join {{ ref('stg_jobs__runs') }} as older on older.run_id = compared.run_id_before
    join {{ ref('int_revisions') }} as revisions on revisions.unique_id = compared.unique_id
    where revisions.ds <= cutoff_before and revisions.loaded_at > older.created_at and revisions.loaded_at <= newer.created_at
    group by compared.unique_id
)

select
    compared.*, arrived.* exclude (unique_id), coalesce(n_new, 0) as n_arrived, coalesce(n_revised, 0) as n_revised,
    newer.artifact_id is not distinct from older.artifact_id as is_same_training,
    list_filter([
        case when n_arrived > 0 then 'new actuals' end, case when coalesce(n_revised, 0) > 0 then 'corrected actuals' end,
        case when not is_same_training then 'another training' when newer.recipe <> older.recipe then 'other code or settings' end,
        case when len(sets.known_covariates) > 0 then 'what is planned of covariates' end
    ], lambda reason: reason is not null) as differs
from compared
join {{ ref('stg_jobs__runs') }} as newer using (run_id)
join {{ ref('stg_jobs__runs') }} as older on older.run_id = compared.run_id_before
join {{ ref('int_series_sets') }} as sets on sets.series_set = compared.series_set
left join arrived using (unique_id)
left join corrected using (unique_id)
