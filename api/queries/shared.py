"""What the readings of more than one resource are made of: filters, and what must exist."""

from functools import lru_cache

from ibis.expr.operations import Node
from ibis.expr.types import Table

from api import contracts as c
from api.bound import Values, hole
from api.errors import ApiProblem, not_found
from api.marts import Row, rows, table
from warehouse.releases import Release

_SET = ("series_set", "label", "unit", "grain", "season_length", "horizon", "known_covariates")


def where(found: Table, **wanted: object) -> Table:
    """The rows whose columns have these values; None asks for nothing."""
    given = [found[column] == value for column, value in wanted.items() if value is not None]
    return found.filter(given) if given else found


def asked(found: Table, **wanted: object) -> tuple[Table, Values]:
    """The same with holes in place of the values, made once for each choice of columns; and the values, by column."""
    values = {column: value for column, value in wanted.items() if value is not None}
    return _with_holes(found.op(), tuple(values)), values


@lru_cache(maxsize=512)
def _with_holes(found: Node, columns: tuple[str, ...]) -> Table:
    whole: Table = found.to_expr()
    return whole.filter([whole[name] == hole(name, whole[name].type()) for name in columns]) if columns else whole


def one_series(release: Release, series: Table, unique_id: str) -> Row:
    """The row of a series; raises ApiProblem when it is unknown."""
    found = rows(release, where(series, unique_id=unique_id))
    if not found:
        raise _unknown_series(unique_id)
    return found[0]


def check_series(release: Release, unique_id: str) -> None:
    """Raises ApiProblem when there is no such series."""
    one_series(release, table(release, "dim_series"), unique_id)


def check_set(release: Release, series_set: str | None) -> None:
    """Raises ApiProblem, which lists those there are, for an unknown set; None is none to check."""
    known = [] if series_set is None else set_names(release)
    if series_set is not None and series_set not in known:
        detail = f"unknown series_set {series_set!r}; there are: {', '.join(known)}"
        raise not_found("unknown-series-set", "No such series set", detail)


def series_sets(release: Release) -> list[Row]:
    """All series sets, by name."""
    series = table(release, "dim_series")
    return rows(release, series.select(*_set_columns(series)).distinct().order_by("series_set"))


def set_names(release: Release) -> list[str]:
    return [row["series_set"] for row in series_sets(release)]


def known_series(release: Release, unique_ids: list[str]) -> list[Row]:
    """`unique_id` and set of each of these series; raises ApiProblem naming those that are unknown."""
    series = table(release, "dim_series")
    found = rows(release, series.filter(series.unique_id.isin(unique_ids)).select(*_set_columns(series), "unique_id"))
    unknown = sorted(set(unique_ids) - {row["unique_id"] for row in found})
    if unknown:
        raise _unknown_series(", ".join(unknown[:5]))
    return found


def sets_by_series(release: Release, unique_ids: list[str]) -> dict[str, c.SeriesSet]:
    """The set of each of these series; raises ApiProblem naming those that are unknown."""
    return {row["unique_id"]: c.SeriesSet.model_validate(row) for row in known_series(release, unique_ids)}


def _set_columns(series: Table) -> list[str]:
    """Of a set's columns those that the release has: an older one may have fewer."""
    return [name for name in _SET if name in series.columns]


def _unknown_series(names: str) -> ApiProblem:
    return not_found("unknown-series", "No such series", f"unknown unique_id: {names}; GET /api/v1/series lists them")
