-- What is known of a step before it comes: calendar and bank holidays; one code path for history and future.
select
    calendar.series_set, calendar.ds,
    {{ calendar_features('any_value(calendar.local_ds)') }},
    count(holidays.ds) as n_holidays
from {{ ref('int_calendar') }} as calendar
join {{ ref('int_series_sets') }} as sets using (series_set)
left join {{ ref('holidays') }} as holidays
    on holidays.holidays = sets.holidays
    and holidays.ds < case when sets.is_label_end then calendar.local_ds + interval '1 day' else calendar.local_ds + sets.step end
    and holidays.ds + interval '1 day' > case when sets.is_label_end then calendar.local_ds + interval '1 day' - sets.step else calendar.local_ds end
group by all
