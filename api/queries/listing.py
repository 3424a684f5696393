"""Lists of rows: what every list endpoint can do with them, whatever they are of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar, get_args

import ibis
from ibis.expr.operations import Node
from ibis.expr.types import Table
from pydantic import BaseModel

from api import contracts as c
from api import cursors
from api.bound import Values
from api.errors import invalid
from api.marts import Row, fingerprint, rows
from api.queries.shared import check_series
from warehouse.releases import Release

P = TypeVar("P", bound=c.Page)


@dataclass(frozen=True)
class Listing:
    """Rows of a release that are one list: `found` in no order, and the `order` of their pages, total.

    `order` has names of columns, `-name` for the largest first. `values` are those of the holes in `found`. `unique_id` is the series that was asked for, which may turn out to be unknown; `more` makes the other fields of a
    page; `bulk` are the columns of CSV and Arrow, where they are not the fields of the page's items.
    """

    found: Table
    order: tuple[str, ...]
    unique_id: str | None = None
    values: Values = field(default_factory=dict)
    more: Callable[[], Row] = dict
    bulk: Sequence[str] = ()


def page(release: Release, listing: Listing, shape: type[P], limit: int, cursor: str | None) -> P:
    """One page of a list; raises ApiProblem for an unknown series, and for a cursor of another release or list."""
    return shape.model_validate({**_slice(release, listing, _fields(shape), limit, cursor), **listing.more()})


def sparse_page(
    release: Release, listing: Listing, shape: type[c.Page], fields: str, limit: int, cursor: str | None
) -> c.SparsePage:
    """The page with only some fields of its items, comma separated; raises ApiProblem as `page`, and for one that there is not."""
    names = checked_fields(fields, _fields(shape))
    return c.SparsePage.model_validate(_slice(release, listing, names, limit, cursor))


def bulk_rows(release: Release, listing: Listing, shape: type[c.Page], fields: str | None) -> Table:
    """All rows of a list, in no order; of columns that the release has not got none.

    Raises ApiProblem for an unknown series, and for a field that there is not.
    """
    if listing.unique_id:
        check_series(release, listing.unique_id)
    columns = listing.bulk or _fields(shape)
    names = columns if fields is None else checked_fields(fields, columns)
    return _only(listing.found, names)


def checked_fields(asked: str, known: Sequence[str]) -> list[str]:
    """The names of a comma separated list, each once; raises ApiProblem that lists what there is for another name."""
    names = list(dict.fromkeys(name.strip() for name in asked.split(",")))
    unknown = [name for name in names if name not in known]
    if unknown:
        raise invalid(f"fields: unknown: {', '.join(map(repr, unknown))}; there are: {', '.join(known)}")
    return names


def between(found: Table, column: str, least: Any, most: Any, names: tuple[str, str]) -> Table:
    """The rows whose column is in a range, both ends included, None being open; raises ApiProblem for one that is empty."""
    if least is not None and most is not None and least > most:
        raise invalid(f"{names[0]}: expected at most {names[1]}, {_told(most)}, found {_told(least)}")
    if least is not None:
        found = found.filter(found[column] >= least)
    return found if most is None else found.filter(found[column] <= most)


def _slice(release: Release, listing: Listing, names: Sequence[str], limit: int, cursor: str | None) -> Row:
    """The fields of contracts.Page, and `items`, of an immutable release."""
    found, order, values = listing.found.op(), listing.order, listing.values
    offset = 0 if cursor is None else cursors.offset_of(release.id, fingerprint(_ordered(found, order), values), cursor)
    read = rows(release, _part(found, order, tuple(names), limit + 1, offset), values)
    if listing.unique_id and not read:
        check_series(release, listing.unique_id)
    items = [{name: row[name] for name in names if name in row} for row in read[:limit]]
    has_more = len(read) > limit
    question = fingerprint(_ordered(found, order), values) if has_more else ""
    following = cursors.encode(release.id, question, offset + limit) if has_more else None
    return {"release_id": release.id, "next_cursor": following, "items": items}


@lru_cache(maxsize=512)
def _ordered(found: Node, order: tuple[str, ...]) -> Table:
    whole: Table = found.to_expr()
    return whole.order_by([ibis.desc(name[1:]) if name.startswith("-") else name for name in order])


@lru_cache(maxsize=512)
def _part(found: Node, order: tuple[str, ...], names: tuple[str, ...], limit: int, offset: int) -> Table:
    return _only(_ordered(found, order).limit(limit, offset=offset), names)


def _only(found: Table, names: Sequence[str]) -> Table:
    return found.select(*(name for name in names if name in found.columns))


def _fields(shape: type[c.Page]) -> list[str]:
    """The fields of a page's items."""
    item: type[BaseModel] = get_args(shape.model_fields["items"].annotation)[0]
    return list(item.model_fields)


def _told(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
