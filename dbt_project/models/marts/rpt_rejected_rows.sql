select series_set, unique_id, reject_reason, ds, y, _source, _load_id, _loaded_at, _file, _row
from {{ ref('int_observations_rejected') }}
