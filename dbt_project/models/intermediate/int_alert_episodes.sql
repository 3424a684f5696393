-- From when to when a measure was an alert. It opens after `open_after` evaluations in a row beyond `warn`, at once beyond `fail`, and closes
-- after `close_after` in a row back beyond `clear`; in between it stays what it was, so it does not flap. Only from
-- what is measured now: a warehouse that is built anew has the same episodes.
with judged as (
    select
        measures.*, rules.* exclude (measure), {{ is_beyond('value', 'rules', 'warn') }} as is_warn, {{ is_beyond('value', 'rules', 'fail') }} as is_fail,
        not {{ is_beyond('value', 'rules', 'clear') }} as is_clear,
        row_number() over (partition by series_set, unique_id, measure order by ds) as i
    from {{ ref('int_measures') }} as measures
    join {{ ref('monitoring_thresholds') }} as rules using (measure)
    -- Most histories never cross a threshold.
    semi join (
        select distinct series_set, coalesce(unique_id, '') as about, measure
        from {{ ref('int_measures') }}
        join {{ ref('monitoring_thresholds') }} as rules using (measure)
        where {{ is_beyond('value', 'rules', 'warn') }} or {{ is_beyond('value', 'rules', 'fail') }}
    ) as crossed on crossed.series_set = measures.series_set and crossed.about = coalesce(measures.unique_id, '') and crossed.measure = measures.measure
),

counted as (
    select
        *, i - coalesce(max(case when not is_warn then i end) over so_far, 0) as n_warn,
        i - coalesce(max(case when not is_clear then i end) over so_far, 0) as n_clear
    from judged
    window so_far as (partition by series_set, unique_id, measure order by ds)
),

switched as (
    select
        *, coalesce(last_value(case when is_fail or n_warn >= open_after then true when n_clear >= close_after then false end ignore nulls) over so_far, false) as is_open
    from counted
    window so_far as (partition by series_set, unique_id, measure order by ds)
),

numbered as (
    select
        *, count(case when is_open and not was_open then 1 end) over (partition by series_set, unique_id, measure order by ds) as episode,
        max(i) over (partition by series_set, unique_id, measure) as n
    from (
        select *, coalesce(lag(is_open) over (partition by series_set, unique_id, measure order by ds), false) as was_open from switched
    )
)

select
    series_set, unique_id, measure, episode,
    case when bool_or(is_fail) then 'fail' else 'warn' end as severity,
    arg_max(value, ds) as value, case severity when 'fail' then any_value(fail) else any_value(warn) end as threshold,
    min(ds) as first_seen_ds, max(ds) filter (is_warn or is_fail) as last_seen_ds, max(ds) as ds, bool_or(i = n) as is_open,
    -- Of what was open at the first evaluation it is not known when it began.
    min(i) = 1 as is_older
from numbered
where is_open
group by series_set, unique_id, measure, episode
