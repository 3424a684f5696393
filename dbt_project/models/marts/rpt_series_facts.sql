from {{ ref('int_series_facts_history') }}
union all
from {{ ref('int_series_facts_forecast') }}
union all
from {{ ref('int_series_facts_accuracy') }}
union all
from {{ ref('int_series_facts_revision') }}
