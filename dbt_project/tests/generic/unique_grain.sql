{#-
    No two rows share these columns: the model's grain. Only rows that share a hash are compared, which is cheap for many millions.
    Of a table that is kept sorted by its grain (`is_sorted`) each row is compared with the one before: it has to come after it.
-#}
{% test unique_grain(model, columns, is_sorted=false) %}
{% set grain = columns | join(', ') %}
{% if is_sorted %}
select {{ grain }}
from (select {{ grain }}{% for column in columns %}, lag({{ column }}) over () as before_{{ loop.index }}{% endfor %} from {{ model }})
where before_1 is not null and ({{ grain }}) <= ({% for column in columns %}before_{{ loop.index }}{{ ', ' if not loop.last }}{% endfor %})
{% else %}
with hashed as (
    select hash({{ grain }}) as grain_hash from {{ model }} group by all having count(*) > 1
)

select {{ grain }}, count(*) as n
from {{ model }}
where hash({{ grain }}) in (select grain_hash from hashed)
group by all
having count(*) > 1
{% endif %}
{% endtest %}
