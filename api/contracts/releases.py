"""What is served: health, releases, runs."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.contracts.shared import Name, Page, Request, Utc


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    status: Literal["ready"] = "ready"
    release_id: str
    created_at: Utc
    age_seconds: float = Field(description="Since it was published")
    tables: int
    is_stale: bool = Field(description="There is newer to be expected: see `stale_because`. It is served all the same")
    stale_because: list[str] = Field(description="A newer release that is not open here yet, and old loads of sources")


class Release(BaseModel):
    release_id: str
    created_at: Utc
    parent: str | None
    git_sha: str
    n_tables: int
    is_current: bool


class ReleasePage(BaseModel):
    items: list[Release]


class PointerRequest(Request):
    release_id: Name = Field(description="Any of `GET /api/v1/releases`: back or forward")


class PointerMoved(BaseModel):
    """Readers get `release_id` from now on; of a lake in a bucket, within `LAKE__POINTER_SECONDS`."""

    release_id: str
    before: str | None = Field(description="What they got until now")


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
