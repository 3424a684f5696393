{#-
    How many robust spreads two values in a row lie from the middle of what came before, on average; zero where they lie on
    different sides. `middle`, `spread`: of the frame that neither of them is in. A shift stays, a single odd value does not.
-#}
{% macro two_in_a_row(now, before, middle, spread) -%}
    case
        when sign({{ now }} - {{ middle }}) = sign({{ before }} - {{ middle }})
            then ({{ now }} + {{ before }} - 2 * {{ middle }}) / 2 / nullif({{ spread }}, 0)
        when {{ now }} is not null and {{ before }} is not null and {{ middle }} is not null then 0
    end
{%- endmacro %}

{#- Is a value beyond a limit of seeds/monitoring_thresholds.csv? `rules` has `direction`. -#}
{% macro is_beyond(value, rules, limit) -%}
    coalesce(case {{ rules }}.direction when 'above' then {{ value }} > {{ rules }}.{{ limit }} else {{ value }} < {{ rules }}.{{ limit }} end, false)
{%- endmacro %}

{#- Of the newest periods of a series or a set only the last `monitored_periods` are held against thresholds. -#}
{% macro is_monitored(last_t, t) -%}{{ t }} > {{ last_t }} - {{ var('monitored_periods') }}{%- endmacro %}

{#- The open periods of each series that its monitored ones look back on, with its `last_t`: windows see no more of a long history. -#}
{% macro newest_periods(back) -%}
    (
        select aligned.*, ends.last_t
        from {{ ref('int_observations_aligned') }} as aligned
        join (select series_key, max(t) as last_t from {{ ref('int_observations_aligned') }} group by series_key) as ends using (series_key)
        join {{ ref('int_series_sets') }} as of_set on of_set.series_set = aligned.series_set
        where aligned.is_open and {{ is_monitored('last_t', 'aligned.t + ' ~ back) }}
    )
{%- endmacro %}

{#-
    Now, for what is late: LAKE_NOW (UTC) where a replay has a clock of its own, else when this build began. It is no variable of dbt,
    because with another one all of the project is parsed anew.
-#}
{% macro now_utc() -%}timestamp '{{ env_var('LAKE_NOW', '') or run_started_at.strftime('%Y-%m-%d %H:%M:%S') }}'{%- endmacro %}
