-- Every landed row, with the period that it counts in or the reason why it does not count. Of the rows with one key the latest load
-- wins, and in a load the last row; only such rows are ranked, so that many millions cost no sort.
with repeated as (
    select series_set, row_key
    from {{ ref('int_observations_validated') }}
    where reject_reason is null
    group by all
    having count(*) > 1
),

ranked as (
    select
        series_set, _load_id, _row, row_number() over latest_first as copy,
        y is not distinct from first_value(y) over latest_first as says_the_same,
        _load_id = first_value(_load_id) over latest_first as is_of_same_load
    from {{ ref('int_observations_validated') }}
    semi join repeated using (series_set, row_key)
    where reject_reason is null
    window latest_first as (partition by series_set, row_key order by _loaded_at desc, _load_id desc, _row desc)
),

losers as (
    select
        series_set, _load_id, _row,
        case when says_the_same then 'exact_duplicate' when is_of_same_load then 'conflicting_duplicate' else 'superseded' end as reason
    from ranked
    where copy > 1
)

select
    observations.* exclude (row_key, reject_reason, period_ds),
    case when reject_reason is null then periods.counts_on_ds end as period_ds,
    case
        when reject_reason is not null then reject_reason
        when losers.reason is not null then losers.reason
        when periods.counts_on_ds is null then 'beyond_horizon'
        when y is not null and not periods.is_countable then 'incomplete_period'
    end as reject_reason
from {{ ref('int_observations_validated') }} as observations
left join {{ ref('int_periods') }} as periods on periods.series_set = observations.series_set and periods.ds = observations.period_ds
left join losers
    on losers.series_set = observations.series_set and losers._load_id = observations._load_id and losers._row = observations._row
