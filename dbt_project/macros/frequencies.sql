{#-
    A frequency of `series_sets` as {grain, n, step, origin, label_end}: pandas offsets and ISO 8601 durations, as in
    configs/frequencies.py. `step` is the SQL interval of one period, `origin` a start that all starts are counted from.
    Periods are called by their first moment, but those of ME, QE and YE by their last day.
-#}
{% macro parse_freq(text) %}
    {% set re = modules.re %}
    {% set weekday, count, unit, label_end = 1, 0, none, false %}
    {% set found = re.fullmatch('PT?([0-9]+)([MHDWY])', text) %}
    {% if text == 'B' %}{% set count, unit = 1, 'day' %}
    {% elif found %}
        {% set count = found.group(1) | int %}
        {% set unit = {'M': 'minute' if 'T' in text else 'month', 'H': 'hour', 'D': 'day', 'W': 'week', 'Y': 'year'}[found.group(2)] %}
    {% else %}
        {% set found = re.fullmatch('([0-9]*)([A-Za-z]+)(?:-([A-Z]{3}))?', text) %}
        {% set units = {
            'min': 'minute', 'T': 'minute', 'h': 'hour', 'H': 'hour', 'D': 'day', 'W': 'week', 'MS': 'month', 'ME': 'month', 'M': 'month',
            'QS': 'quarter', 'QE': 'quarter', 'Q': 'quarter', 'YS': 'year', 'AS': 'year', 'YE': 'year', 'Y': 'year', 'A': 'year'
        } %}
        {% if found and found.group(2) in units %}
            {% set count, unit = (found.group(1) or 1) | int, units[found.group(2)] %}
            {% set label_end = found.group(2) in ['ME', 'QE', 'YE', 'M', 'Q', 'Y', 'A'] %}
            {% if unit == 'week' and found.group(3) %}
                {% set weekday = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'].index(found.group(3)) + 1 %}
            {% endif %}
        {% endif %}
    {% endif %}
    {% if not count %}
        {% do exceptions.raise_compiler_error('freq ' ~ text ~ ': expected a pandas offset (min h D B W-MON MS QS YS, with a count as 15min) or an ISO 8601 duration (PT15M P1D P1M)') %}
    {% endif %}
    {% if unit == 'month' and count % 3 == 0 %}{% set count, unit = count // 3, 'quarter' %}{% endif %}
    {% set size, sql_unit = (count * 3, 'months') if unit == 'quarter' else (count, unit ~ 's') %}
    {{ return({
        'grain': unit, 'n': count, 'label_end': label_end,
        'step': "interval '" ~ size ~ ' ' ~ sql_unit ~ "'",
        'origin': "timestamp '2000-01-0" ~ (weekday + 2 if unit == 'week' else 1) ~ "'",
        'in_hour': unit == 'minute' and 60 % count == 0 or unit == 'hour' and count == 1
    }) }}
{% endmacro %}

{#- The period that a moment is in, by its label. `ds` is UTC where the set has a time zone, else the wall clock's time. -#}
{% macro period_of(ds, s) %}
    {%- set f = parse_freq(s.freq) -%}
    {%- set here = local_time(ds, s.time_zone) -%}
    {%- set floor = 'time_bucket(' ~ f.step ~ ', ' ~ here ~ ', ' ~ f.origin ~ ')' -%}
    {%- if f.grain not in ['minute', 'hour'] -%}
        {{ period_label(floor, f) }}
    {%- elif s.time_zone and f.in_hour -%}
        {#- An hour that comes twice in autumn is two periods. -#}
        {{ floor ~ ' - (' ~ here ~ ' - ' ~ ds ~ ')' }}
    {%- else -%}
        {{ utc_time(floor, s.time_zone) }}
    {%- endif -%}
{% endmacro %}

{#- The label of a period by its start, and back. Of months, a day is added first: a month before 30 April is 30 March. -#}
{% macro period_label(start, f) %}{{ start ~ (' + ' ~ f.step ~ " - interval '1 day'" if f.label_end else '') }}{% endmacro %}
{% macro period_start(label, f) %}{{ label ~ (" + interval '1 day' - " ~ f.step if f.label_end else '') }}{% endmacro %}

{#- The label that lies a span of whole periods from another one; of sets whose labels are last days (`is_label_end`) a last day, too. -#}
{% macro label_plus(ds, span, is_label_end='is_label_end') %}case when {{ is_label_end }} then last_day({{ ds }} + {{ span }})::timestamp else {{ ds }} + {{ span }} end{% endmacro %}
{% macro label_minus(ds, span, is_label_end='is_label_end') %}case when {{ is_label_end }} then last_day({{ ds }} - {{ span }})::timestamp else {{ ds }} - {{ span }} end{% endmacro %}

{#- UTC to the wall clock of a zone, and back. A moment that the clock skips in spring comes back as another one. -#}
{% macro local_time(ds, zone) %}{{ "timezone('" ~ zone ~ "', timezone('UTC', " ~ ds ~ '))' if zone else ds }}{% endmacro %}
{% macro utc_time(ds, zone) %}{{ "timezone('UTC', timezone('" ~ zone ~ "', " ~ ds ~ '))' if zone else ds }}{% endmacro %}

{#- Where in its season a step is: same time of the day, same weekday, same week or month of the year. -#}
{% macro season_key(here, s) %}
    {%- set f = parse_freq(s.freq) -%}
    {%- set per_day = (1440 if f.grain == 'minute' else 24) / f.n -%}
    {%- set of_day = '(hour(' ~ here ~ ') * 60 + minute(' ~ here ~ '))' -%}
    {{- {
        'minute': of_day if s.season_length <= per_day else 'isodow(' ~ here ~ ') * 1440 + ' ~ of_day,
        'hour': of_day if s.season_length <= per_day else 'isodow(' ~ here ~ ') * 1440 + ' ~ of_day,
        'day': 'isodow(' ~ here ~ ')',
        'week': 'weekofyear(' ~ here ~ ')',
        'month': 'month(' ~ here ~ ')',
        'quarter': 'quarter(' ~ here ~ ')',
        'year': '1'
    }[f.grain] -}}
{% endmacro %}
