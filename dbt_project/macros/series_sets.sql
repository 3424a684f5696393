{#- The series sets of dbt_project.yml as a table: one row per series set. -#}
{% macro series_sets_table() %}
    {% for s in var('series_sets') %}
    {% if s.grain not in ['day', 'week'] %}
    {% do exceptions.raise_compiler_error('series_sets: ' ~ s.name ~ ': expected the grain day or week, found ' ~ s.grain) %}
    {% endif %}
    select
        '{{ s.name }}' as series_set, '{{ s.label }}' as label, '{{ s.unit }}' as unit,
        '{{ s.grain }}' as grain, {{ s.every_days }} as every_days,
        {{ s.closed_iso_weekdays }}::integer[] as closed_iso_weekdays,
        {{ "'" ~ s.closures ~ "'" if s.closures else 'null' }}::varchar as closures,
        {{ s.season_length }} as season_length, {{ s.recent }} as recent,
        ({{ s.recent }} * {{ s.every_days }} * 7 // (7 - {{ s.closed_iso_weekdays | length }}))::integer as recent_days, {{ s.horizon }} as horizon, {{ s.stale_after }} as stale_after,
        '{{ s.fill }}' as fill, '{{ s.support }}' as support,
        {{ "'" ~ s.total ~ "'" if s.total else 'null' }}::varchar as total, {{ s.hold_back_last }} as hold_back_last
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
