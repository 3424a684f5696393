{#-
    The series of `relation` that have gaps, filled by their sets' rules: carry the last level, carry the last one of the same
    season, or interpolate, which is known only when the gap ends (`known_at`). A closed step takes what the same season had last,
    a zero too, so that models see no gap that is none.
-#}
{% macro filled_gaps(relation, xs) %}
    select
        {{ relation }}.* replace (
            {% for x, column in xs.items() %}
            case series_set
                {% for set_name, agg, fill in column.sets %}
                when '{{ set_name }}' then {{ {
                    'carry': 'last_value(x_' ~ x ~ ' ignore nulls) over so_far',
                    'zero': 'coalesce(x_' ~ x ~ ', 0)',
                    'none': 'x_' ~ x
                }[fill] }}
                {% endfor %}
            end as x_{{ x }},
            {% endfor %}
            coalesce(
                y,
                case when not is_open or fill = 'season' then last_value(y ignore nulls) over same_season end,
                case when fill = 'interpolate' and is_open then
                    last_value(y ignore nulls) over so_far
                    + (first_value(y ignore nulls) over to_come - last_value(y ignore nulls) over so_far)
                    * (t - last_value(case when y is not null then t end ignore nulls) over so_far)
                    / (first_value(case when y is not null then t end ignore nulls) over to_come - last_value(case when y is not null then t end ignore nulls) over so_far)
                end,
                last_value(y ignore nulls) over so_far,
                0
            ) as y
        ),
        -- From the first step that is interpolated on, a gap is known when it ends, its closed steps too: their lags are interpolated.
        case when fill = 'interpolate' and y is null
            and max(case when y is null and is_open then t end) over so_far > last_value(case when y is not null then t end ignore nulls) over so_far
            then coalesce(first_value(case when y is not null then ds end ignore nulls) over to_come, ds) else ds end as known_at
    from {{ relation }}
    semi join gappy using (series_key)
    window
        same_season as (partition by series_key, season_key order by t rows unbounded preceding),
        so_far as (partition by series_key order by t rows unbounded preceding),
        to_come as (partition by series_key order by t rows between current row and unbounded following)
{% endmacro %}
