{#- The series sets of all sources, with defaults: [{name, source, time_zone, model, label, freq, ...}]. -#}
{% macro series_sets() %}
    {% set found = [] %}
    {% for source, contract in var('sources').items() %}
    {% for name, declared in (contract.series_sets or {}).items() %}
        {% set defaults = {
            'name': name, 'source': source, 'model': 'stg_' ~ source ~ '__' ~ name, 'time_zone': contract.time_zone,
            'closed_iso_weekdays': [], 'closures': none, 'holidays': none, 'agg': 'sum', 'total': none, 'hierarchy': {}, 'hold_back_last': true, 'ends': 'common', 'covariates': {}
        } %}
        {% do defaults.update(declared) %}
        {% if declared.freq == 'B' %}{% do defaults.update({'closed_iso_weekdays': (defaults.closed_iso_weekdays + [6, 7]) | unique | list}) %}{% endif %}
        {% do found.append(defaults) %}
    {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- {name: {agg, fill, sets: [...], known_in: [...]}} of all covariates; one name has one rule. -#}
{% macro covariates() %}
    {% set found = {} %}
    {% for s in series_sets() %}
    {% for name, rule in s.covariates.items() %}
        {% set column = found.setdefault(name, {'sets': [], 'known_in': []}) %}
        {% do column.sets.append((s.name, rule.agg or 'mean', rule.fill or 'carry')) %}
        {% if rule.known %}{% do column.known_in.append(s.name) %}{% endif %}
    {% endfor %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}

{#- The series sets as a table: one row per series set. Spans are for comparing like with like: `cycle` is a year of whole weeks. -#}
{% macro series_sets_table() %}
    {% for s in series_sets() %}
    {% set f = parse_freq(s.freq) %}
    {% set known = [] %}
    {% for x, rule in s.covariates.items() if rule.known %}{% do known.append(x) %}{% endfor %}
    {% set open_share = 7 - s.closed_iso_weekdays | length %}
    select
        '{{ s.name }}' as series_set, '{{ s.label | replace("'", "''") }}' as label, '{{ s.unit | replace("'", "''") }}' as unit,
        '{{ s.freq }}' as freq, '{{ f.grain }}' as grain, '{{ f.grain if f.n == 1 else 'period' }}' as period_name,
        '{{ {'month': '12 months', 'quarter': '4 quarters', 'year': '12 months'}.get(f.grain, '52 weeks') }}' as cycle_name, {{ "'" ~ s.time_zone ~ "'" if s.time_zone else 'null' }}::varchar as time_zone,
        {{ f.step }} as step, {{ f.label_end }} as is_label_end,
        {{ "interval '364 days'" if f.grain in ['minute', 'hour', 'day', 'week'] else "interval '1 year'" }} as cycle,
        {{ "to_days(" ~ s.recent * f.n * 7 // open_share ~ ")" if f.grain == 'day' else f.step ~ ' * ' ~ s.recent }} as recent_span,
        {{ s.closed_iso_weekdays }}::integer[] as closed_iso_weekdays,
        {{ "'" ~ s.closures ~ "'" if s.closures else 'null' }}::varchar as closures,
        {{ "'" ~ s.holidays ~ "'" if s.holidays else 'null' }}::varchar as holidays,
        {{ s.season_length }} as season_length, {{ s.recent }} as recent, {{ s.horizon }} as horizon, {{ s.stale_after }} as stale_after,
        '{{ s.agg }}' as agg, '{{ s.fill }}' as fill, '{{ s.support }}' as support,
        {{ s.hold_back_last }} as hold_back_last, '{{ s.ends }}' as ends, {{ known }}::varchar[] as known_covariates
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}

{#- The covariates at a future step: as planned where they are known in advance, else by their fill rule, as in the panel; the others are null. -#}
{% macro known_covariates(planned, latest) %}
    {%- for x, column in covariates().items() %},
    case
        {%- for set_name, agg, fill in column.sets if set_name in column.known_in %}
        when future.series_set = '{{ set_name }}' then {{ {
            'carry': 'coalesce(last_value(' ~ planned ~ '.x_' ~ x ~ ' ignore nulls) over so_far, ' ~ latest ~ '.x_' ~ x ~ ')',
            'zero': 'coalesce(' ~ planned ~ '.x_' ~ x ~ ', 0)',
            'none': planned ~ '.x_' ~ x
        }[fill] }}
        {%- else %}
        when true then null::double
        {%- endfor %}
    end as x_{{ x }}
    {%- endfor %}
{% endmacro %}
