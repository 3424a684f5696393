"""Series and their history."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.contracts.shared import Page, Status


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


class SeriesActual(BaseModel):
    unique_id: str
    ds: datetime
    y: float
    is_filled: bool = Field(description="No observation: filled by the set's rule")


class ActualPage(Page):
    items: list[SeriesActual]


class SeriesDetail(Series):
    release_id: str
    season_length: int
    horizon: int
    actuals: list[Actual]
