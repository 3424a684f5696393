-- The mean of the newest forecast in parts that add up to it: the recent level freed of its season, the season of the steps ahead, the trend
-- (the change on a year before, carried on), holidays and known covariates by their slopes in the past, and what the models add to that.
-- A slope is learnt from what months leave unexplained, where the column was on in four periods. Of demand with gaps months are mostly chance.
{% set covariates_known = [] %}
{% for name, column in covariates().items() if column.known_in %}{% do covariates_known.append('x_' ~ name) %}{% endfor %}
{% set known = ['n_holidays'] + covariates_known %}
with months as (
    select months.*
    from {{ ref('int_series_months') }} as months
    semi join (from {{ ref('dim_series') }} where demand_class in ('smooth', 'erratic')) as regular using (unique_id)
),

past as (
    select
        panel.unique_id, min(panel.ds) filter (panel.ds >= levels.recent_start) as recent_first,
        {% for x in known %}
        case when count(*) filter (panel.{{ x }} <> 0 and panel.demand_class in ('smooth', 'erratic')) >= 4 then {{ slope('(panel.y - coalesce(months.mean_y, 0))', 'panel.' ~ x) }} end as slope_{{ x }},
        avg(panel.{{ x }}) filter (panel.ds >= levels.recent_start) as recent_{{ x }},
        {% endfor %}
        avg(coalesce(months.effect, 0)) filter (panel.ds >= levels.recent_start) as season_recent
    from {{ ref('feat_panel') }} as panel
    join {{ ref('int_series_levels') }} as levels using (unique_id)
    left join months on months.unique_id = panel.unique_id and months.month = panel.month
    where panel.is_open
    group by panel.unique_id
),

ahead as (
    select
        steps.unique_id, min(steps.ds) as first_step, max(steps.ds) as last_step, avg(steps.y_hat order by steps.h) as forecast_mean,
        {% for x in known %}
        avg(future.{{ x }}) as ahead_{{ x }},
        {% endfor %}
        avg(months.effect) as season_ahead
    from {{ ref('fct_forecasts') }} as steps
    join {{ ref('feat_future') }} as future on future.unique_id = steps.unique_id and future.ds = steps.ds
    left join months on months.unique_id = steps.unique_id and months.month = future.month
    where steps.is_latest
    group by steps.unique_id
),

parted as (
    select
        unique_id, forecast_mean, levels.recent_level - season_recent as part_level, season_ahead as part_season,
        (levels.recent_level - levels.year_ago_level)
            * (epoch(first_step) + epoch(last_step) - epoch(recent_first) - epoch(levels.cutoff)) / 2 / epoch(levels.cycle) as part_trend,
        slope_n_holidays * (ahead_n_holidays - recent_n_holidays) as part_holidays,
        {% if covariates_known %}
        coalesce({% for x in covariates_known %}slope_{{ x }}{{ ', ' if not loop.last }}{% endfor %}) * 0
            {%- for x in covariates_known %} + coalesce(slope_{{ x }} * (ahead_{{ x }} - recent_{{ x }}), 0){% endfor %} as part_covariates
        {% else %}
        null::double as part_covariates
        {% endif %}
    from past
    join ahead using (unique_id)
    join {{ ref('int_series_levels') }} as levels using (unique_id)
)

select *, forecast_mean - part_level - coalesce(part_season, 0) - coalesce(part_trend, 0) - coalesce(part_holidays, 0) - coalesce(part_covariates, 0) as part_remainder
from parted
