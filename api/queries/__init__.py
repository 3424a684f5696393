"""(release, what was asked) -> contract. All reading of marts for the API is here, as ibis expressions, by resource."""

from api.queries.facts import paired_facts, ranked_facts, series_facts, set_facts
from api.queries.forecasts import forecast_list, forecast_page
from api.queries.listing import Listing, bulk_rows, page, sparse_page
from api.queries.metrics import accuracy_list, metrics_page
from api.queries.monitoring import alert_list, alert_page, anomaly_list, monitoring_summary
from api.queries.releases import newest_loads, release_page, run_page
from api.queries.series import actual_list, series_detail, series_list, series_page
from api.queries.shared import sets_by_series

__all__ = [
    "Listing",
    "accuracy_list",
    "actual_list",
    "alert_list",
    "alert_page",
    "anomaly_list",
    "bulk_rows",
    "forecast_list",
    "forecast_page",
    "metrics_page",
    "monitoring_summary",
    "newest_loads",
    "page",
    "paired_facts",
    "ranked_facts",
    "release_page",
    "run_page",
    "series_detail",
    "series_facts",
    "series_list",
    "series_page",
    "set_facts",
    "sets_by_series",
    "sparse_page",
]
