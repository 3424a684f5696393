{{ config(materialized='view') }}

-- First match wins: what the source says is no observation, then what no series can hold. A row without an amount may tell of a
-- covariate that is known in advance.
{% set advance = {} %}
{% for name, column in covariates().items() %}
{% for set_name in column.known_in %}{% do advance.setdefault(set_name, []).append('x_' ~ name) %}{% endfor %}
{% endfor %}
select
    observations.*,
    case
        when source_reason is not null then source_reason
        when ds is null then 'unparsable_ds'
        {% for set_name, columns in advance.items() %}
        when y is null and observations.series_set = '{{ set_name }}' and coalesce({{ columns | join(', ') }}) is not null then null
        {% endfor %}
        when y is null then 'missing_y'
        -- Beyond that, what is squared and summed is not finite, and one row would stop all sets.
        when not isfinite(y) or abs(y) > 1e100 then 'non_finite_y'
        -- Without a time zone the wall clock is compared with UTC: zones differ by less than a day.
        when ds > _loaded_at + case when sets.time_zone is null then interval '1 day' else interval '0 days' end then 'future_ds'
        when y < 0 and sets.support = 'non_negative' then 'negative_y'
        {% for name in covariates() %}
        when not isfinite(x_{{ name }}) then 'non_finite_{{ name }}'
        {% endfor %}
    end as reject_reason
from {{ ref('int_observations_unioned') }} as observations
join {{ ref('int_series_sets') }} as sets using (series_set)
