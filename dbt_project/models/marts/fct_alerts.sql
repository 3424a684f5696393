select
    measures.series_set, measures.unique_id, measures.measure,
    case
        when coalesce(case rules.direction when 'above' then measures.value > rules.fail else measures.value < rules.fail end, false)
            then 'fail' else 'warn'
    end as severity,
    measures.value,
    case when severity = 'fail' then rules.fail else rules.warn end as threshold,
    rules.cause, rules.owner, rules.next_action, measures.ds
from {{ ref('int_measures') }} as measures
join {{ ref('monitoring_thresholds') }} as rules using (measure)
where case rules.direction when 'above' then measures.value > rules.warn else measures.value < rules.warn end
