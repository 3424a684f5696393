"""How a list is answered: a page of it, some fields of a page, or all rows as CSV or Arrow."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Response

from api import accept, bulk, queries
from api.contracts import Cursor, Fields, Page, Problem
from warehouse.releases import Release

# What lists may answer beside their page, for the OpenAPI document.
RESPONSES: dict[int | str, dict[str, Any]] = {409: {"model": Problem}, 429: {"model": Problem}, **bulk.CONTENT}


@dataclass(frozen=True)
class Asked:
    """`kind` is CSV or ARROW, for all rows, or None for a page of `limit` from `cursor` on."""

    kind: str | None
    fields: str | None
    limit: int
    cursor: str | None


def _asked(most: int, usual: int) -> Callable[..., Awaitable[Asked]]:
    async def asked(
        kind: bulk.BulkDep,
        limit: Annotated[int, Query(ge=1, le=most)] = usual,
        cursor: Cursor | None = None,
        fields: Fields | None = None,
    ) -> Asked:
        return Asked(kind, fields, limit, cursor)

    return asked


AskedDep = Annotated[Asked, Depends(_asked(1000, 100))]
AskedManyDep = Annotated[Asked, Depends(_asked(10_000, 1000))]


def answer(release: Release, listing: queries.Listing, shape: type[Page], asked: Asked) -> Response:
    """The list as it was asked for; raises ApiProblem for an unknown series or field, and for a cursor that is not its own."""
    if asked.kind:
        every = queries.bulk_rows(release, listing, shape, asked.fields)
        return bulk.stream(release, every, listing.values, asked.kind)
    # The page is a model that was validated already: FastAPI would do so again, which takes longer than the query.
    return Response(
        _page(release, listing, shape, asked).model_dump_json(),
        headers=bulk.headers(release.id),
        media_type=accept.JSON,
    )


def _page(release: Release, listing: queries.Listing, shape: type[Page], asked: Asked) -> Page:
    if asked.fields:
        return queries.sparse_page(release, listing, shape, asked.fields, asked.limit, asked.cursor)
    return queries.page(release, listing, shape, asked.limit, asked.cursor)
