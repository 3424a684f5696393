-- What is known of a step before it comes: calendar and bank holidays; one code path for history and future.
select
    calendar.series_set, calendar.ds,
    {{ calendar_features('calendar.ds') }},
    count(holidays.ds) as n_holidays
from {{ ref('int_calendar') }} as calendar
join {{ ref('int_series_sets') }} as sets using (series_set)
left join {{ ref('holidays') }} as holidays
    on holidays.ds >= calendar.ds and holidays.ds < calendar.ds + to_days(sets.every_days)
group by all
