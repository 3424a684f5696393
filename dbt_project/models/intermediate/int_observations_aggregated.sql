-- Sums are in the order of the amounts: the same rows give the same bits.
-- One amount for each period with observations; a set with a `total` has its sum as one more series.
with accepted as (
    select observations.*, sets.total
    from {{ ref('int_observations_deduplicated') }} as observations
    join {{ ref('int_series_sets') }} as sets using (series_set)
    where reject_reason is null
),

per_series as (
    select series_set, unique_id, period_ds as ds, sum(y order by y) as y, count(*) as n_rows
    from accepted
    group by all
),

totals as (
    select series_set, series_set || ':' || total as unique_id, period_ds as ds, sum(y order by y) as y, count(*) as n_rows
    from accepted
    where total is not null
    group by all
)

select * from per_series
union all
select * from totals
