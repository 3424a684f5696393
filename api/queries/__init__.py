"""(release, what was asked) -> contract. All reading of marts for the API is here, as ibis expressions, by resource."""

from api.queries.facts import paired_facts, ranked_facts, series_facts, set_facts
from api.queries.forecasts import forecast_page, forecasts
from api.queries.metrics import metrics_page
from api.queries.monitoring import alert_page, anomaly_page, monitoring_summary
from api.queries.releases import release_page, run_page
from api.queries.series import series_detail, series_page
from api.queries.shared import check_series, sets_by_series

__all__ = [
    "alert_page",
    "anomaly_page",
    "check_series",
    "forecast_page",
    "forecasts",
    "metrics_page",
    "monitoring_summary",
    "paired_facts",
    "ranked_facts",
    "release_page",
    "run_page",
    "series_detail",
    "series_facts",
    "series_page",
    "set_facts",
    "sets_by_series",
]
