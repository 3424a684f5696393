"""How good forecasts were."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.contracts.shared import Bucket, Cursor, Fields, Name, Page, Period, Request, SetName, UniqueId


class MetricDefinition(BaseModel):
    metric: str
    label: str
    unit: str
    better: str
    definition: str
    source: str


class MetricRow(BaseModel):
    """Accuracy of one model for one series and cutoff, over a bucket of horizons."""

    basis: Literal["backtest", "live"]
    unique_id: str
    model: str = Field(description="`served`: the whole pipeline, out of sample of its own selection")
    cutoff: datetime
    horizon_bucket: str
    n: int = Field(description="Actuals that were scored")
    n_zero: int | None = Field(default=None, description="Of them, those that are zero; with one, mape is undefined")
    season_length: int | None = Field(default=None, description="m of MASE and RMSSE; 1 before a season was over")
    values: dict[str, float | None] = Field(description="metric -> value; null: undefined there")


class MetricsRequest(Request):
    unique_ids: list[UniqueId] | None = Field(default=None, max_length=1000)
    series_set: SetName | None = None
    models: list[Name] | None = Field(default=None, max_length=100)
    metrics: list[Name] | None = Field(default=None, max_length=100)
    basis: Literal["backtest", "live"] | None = None
    cutoff: Period | None = None
    horizon_bucket: Bucket = "all"
    limit: int = Field(default=1000, ge=1, le=10000)
    cursor: Cursor | None = None
    fields: Fields | None = None


class LeaderboardRow(BaseModel):
    """A model over the series and cutoffs where it was tried and the served forecast was scored."""

    series_set: str
    window: Literal["last", "all"] = Field(description="The last backtest window, or all that are out of sample")
    model: str
    n_series: int
    mase: float | None
    mase_naive: float | None = Field(default=None, description="Of seasonal naive on the same series and cutoffs")
    rmsse: float | None
    wape: float | None
    smape: float | None
    coverage_80: float | None
    coverage_95: float | None
    value_add: float | None = Field(description="1 - mase / mase_naive")
    rank: int = Field(description="By mase / mase_naive, 1 is best")


class MetricsPage(Page):
    definitions: list[MetricDefinition]
    leaderboard: list[LeaderboardRow]
    items: list[MetricRow]
