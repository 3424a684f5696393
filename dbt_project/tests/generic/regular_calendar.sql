{#- Every series has each step of its calendar, once: t goes up by one with ds. -#}
{% test regular_calendar(model) %}
select series_key, t, gap
from (select series_key, t, t - lag(t) over (partition by series_key order by ds) as gap from {{ model }})
where gap <> 1
{% endtest %}
