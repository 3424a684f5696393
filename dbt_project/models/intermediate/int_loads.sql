-- What each load brought of a set: rows, how many of them do not count, and how far it reached. `known_ds`: how far the loads before it did.
with loads as (
    select
        series_set, _load_id, min(_loaded_at) as loaded_at, count(*) as n_rows,
        -- What a later load said better was right when it came.
        count(*) filter (reject_reason not in ('incomplete_period', 'superseded', 'beyond_horizon')) as n_rejected,
        max(period_ds) filter (y is not null) as newest_ds
    from {{ ref('int_observations_deduplicated') }}
    group by series_set, _load_id
)

select
    *, max(newest_ds) over (
        partition by series_set order by loaded_at, _load_id rows between unbounded preceding and 1 preceding
    ) as known_ds,
    greatest(newest_ds, known_ds) as reached_ds
from loads
