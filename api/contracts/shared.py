"""What shapes of more than one resource are made of: names, pages, problems."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, NaiveDatetime

Status = Literal["ok", "fallback", "short", "stale", "failed"]
Grounding = Literal["verified", "repaired", "template", "refused"]
Severity = Literal["warn", "fail"]
_TEXT = r"^[^\x00]*$"  # anything but the character that no database takes
UniqueId = Annotated[str, Field(min_length=1, max_length=200, pattern=_TEXT, examples=["weekly_units:85123A"])]
SetName = Annotated[str, Field(min_length=1, max_length=100, pattern=_TEXT, examples=["weekly_units"])]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=_TEXT)]
Bucket = Annotated[str, Field(max_length=20, pattern=_TEXT, description="Steps ahead, e.g. 1-4; `all`: every step")]
Cursor = Annotated[str, Field(max_length=400, description="`next_cursor` of the page before")]
Fields = Annotated[
    str,
    Field(min_length=1, max_length=400, description="Only these fields of the items, comma separated; default: all"),
]
Utc = Annotated[AwareDatetime, Field(json_schema_extra={"x-offset": "UTC"})]
Period = Annotated[NaiveDatetime, Field(description="The start of a period, no time zone")]


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


class SparsePage(Page):
    """A page of which only some `fields` were asked; the others, and what goes with the items, are left out."""

    items: list[dict[str, Any]]
