{{ config(materialized='view') }}

-- Every landed row, with the period that it counts in or the reason why it does not count.
select
    observations.* exclude (series_set, row_key, row_hash, reject_reason, period_ds),
    observations.series_set, int_series.unique_id,
    case when reject_reason is null then periods.counts_on_ds end as period_ds,
    case when reject_reason is null then periods.counts_on_t end as t,
    case
        when reject_reason is not null then reject_reason
        when repeated.reason is not null then repeated.reason
        when periods.counts_on_ds is null then 'beyond_horizon'
        when y is not null and not periods.is_countable then 'incomplete_period'
    end as reject_reason
from {{ ref('int_observations_validated') }} as observations
left join {{ ref('int_series') }} as int_series using (series_key)
left join {{ ref('int_periods') }} as periods on periods.series_set = observations.series_set and periods.ds = observations.period_ds
left join {{ ref('int_observations_repeated') }} as repeated
    on repeated.series_set = observations.series_set and repeated._load_id = observations._load_id and repeated._row = observations._row
