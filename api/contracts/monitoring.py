"""The state of series sets, alerts, anomalies."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.contracts.shared import Page, Severity, Utc


class MonitoringSet(BaseModel):
    """The state of one series set."""

    series_set: str
    label: str
    n_series: int
    n_ok: int
    n_fallback: int
    n_short: int
    n_stale: int
    n_failed: int
    last_ds: datetime | None
    rows_in: int
    rows_used: int
    rows_rejected: int
    mase: float | None = Field(description="Served forecast, last backtest window")
    mase_naive: float | None
    wape: float | None
    wape_naive: float | None
    coverage_80: float | None
    coverage_95: float | None
    n_tested_for_drift: int
    n_drifted: int
    n_warn: int
    n_fail: int


class RejectedRows(BaseModel):
    series_set: str
    reason: str
    n_rows: int


class MonitoringSummary(BaseModel):
    release_id: str
    created_at: Utc
    sets: list[MonitoringSet]
    rejected: list[RejectedRows]


class Alert(BaseModel):
    """A time during which a measure was beyond its threshold: when it opened, and whether it still is."""

    alert_id: str = Field(description="The same in each release, as long as it is the same alert")
    unique_id: str | None = Field(description="null: about the whole series set")
    series_set: str
    measure: str
    severity: Severity = Field(description="The worst while it is open")
    value: float
    threshold: float
    cause: str = Field(description="model error, late input, revised input, drift, calibration or data quality")
    owner: str
    next_action: str
    ds: datetime = Field(description="The last period at which it was open")
    first_seen_ds: datetime = Field(description="The period at which it opened")
    last_seen_ds: datetime = Field(description="The last period that was beyond a threshold")
    is_open: bool


class AlertPage(Page):
    items: list[Alert]


class Anomaly(BaseModel):
    """An actual outside the 95% interval that was forecast for it before it was known."""

    unique_id: str
    series_set: str
    ds: datetime
    cutoff: datetime = Field(description="What the forecast knew until")
    h: int
    y: float
    y_hat: float = Field(description="What was expected")
    lo_95: float
    hi_95: float
    direction: Literal["above", "below"]
    score: float = Field(description="|y - y_hat| in widths of the interval's side on which y lies")
    p_value: float = Field(description="Share of `n_pool` actuals that are at least as far from their forecast")
    pool: str = Field(description="Demand class that it is compared with; `all`: the whole series set")
    n_pool: int
    is_anomaly: bool


class AnomalyPage(Page):
    items: list[Anomaly]
