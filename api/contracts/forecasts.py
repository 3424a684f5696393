"""Forecasts: served, and on demand."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, NaiveDatetime

from api.contracts.shared import Page, Request, Status, UniqueId


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
