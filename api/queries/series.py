"""Series, and the history of one."""

import ibis
from ibis.expr.types import Table

from api import contracts as c
from api.marts import rows, table
from api.queries.shared import check_set, one_series, page, series_sets, where
from warehouse.releases import Release


def series_page(
    release: Release,
    series_set: str | None,
    search: str | None,
    status: c.Status | None,
    limit: int,
    cursor: str | None,
) -> c.SeriesPage:
    """Series of `series_set` whose id or name contains `search`; raises ApiProblem for an unknown set or cursor."""
    check_set(release, series_set)
    found = where(_series(release), series_set=series_set, status=status)
    if search:
        needle = search.lower()
        found = found.filter(found.unique_id.lower().contains(needle) | found.series_name.lower().contains(needle))
    found = found.order_by(ibis.desc(found.sum_y, nulls_first=False), found.unique_id)
    return c.SeriesPage.model_validate({**page(release, found, limit, cursor), "series_sets": series_sets(release)})


def series_detail(release: Release, unique_id: str) -> c.SeriesDetail:
    """A series with its actuals, oldest first; raises ApiProblem when it is unknown."""
    row = one_series(release, _series(release), unique_id)
    history = where(table(release, "fct_actuals"), unique_id=unique_id).order_by("ds").select("ds", "y", "is_filled")
    return c.SeriesDetail.model_validate({**row, "release_id": release.id, "actuals": rows(release, history)})


def _series(release: Release) -> Table:
    status = table(release, "fct_series_status").select("unique_id", "status", "reason", "model")
    return table(release, "dim_series").left_join(status, "unique_id").drop("unique_id_right")
