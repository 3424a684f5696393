"""Forecasts that were served."""

from datetime import datetime

from api import contracts as c
from api.marts import table
from api.queries.listing import Listing, between, page
from api.queries.shared import asked, check_set
from warehouse.releases import Release


def forecast_list(
    release: Release,
    unique_id: str | None,
    series_set: str | None,
    cutoff: datetime | None,
    min_h: int | None = None,
    max_h: int | None = None,
) -> Listing:
    """Served forecasts by series and step: the newest vintage, or that of `cutoff`; raises ApiProblem for an unknown set."""
    check_set(release, series_set)
    is_latest = True if cutoff is None else None
    found, values = asked(
        table(release, "fct_forecasts"),
        unique_id=unique_id, series_set=series_set, cutoff=cutoff, is_latest=is_latest,
    )  # fmt: skip
    found = between(found, "h", min_h, max_h, ("min_h", "max_h"))
    return Listing(found, ("unique_id", "ds", "run_id"), unique_id, values)


def forecast_page(
    release: Release,
    unique_id: str | None,
    series_set: str | None,
    cutoff: datetime | None,
    limit: int,
    cursor: str | None,
) -> c.ForecastPage:
    """`forecast_list` as a page; raises ApiProblem for what is unknown."""
    return page(release, forecast_list(release, unique_id, series_set, cutoff), c.ForecastPage, limit, cursor)
