select series_set, level, unique_id, bottom_unique_id
from {{ ref('int_hierarchy') }}
