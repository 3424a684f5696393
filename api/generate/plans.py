"""What a job is to do, in chunks that are forecast at once; kept as JSON."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter

from api.generate.checks import Checked
from api.generate.tasks import Group, Wanted
from models_py.generate import MOST_RELATIVES
from warehouse.releases import Release
from warehouse.store import read


@dataclass(frozen=True)
class Plan:
    """A job's forecasts; a chunk is a group. The series of a set with sums stay together, so that they add up."""

    wanted: Wanted
    chunks: tuple[Group, ...]


_PLAN = TypeAdapter(Plan)


def make(checked: Checked, release: Release, chunk_series: int) -> Plan:
    """Chunks of at most so many series, but for those that go together."""
    families = frozenset() if checked.wanted.asked.model else _families(release, set(checked.set_of.values()))
    chunks = (chunk for group in checked.groups for chunk in _chunks(group, checked, families, chunk_series))
    return Plan(checked.wanted, tuple(chunks))


def to_json(plan: Plan) -> bytes:
    return _PLAN.dump_json(plan)


def from_json(data: bytes) -> Plan:
    """The inverse of `to_json`; raises ValueError for what is no plan."""
    return _PLAN.validate_json(data)


def _chunks(group: Group, checked: Checked, families: Collection[str], size: int) -> Iterator[Group]:
    together: dict[str, list[str]] = {}
    alone = []
    for uid in group.unique_ids:
        if checked.set_of[uid] in families:
            together.setdefault(checked.set_of[uid], []).append(uid)
        else:
            alone.append(uid)
    for ids in together.values():
        yield Group(group.h, tuple(ids))
    for start in range(0, len(alone), size):
        yield Group(group.h, tuple(alone[start : start + size]))


def _families(release: Release, sets: Collection[str]) -> frozenset[str]:
    """The sets whose series are forecast together whichever is asked for: see `models_py.generate.relatives`."""
    edges = read(release, "dim_hierarchy", ["series_set", "unique_id", "bottom_unique_id"])
    by_set = edges[edges["series_set"].isin(sets)].groupby("series_set")
    size = by_set["unique_id"].nunique() + by_set["bottom_unique_id"].nunique()
    return frozenset(size.index[size <= MOST_RELATIVES])
