"""Series, and the history of one."""

from datetime import datetime

from ibis.expr.types import Table

from api import contracts as c
from api.marts import rows, table
from api.queries.listing import Listing, between, page
from api.queries.shared import asked, check_set, one_series, series_sets, where
from warehouse.releases import Release


def series_list(release: Release, series_set: str | None, search: str | None, status: c.Status | None) -> Listing:
    """Series of `series_set` whose id or name contains `search`, the largest first; raises ApiProblem for an unknown set."""
    check_set(release, series_set)
    found, values = asked(_series(release), series_set=series_set, status=status)
    if search:
        needle = search.lower()
        found = found.filter(found.unique_id.lower().contains(needle) | found.series_name.lower().contains(needle))
    return Listing(found, ("-sum_y", "unique_id"), values=values, more=lambda: {"series_sets": series_sets(release)})


def series_page(
    release: Release,
    series_set: str | None,
    search: str | None,
    status: c.Status | None,
    limit: int,
    cursor: str | None,
) -> c.SeriesPage:
    """`series_list` as a page; raises ApiProblem for an unknown set or cursor."""
    return page(release, series_list(release, series_set, search, status), c.SeriesPage, limit, cursor)


def actual_list(
    release: Release, unique_id: str | None, series_set: str | None, start: datetime | None, end: datetime | None
) -> Listing:
    """Actuals from `start` to `end`, by series and period; raises ApiProblem for an unknown set or an empty range."""
    check_set(release, series_set)
    found, values = asked(table(release, "fct_actuals"), unique_id=unique_id, series_set=series_set)
    return Listing(between(found, "ds", start, end, ("start", "end")), ("unique_id", "ds"), unique_id, values)


def series_detail(
    release: Release, unique_id: str, start: datetime | None = None, end: datetime | None = None
) -> c.SeriesDetail:
    """A series with its actuals from `start` to `end`, oldest first; raises ApiProblem when it is unknown."""
    row = one_series(release, _series(release), unique_id)
    found = where(table(release, "fct_actuals"), unique_id=unique_id)
    history = between(found, "ds", start, end, ("start", "end")).order_by("ds").select("ds", "y", "is_filled")
    return c.SeriesDetail.model_validate({**row, "release_id": release.id, "actuals": rows(release, history)})


def _series(release: Release) -> Table:
    status = table(release, "fct_series_status").select("unique_id", "status", "reason", "model")
    return table(release, "dim_series").left_join(status, "unique_id").drop("unique_id_right")
