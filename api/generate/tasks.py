"""What the process that forecasts is asked to do: plain values, so that it travels and can be kept."""

from dataclasses import dataclass, field
from datetime import datetime

from models_py.rules import AS_SERVED, Asked


@dataclass(frozen=True)
class Group:
    """Series that are forecast together, `h` steps each."""

    h: int
    unique_ids: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """Another value of a covariate: see `models_py.whatif.CHANGES`."""

    unique_id: str
    ds: datetime
    name: str
    value: float


@dataclass(frozen=True)
class Wanted:
    """Forecasts from one release with one artifact. `changes`: None where none is asked for."""

    release_id: str
    artifact_id: str
    asked: Asked = AS_SERVED
    changes: tuple[Change, ...] | None = None

    def of(self, unique_ids: set[str]) -> "tuple[Change, ...] | None":
        """The changes of some series."""
        return None if self.changes is None else tuple(one for one in self.changes if one.unique_id in unique_ids)


@dataclass(frozen=True)
class Part:
    """Where a chunk of a job is written: below `root`, in `folder`, by its place."""

    root: str
    folder: tuple[str, ...]
    place: int


@dataclass(frozen=True)
class Task:
    """Forecast the groups; answer a GenerateResponse as JSON or, with `part`, write it there and answer nothing."""

    lake_root: str
    artifacts_root: str
    wanted: Wanted
    groups: tuple[Group, ...] = field(default=())
    part: Part | None = None


@dataclass(frozen=True)
class Refusal:
    """A task that cannot be done, and why: the fields of an ApiProblem."""

    status: int
    kind: str
    title: str
    detail: str
