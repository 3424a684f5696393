-- First match wins: what the source says is no observation, then what no series can hold.
with judged as (
    select
        observations.*,
        case
            when source_reason is not null then source_reason
            when ds is null then 'unparsable_ds'
            when y is null then 'unparsable_y'
            when not isfinite(y) then 'non_finite_y'
            -- Local time against UTC: zones differ by less than a day.
            when ds > _loaded_at + interval 1 day then 'future_ds'
            when y < 0 and sets.support = 'non_negative' then 'negative_y'
        end as reject_reason
    from {{ ref('int_observations_unioned') }} as observations
    join {{ ref('int_series_sets') }} as sets using (series_set)
)

select * exclude (source_reason) from judged
