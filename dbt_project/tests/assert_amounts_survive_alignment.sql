-- What was accepted is what the actuals sum to, but for sums of levels, which count everything once more.
with accepted as (
    select series_set, sum(y) as y from {{ ref('int_observations_deduplicated') }} where reject_reason is null group by all
),

shown as (
    select actuals.series_set, sum(actuals.y) as y
    from {{ ref('fct_actuals') }} as actuals
    join {{ ref('dim_series') }} as series using (unique_id)
    where series.level = 'bottom'
    group by all
)

select accepted.series_set, accepted.y as y_accepted, shown.y as y_shown
from accepted
full join shown using (series_set)
join {{ ref('int_series_sets') }} as sets using (series_set)
where sets.fill = 'zero' and sets.agg = 'sum' and abs(coalesce(accepted.y, 0) - coalesce(shown.y, 0)) > 1e-6 * greatest(1, abs(accepted.y))
