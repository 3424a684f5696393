select series_set, unique_id, ds, y, n_rows, is_filled, loaded_at
from {{ ref('int_observations_aligned') }}
where is_actual
