-- Whether to train again, and why. What opened before the training's last period was known to it, and asks for no other one.
-- An alert of a set as a whole is one of all its series.
with alerted as (
    select
        trainings.series_set, alerts.cause,
        case when bool_or(alerts.unique_id is null) then 1 else count(distinct alerts.unique_id) / any_value(trainings.n_series) end as share
    from {{ ref('fct_alerts') }} as alerts
    join {{ ref('int_trainings') }} as trainings using (series_set)
    where alerts.is_open and alerts.first_seen_ds > trainings.trained_until_ds
    group by all
),

-- Errors in units of each series' own, so that large series are not all that counts.
errors as (
    select trainings.series_set, abs(actuals.y - forecasts.y_hat) / scale as error, abs(actuals.y - forecasts.y_hat_naive) / scale as error_naive
    from {{ ref('fct_forecasts') }} as forecasts
    join {{ ref('fct_actuals') }} as actuals using (unique_id, ds)
    join {{ ref('int_trainings') }} as trainings on trainings.series_set = forecasts.series_set and forecasts.cutoff >= trainings.trained_until_ds
    where forecasts.scale > 0 and isfinite(error) and isfinite(error_naive)
),

served as (
    select series_set, count(*) as n, 1 - {{ exact_sum('error', 'step') }} / nullif({{ exact_sum('error_naive', 'step') }}, 0) as value_add
    from errors
    join (select series_set, {{ sum_step('greatest(error, error_naive)') }} as step from errors group by series_set) as steps using (series_set)
    group by series_set
),

measured as (
    select series_set, 'never_trained' as reason, (not is_trained)::double as value, n_series as n from {{ ref('int_trainings') }}
    union all
    select series_set, 'training_age', n_horizons_since, n_series from {{ ref('int_trainings') }}
    union all
    select series_set, 'other_recipe', is_recipe_other::double, n_series from {{ ref('int_trainings') }}
    union all
    select trainings.series_set, rules.reason, coalesce(alerted.share, 0), trainings.n_series
    from {{ ref('int_trainings') }} as trainings
    join {{ ref('retrain_reasons') }} as rules on rules.cause is not null
    left join alerted on alerted.series_set = trainings.series_set and alerted.cause = rules.cause
    union all
    select trainings.series_set, 'value_add', served.value_add, coalesce(served.n, 0)
    from {{ ref('int_trainings') }} as trainings
    left join served using (series_set)
)

select
    measured.*, rules.direction, rules.threshold, rules.means, trainings.trained_until_ds, trainings.known_until_ds, trainings.n_periods_since,
    {{ is_beyond('value', 'rules', 'threshold') }} and n >= min_n and coalesce(n_horizons_since, 0) >= wait_horizons as is_met
from measured
join {{ ref('retrain_reasons') }} as rules using (reason)
join {{ ref('int_trainings') }} as trainings using (series_set)
