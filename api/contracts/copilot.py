"""Questions, facts and checked answers."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.contracts.shared import Grounding, Request, SetName, UniqueId


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
    suggestions: list[str] = Field(default_factory=list, description="Questions that can be answered")
