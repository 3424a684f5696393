"""What is served: health, releases, runs."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from api.contracts.shared import Page


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    status: Literal["ready"] = "ready"
    release_id: str
    created_at: datetime
    tables: int


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
