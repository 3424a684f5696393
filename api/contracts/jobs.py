"""Jobs: forecasts that are made beside the request."""

from typing import Literal

from pydantic import BaseModel, Field

from api.contracts.forecasts import GeneratedForecast, SeriesOutcome
from api.contracts.shared import Page, Problem, Utc

JobState = Literal["queued", "running", "done", "failed", "cancelled"]


class Job(BaseModel):
    """Forecasts that are made beside the request; they are kept for `API__JOB_TTL_HOURS` after the end."""

    job_id: str
    state: JobState
    n_series: int
    n_done: int = Field(description="Series that are forecast")
    release_id: str = Field(description="What all of it is forecast from, whatever is published meanwhile")
    artifact_id: str = Field(description="What all of it is forecast with")
    created_at: Utc = Field(description="UTC, with an offset, as the others")
    started_at: Utc | None = None
    ended_at: Utc | None = None
    problem: Problem | None = Field(default=None, description="Why it failed")


class JobForecastPage(Page):
    job_id: str
    artifact_id: str
    model_override: str | None = None
    items: list[GeneratedForecast]


class JobSeriesPage(Page):
    job_id: str
    items: list[SeriesOutcome]
