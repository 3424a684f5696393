"""Questions, facts and checked answers."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field, model_validator

from api.contracts.forecasts import CovariateChange
from api.contracts.shared import Grounding, Request, SetName, UniqueId

Intent = Literal[
    "explain",
    "why_changed",
    "compare",
    "top_movers",
    "distrust",
    "error_drivers",
    "what_if",
    "data_quality",
    "model_quality",
]


class ExplainRequest(Request):
    unique_id: UniqueId
    question: str | None = Field(default=None, max_length=500)


class SummarizeRequest(Request):
    """A whole series set."""

    series_set: SetName
    question: str | None = Field(default=None, max_length=500)


class About(Request):
    """What a question is about: one series, two to compare, or a series set."""

    unique_ids: list[UniqueId] | None = Field(default=None, min_length=1, max_length=2)
    series_set: SetName | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> "About":
        if (self.unique_ids is None) == (self.series_set is None):
            raise ValueError("expected either unique_ids or series_set")
        return self


class AskRequest(Request):
    """A question in words, an intent, or both; without an intent the words say which it is."""

    question: str | None = Field(default=None, max_length=500)
    about: About
    intent: Intent | None = None
    k: int = Field(default=5, ge=1, le=10, description="How many series an answer about a set names")
    covariates: list[CovariateChange] | None = Field(
        default=None, min_length=1, description="For what_if: what would be otherwise"
    )

    @model_validator(mode="after")
    def _asks_something(self) -> "AskRequest":
        if not (self.question or "").strip() and self.intent is None:
            raise ValueError("expected a question or an intent")
        return self


class Fact(BaseModel):
    """One precomputed fact; `value` is a number, `text` a name or a word, exactly one is there."""

    fact_id: str = Field(description="Where an answer is about several series, with the place of its own before a dot")
    subject: str | None = Field(default=None, description="The series that it is about, where there are several")
    label: str
    value: float | None = None
    text: str | None = None
    unit: str | None = Field(default=None, description="share: 0.12 is 12%")
    period_start: datetime | None = None
    period_end: datetime | None = None
    source_table: str
    source_filter: str


class Sentence(BaseModel):
    """A checked sentence, and the facts that it rests on."""

    text: str
    sources: list[Fact]


class Explanation(BaseModel):
    """A checked answer: every number in `text` is in `sources`."""

    release_id: str
    text: str
    grounding: Grounding
    sources: list[Fact]
    model: str | None = Field(default=None, description="The LLM, null where the template answered alone")
    intent: Intent | None = Field(default=None, description="What the question was taken for, null: see `grounding`")
    suggestions: list[str] = Field(default_factory=list, description="Questions that can be answered")
