"""The shapes of requests and answers; docs/API_CONTRACT.md is generated from them. Imports nothing of ours.

Amounts (`y`, `y_hat`, `lo_80` ...) are in the series' `unit`; shares are 0 to 1; `ds` and `cutoff` are the starts of periods, in the source's time zone.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

Status = Literal["ok", "fallback", "short", "stale", "failed"]
Grounding = Literal["verified", "repaired", "template", "refused"]
Severity = Literal["warn", "fail"]
_TEXT = r"^[^\x00]*$"  # anything but the character that no database takes
UniqueId = Annotated[str, Field(min_length=1, max_length=200, pattern=_TEXT, examples=["weekly_units:85123A"])]
SetName = Annotated[str, Field(min_length=1, max_length=100, pattern=_TEXT, examples=["weekly_units"])]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=_TEXT)]
Bucket = Annotated[str, Field(max_length=20, pattern=_TEXT, description="Steps ahead, e.g. 1-4; `all`: every step")]
Cursor = Annotated[str, Field(max_length=400, description="`next_cursor` of the page before")]


class Request(BaseModel):
    """A body that must not have other fields."""

    model_config = ConfigDict(extra="forbid")


class Problem(BaseModel):
    """Every error has this shape (RFC 9457), as application/problem+json."""

    type: str = Field(description="A URI for the kind of problem", examples=["/problems/unknown-series"])
    title: str
    status: int
    detail: str = Field(description="What was expected, what was found, what to do")
    instance: str = Field(description="The path that was called")
    request_id: str


class Page(BaseModel):
    """Rows beyond `limit` are behind `next_cursor`; null: there are no more."""

    release_id: str
    next_cursor: str | None = None


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    status: Literal["ready"] = "ready"
    release_id: str
    created_at: datetime
    tables: int


class SeriesSet(BaseModel):
    series_set: str
    label: str
    unit: str
    grain: str = Field(description="Calendar unit of a period: day, week")
    season_length: int = Field(description="Periods")
    horizon: int = Field(description="Periods")
    known_covariates: list[str] = Field(
        default_factory=list, description="What is known in advance, and may be changed in `generate`"
    )


class Series(BaseModel):
    unique_id: str
    series_set: str
    series_name: str
    level: str = Field(default="bottom", description="`bottom`, or the level of its set that it is a sum of")
    unit: str
    n_obs: int = Field(description="Complete periods since the first observation")
    first_ds: datetime | None
    last_ds: datetime | None = Field(description="Start of the last period with an actual")
    cutoff: datetime | None = Field(description="Last period that was complete when it was forecast")
    demand_class: str | None
    mean_y: float | None = Field(description="Mean of y per period")
    sum_y: float | None = Field(description="Sum of y over the last year cycle")
    status: Status | None = Field(description="null before the first forecast")
    reason: str | None
    model: str | None = Field(description="The model that was really used")


class SeriesPage(Page):
    series_sets: list[SeriesSet]
    items: list[Series]


class Actual(BaseModel):
    ds: datetime
    y: float
    is_filled: bool = Field(description="No observation: filled by the set's rule")


class SeriesDetail(Series):
    release_id: str
    season_length: int
    horizon: int
    actuals: list[Actual]


class Forecast(BaseModel):
    """One step of one vintage."""

    unique_id: str
    ds: datetime
    h: int
    cutoff: datetime
    model: str
    y_hat: float
    lo_80: float | None = Field(default=None, description="null before there are errors to learn intervals from")
    hi_80: float | None = None
    lo_95: float | None = None
    hi_95: float | None = None
    y_hat_naive: float | None = Field(default=None, description="Seasonal naive from the same cutoff")
    run_id: str | None = Field(default=None, description="null where it was generated for this request and not stored")
    created_at: datetime | None = None


class ForecastPage(Page):
    items: list[Forecast]


class GeneratedForecast(Forecast):
    y_hat_baseline: float | None = Field(
        default=None, description="With the covariates as they are planned; null where none was changed in the request"
    )


class SeriesOutcome(BaseModel):
    unique_id: str
    status: Status
    reason: str
    model: str | None
    covariates_used: bool | None = Field(
        default=None,
        description="Whether a model that is served reads a changed covariate; null where none was changed",
    )
    covariates_reason: str | None = None


class CovariateChange(Request):
    """Other values of covariates that are known in advance (`known_covariates` of the set), at one step of one series."""

    unique_id: UniqueId = Field(description="One of `unique_ids`")
    ds: NaiveDatetime = Field(description="A period that is forecast, no time zone")
    values: dict[
        Annotated[str, Field(max_length=100)], Annotated[float, Field(allow_inf_nan=False, ge=-1e15, le=1e15)]
    ] = Field(min_length=1, max_length=50, description="covariate -> value")


class GenerateRequest(Request):
    """Forecast now, from the newest release, with the trained artifact; nothing is stored."""

    unique_ids: list[UniqueId] = Field(min_length=1, description="At most `API__MAX_GENERATE_SERIES`")
    h: int | None = Field(default=None, ge=1, description="Steps; default and maximum: the set's horizon")
    covariates: list[CovariateChange] | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="What if: the other steps keep what is planned for them",
    )


class GenerateResponse(BaseModel):
    release_id: str
    artifact_id: str
    items: list[GeneratedForecast]
    series: list[SeriesOutcome]


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
    horizon_bucket: Bucket = "all"
    limit: int = Field(default=1000, ge=1, le=10000)
    cursor: Cursor | None = None


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
    created_at: datetime
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


class Release(BaseModel):
    release_id: str
    created_at: datetime
    parent: str | None
    git_sha: str
    n_tables: int
    is_current: bool


class ReleasePage(BaseModel):
    items: list[Release]


class Run(BaseModel):
    run_id: str
    kind: str
    created_at: datetime
    artifact_id: str | None
    release_id: str | None
    n_series: int
    duration_seconds: float


class RunPage(Page):
    items: list[Run]


class ExplainRequest(Request):
    unique_id: UniqueId
    question: str | None = Field(default=None, max_length=500)


class SummarizeRequest(Request):
    """A whole series set."""

    series_set: SetName
    question: str | None = Field(default=None, max_length=500)


class Fact(BaseModel):
    """One precomputed fact; `value` is a number, `text` a name or a word, exactly one is there."""

    fact_id: str
    label: str
    value: float | None = None
    text: str | None = None
    unit: str | None = Field(default=None, description="share: 0.12 is 12%")
    period_start: datetime | None = None
    period_end: datetime | None = None
    source_table: str
    source_filter: str


class Explanation(BaseModel):
    """A checked answer: every number in `text` is in `sources`."""

    release_id: str
    text: str
    grounding: Grounding
    sources: list[Fact]
    model: str | None = Field(default=None, description="The LLM, null where the template answered")
    suggestions: list[str] = Field(default_factory=list, description="Questions that can be answered")
