{#- Every series has each step of its calendar, once: t goes up by one. -#}
{% test regular_calendar(model) %}
select unique_id, t, gap
from (select unique_id, t, t - lag(t) over (partition by unique_id order by ds) as gap from {{ model }})
where gap <> 1
{% endtest %}
