"""Forecasts: served, and on demand."""

from datetime import datetime
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, BaseModel, Field, NaiveDatetime, model_validator

from api.contracts.shared import Name, Page, Request, SetName, Status, UniqueId

T = TypeVar("T", int, float)
Level = Annotated[int, Field(ge=1, le=99)]
Probability = Annotated[float, Field(ge=0.005, le=0.995, allow_inf_nan=False)]


def distinct(values: list[T]) -> list[T]:
    """The values; raises ValueError naming one that is there twice."""
    twice = next((value for value in values if values.count(value) > 1), None)
    if twice is not None:
        raise ValueError(f"expected each once, found {twice} more than once")
    return values


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


class Interval(BaseModel):
    """The forecast's interval of one level that was asked for."""

    level: int = Field(description="Percent of what comes that it should hold")
    lo: float | None = Field(description="null before there are errors to learn intervals from")
    hi: float | None


class Quantile(BaseModel):
    """A value that what comes should be below with this probability."""

    quantile: float
    value: float | None = Field(description="null before there are errors to learn from")


class GeneratedForecast(Forecast):
    intervals: list[Interval] | None = Field(default=None, description="Of `levels`; null where none was asked for")
    quantiles: list[Quantile] | None = Field(default=None, description="Null where none was asked for")
    y_hat_baseline: float | None = Field(
        default=None, description="With the covariates as they are planned; null where none was changed in the request"
    )


class SeriesOutcome(BaseModel):
    unique_id: str
    status: Status
    reason: str
    model: str | None
    max_level: int | None = Field(
        default=None,
        description="The highest level that as many past errors can tell of; intervals of a higher one are no wider",
    )
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
    """Forecast now, from the newest release, with the trained artifact: `unique_ids`, or all of a `series_set`."""

    unique_ids: list[UniqueId] | None = Field(default=None, min_length=1)
    series_set: SetName | None = Field(default=None, description="All of its series, instead of `unique_ids`")
    h: int | None = Field(default=None, ge=1, description="Steps; default and maximum: the set's horizon")
    covariates: list[CovariateChange] | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="What if: the other steps keep what is planned for them",
    )
    levels: Annotated[list[Level], AfterValidator(distinct)] | None = Field(
        default=None, min_length=1, max_length=10, description="Of intervals, beside those of 80 and 95 percent"
    )
    quantiles: Annotated[list[Probability], AfterValidator(distinct)] | None = Field(
        default=None, min_length=1, max_length=20
    )
    model: Name | None = Field(
        default=None, description="This one serves, whatever backtests say of it; sums then need not add up"
    )

    @model_validator(mode="after")
    def _names_series(self) -> Self:
        if (self.unique_ids is None) == (self.series_set is None):
            raise ValueError("expected either unique_ids or series_set")
        return self


class GenerateResponse(BaseModel):
    release_id: str
    artifact_id: str
    model_override: str | None = Field(
        default=None, description="The model that the request asked for instead of what is served"
    )
    items: list[GeneratedForecast]
    series: list[SeriesOutcome]
