"""Forecasts that were served."""

from datetime import datetime

from ibis.expr.types import Table

from api import contracts as c
from api.marts import table
from api.queries.shared import check_series, check_set, page, shown, where
from warehouse.releases import Release


def forecasts(release: Release, unique_id: str | None, series_set: str | None, cutoff: datetime | None) -> Table:
    """Served forecasts: the newest vintage, or that of `cutoff`; raises ApiProblem for an unknown set."""
    check_set(release, series_set)
    found = where(table(release, "fct_forecasts"), unique_id=unique_id, series_set=series_set, cutoff=cutoff)
    return found.filter(found.is_latest) if cutoff is None else found


def forecast_page(
    release: Release,
    unique_id: str | None,
    series_set: str | None,
    cutoff: datetime | None,
    limit: int,
    cursor: str | None,
) -> c.ForecastPage:
    """`forecasts` by series and step; raises ApiProblem for what is unknown."""
    found = forecasts(release, unique_id, series_set, cutoff)
    answer = page(release, shown(found.order_by("unique_id", "ds", "run_id"), c.Forecast), limit, cursor)
    if unique_id and not answer["items"]:
        check_series(release, unique_id)
    return c.ForecastPage.model_validate(answer)
