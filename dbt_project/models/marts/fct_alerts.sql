-- One cause for one event: an alert that another one of its series or of the whole set explains (`explained_by` of the seed), and that did
-- not open well before it, is left out. What explains is looked at before anything is left out.
with explained as (
    select distinct alerts.series_set, alerts.unique_id, alerts.measure, alerts.episode
    from {{ ref('int_alert_episodes') }} as alerts
    join {{ ref('monitoring_thresholds') }} as rules using (measure)
    join {{ ref('int_series_sets') }} as sets using (series_set)
    join {{ ref('int_alert_episodes') }} as others
        on others.series_set = alerts.series_set and (others.unique_id is null or others.unique_id = alerts.unique_id)
        and list_contains(string_split(rules.explained_by, ' '), others.measure)
    where alerts.first_seen_ds >= others.first_seen_ds - 2 * sets.step
        and (others.is_open or alerts.first_seen_ds <= others.ds + 2 * sets.step)
)

select
    -- What was open before the first evaluation keeps its name while the window moves on.
    md5(concat_ws('|', series_set, coalesce(unique_id, ''), measure, case when is_older then 'older' else strftime(first_seen_ds, '%Y-%m-%dT%H:%M:%S') end)) as alert_id,
    series_set, unique_id, measure, rules.cause, severity, value, threshold, rules.owner, rules.next_action,
    ds, first_seen_ds, last_seen_ds, is_open
from {{ ref('int_alert_episodes') }} as episodes
join {{ ref('monitoring_thresholds') }} as rules using (measure)
anti join explained
    on explained.series_set = episodes.series_set and explained.unique_id is not distinct from episodes.unique_id
    and explained.measure = episodes.measure and explained.episode = episodes.episode
