-- Every judged observation with its series as a number: no text goes on from here.
select observations.* exclude (source_reason, unique_id {%- for column in all_group_columns() %}, {{ column }}{% endfor %}), int_series.series_key
from {{ ref('int_observations_judged') }} as observations
left join {{ ref('int_series') }} as int_series using (unique_id)
