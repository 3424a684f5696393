-- Rows whose key came again: the latest load wins, and in a load the last row. Only they are ranked, so that many millions cost no sort.
with same_hash as (
    select series_set, row_hash
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
    semi join same_hash using (series_set, row_hash)
    where reject_reason is null
    window latest_first as (partition by series_set, row_key order by _loaded_at desc, _load_id desc, _row desc)
)

select
    series_set, _load_id, _row,
    case when says_the_same then 'exact_duplicate' when is_of_same_load then 'conflicting_duplicate' else 'superseded' end as reason
from ranked
where copy > 1
