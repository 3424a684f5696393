"""The shapes of requests and answers; docs/API_CONTRACT.md is generated from them. Imports nothing of ours.

Amounts (`y`, `y_hat`, `lo_80` ...) are in the series' `unit`; shares are 0 to 1; `ds` and `cutoff` are the starts of periods, in the source's time zone.
"""

from api.contracts.copilot import ExplainRequest, Explanation, Fact, Sentence, SummarizeRequest
from api.contracts.forecasts import (
    CovariateChange,
    Forecast,
    ForecastPage,
    GeneratedForecast,
    GenerateRequest,
    GenerateResponse,
    SeriesOutcome,
)
from api.contracts.metrics import LeaderboardRow, MetricDefinition, MetricRow, MetricsPage, MetricsRequest
from api.contracts.monitoring import (
    Alert,
    AlertPage,
    Anomaly,
    AnomalyPage,
    MonitoringSet,
    MonitoringSummary,
    RejectedRows,
)
from api.contracts.releases import Health, PointerMoved, PointerRequest, Readiness, Release, ReleasePage, Run, RunPage
from api.contracts.series import Actual, Series, SeriesDetail, SeriesPage, SeriesSet
from api.contracts.shared import (
    Bucket,
    Cursor,
    Grounding,
    Name,
    Page,
    Problem,
    Request,
    SetName,
    Severity,
    Status,
    UniqueId,
)

__all__ = [
    "Actual",
    "Alert",
    "AlertPage",
    "Anomaly",
    "AnomalyPage",
    "Bucket",
    "CovariateChange",
    "Cursor",
    "ExplainRequest",
    "Explanation",
    "Fact",
    "Forecast",
    "ForecastPage",
    "GenerateRequest",
    "GenerateResponse",
    "GeneratedForecast",
    "Grounding",
    "Health",
    "LeaderboardRow",
    "MetricDefinition",
    "MetricRow",
    "MetricsPage",
    "MetricsRequest",
    "MonitoringSet",
    "MonitoringSummary",
    "Name",
    "Page",
    "PointerMoved",
    "PointerRequest",
    "Problem",
    "Readiness",
    "RejectedRows",
    "Release",
    "ReleasePage",
    "Request",
    "Run",
    "RunPage",
    "Sentence",
    "Series",
    "SeriesDetail",
    "SeriesOutcome",
    "SeriesPage",
    "SeriesSet",
    "SetName",
    "Severity",
    "Status",
    "SummarizeRequest",
    "UniqueId",
]
