"""(release, what was asked) -> contract. All reading of marts for the API is here, as ibis expressions."""

from datetime import datetime

import ibis
from ibis.expr.types import Table

from api import contracts as c
from api import cursors
from api.errors import ApiProblem, invalid, not_found
from api.marts import Row
from api.marts import rows as _rows
from api.marts import table as _table
from warehouse import releases
from warehouse.lake import Lake
from warehouse.releases import Release

_SET = ("series_set", "label", "unit", "grain", "season_length", "horizon", "known_covariates")


def series_page(
    release: Release,
    series_set: str | None,
    search: str | None,
    status: c.Status | None,
    limit: int,
    cursor: str | None,
) -> c.SeriesPage:
    """Series of `series_set` whose id or name contains `search`; raises ApiProblem for an unknown set or cursor."""
    sets = _rows(release, _sets(release))
    _check_set(series_set, [row["series_set"] for row in sets])
    found = _where(_series(release), series_set=series_set, status=status)
    if search:
        needle = search.lower()
        found = found.filter(found.unique_id.lower().contains(needle) | found.series_name.lower().contains(needle))
    found = found.order_by(ibis.desc(found.sum_y, nulls_first=False), found.unique_id)
    return c.SeriesPage.model_validate({**_page(release, found, limit, cursor), "series_sets": sets})


def series_detail(release: Release, unique_id: str) -> c.SeriesDetail:
    """A series with its actuals, oldest first; raises ApiProblem when it is unknown."""
    row = _one(release, _series(release), unique_id)
    history = _where(_table(release, "fct_actuals"), unique_id=unique_id).order_by("ds").select("ds", "y", "is_filled")
    return c.SeriesDetail.model_validate({**row, "release_id": release.id, "actuals": _rows(release, history)})


def forecast_page(
    release: Release,
    unique_id: str | None,
    series_set: str | None,
    cutoff: datetime | None,
    limit: int,
    cursor: str | None,
) -> c.ForecastPage:
    """Served forecasts by series and step: the newest vintage, or that of `cutoff`; raises ApiProblem for what is unknown."""
    if series_set:
        _check_set(series_set, _set_names(release))
    forecasts = _where(_table(release, "fct_forecasts"), unique_id=unique_id, series_set=series_set, cutoff=cutoff)
    if cutoff is None:
        forecasts = forecasts.filter(forecasts.is_latest)
    page = _page(release, forecasts.order_by("unique_id", "ds", "run_id"), limit, cursor)
    if unique_id and not page["items"]:
        _one(release, _table(release, "dim_series"), unique_id)
    return c.ForecastPage.model_validate(page)


def metrics_page(release: Release, asked: c.MetricsRequest) -> c.MetricsPage:
    """Accuracy rows, newest cutoff first, and the leaderboard; raises ApiProblem for an unknown set, series or metric."""
    definitions = _rows(release, _table(release, "dim_metric").order_by("metric"))
    names = _checked_metrics(asked.metrics, [row["metric"] for row in definitions])
    _check_set(asked.series_set, _set_names(release))
    sets = _sets_of(release, asked)
    board = _table(release, "rpt_leaderboard")
    board = board.filter(board.series_set.isin(sets)).order_by("series_set", "backtest_window", "rank", "model")
    accuracy = _accuracy(release, asked, sets).order_by(ibis.desc("cutoff"), "unique_id", "model", "basis", "run_id")
    page = _page(release, accuracy, asked.limit, asked.cursor)
    items = [{**row, "values": {name: row[name] for name in names}} for row in page["items"]]
    leaderboard = _rows(release, board.rename(window="backtest_window"))
    return c.MetricsPage.model_validate(
        {**page, "definitions": definitions, "leaderboard": leaderboard, "items": items}
    )


def monitoring_summary(release: Release) -> c.MonitoringSummary:
    """One row per series set, and its rejected rows by reason."""
    accounting = _table(release, "rpt_row_accounting")
    rejected = accounting.filter(~accounting.is_used).order_by("series_set", ibis.desc("n_rows"), "reason")
    return c.MonitoringSummary.model_validate(
        {
            "release_id": release.id,
            "created_at": release.manifest.created_at,
            "sets": _rows(release, _table(release, "rpt_monitoring_summary").order_by("series_set")),
            "rejected": _rows(release, rejected),
        }
    )


def alert_page(
    release: Release,
    series_set: str | None,
    unique_id: str | None,
    severity: c.Severity | None,
    is_open: bool,
    limit: int,
    cursor: str | None,
) -> c.AlertPage:
    """Alerts that are open, or that are not any more: failures first, then by measure and how far beyond the threshold; raises ApiProblem for what is unknown."""
    if series_set:
        _check_set(series_set, _set_names(release))
    alerts = _where(
        _table(release, "fct_alerts"), series_set=series_set, unique_id=unique_id, severity=severity, is_open=is_open
    )
    distance = (alerts.value - alerts.threshold).abs()
    ordered = alerts.order_by("severity", "measure", ibis.desc(distance), "series_set", "unique_id", "alert_id")
    page = _page(release, ordered, limit, cursor)
    if unique_id and not page["items"]:
        _one(release, _table(release, "dim_series"), unique_id)
    return c.AlertPage.model_validate(page)


def anomaly_page(
    release: Release,
    unique_id: str | None,
    series_set: str | None,
    max_p_value: float | None,
    limit: int,
    cursor: str | None,
) -> c.AnomalyPage:
    """Actuals far from what was forecast, the rarest first; raises ApiProblem for what is unknown."""
    if series_set:
        _check_set(series_set, _set_names(release))
    outside = _where(_table(release, "fct_anomalies"), unique_id=unique_id, series_set=series_set)
    wanted = outside.filter(outside.is_anomaly if max_p_value is None else outside.p_value <= max_p_value)
    page = _page(release, wanted.order_by("p_value", ibis.desc("ds"), "unique_id"), limit, cursor)
    if unique_id and not page["items"]:
        _one(release, _table(release, "dim_series"), unique_id)
    return c.AnomalyPage.model_validate(page)


def release_page(lake: Lake, limit: int) -> c.ReleasePage:
    """The newest releases, newest first."""
    current = releases.current_id(lake)
    manifests = [releases.open_release(lake, name).manifest for name in releases.list_ids(lake)[:limit]]
    items = [{**vars(m), "n_tables": len(m.tables), "is_current": m.release_id == current} for m in manifests]
    return c.ReleasePage.model_validate({"items": items})


def run_page(release: Release, limit: int) -> c.RunPage:
    """The newest runs that the release knows."""
    runs = _table(release, "fct_runs").order_by(ibis.desc("created_at"), "run_id").limit(limit)
    return c.RunPage.model_validate({"release_id": release.id, "items": _rows(release, runs)})


def series_facts(release: Release, unique_id: str) -> list[c.Fact]:
    """All facts of a series; raises ApiProblem when it is unknown."""
    _one(release, _table(release, "dim_series"), unique_id)
    facts = _where(_table(release, "rpt_series_facts"), unique_id=unique_id).order_by("fact_id")
    return [c.Fact.model_validate(row) for row in _rows(release, facts)]


def set_facts(release: Release, series_set: str) -> list[c.Fact]:
    """All facts of a series set; raises ApiProblem when it is unknown."""
    _check_set(series_set, _set_names(release))
    facts = _where(_table(release, "rpt_set_facts"), series_set=series_set).order_by("fact_id")
    return [c.Fact.model_validate(row) for row in _rows(release, facts)]


def sets_by_series(release: Release, unique_ids: list[str]) -> dict[str, c.SeriesSet]:
    """The set of each of these series; raises ApiProblem naming those that are unknown."""
    return {row["unique_id"]: c.SeriesSet.model_validate(row) for row in _known(release, unique_ids)}


def _where(table: Table, **wanted: object) -> Table:
    """The rows whose columns have these values; None asks for nothing."""
    given = [table[column] == value for column, value in wanted.items() if value is not None]
    return table.filter(given) if given else table


def _one(release: Release, series: Table, unique_id: str) -> Row:
    rows = _rows(release, _where(series, unique_id=unique_id))
    if not rows:
        raise _unknown_series(unique_id)
    return rows[0]


def _known(release: Release, unique_ids: list[str]) -> list[Row]:
    series = _table(release, "dim_series")
    rows = _rows(release, series.filter(series.unique_id.isin(unique_ids)).select(*_set_columns(series), "unique_id"))
    unknown = sorted(set(unique_ids) - {row["unique_id"] for row in rows})
    if unknown:
        raise _unknown_series(", ".join(unknown[:5]))
    return rows


def _unknown_series(names: str) -> ApiProblem:
    return not_found("unknown-series", "No such series", f"unknown unique_id: {names}; GET /api/v1/series lists them")


def _series(release: Release) -> Table:
    status = _table(release, "fct_series_status").select("unique_id", "status", "reason", "model")
    return _table(release, "dim_series").left_join(status, "unique_id").drop("unique_id_right")


def _sets(release: Release) -> Table:
    series = _table(release, "dim_series")
    return series.select(*_set_columns(series)).distinct().order_by("series_set")


def _set_columns(series: Table) -> list[str]:
    """Of a set's columns those that the release has: an older one may have fewer."""
    return [name for name in _SET if name in series.columns]


def _set_names(release: Release) -> list[str]:
    return [row["series_set"] for row in _rows(release, _sets(release))]


def _check_set(series_set: str | None, known: list[str]) -> None:
    if series_set is not None and series_set not in known:
        detail = f"unknown series_set {series_set!r}; there are: {', '.join(known)}"
        raise not_found("unknown-series-set", "No such series set", detail)


def _checked_metrics(asked: list[str] | None, known: list[str]) -> list[str]:
    unknown = sorted(set(asked or []) - set(known))
    if unknown:
        raise invalid(f"unknown metrics: {', '.join(unknown)}; there are: {', '.join(known)}")
    return asked or known


def _sets_of(release: Release, asked: c.MetricsRequest) -> list[str]:
    """The series sets that a request is about; all where it names none."""
    named = {row["series_set"] for row in _known(release, asked.unique_ids)} if asked.unique_ids else set()
    return [asked.series_set] if asked.series_set else sorted(named) or _set_names(release)


def _accuracy(release: Release, asked: c.MetricsRequest, sets: list[str]) -> Table:
    accuracy = _where(_table(release, "fct_accuracy"), horizon_bucket=asked.horizon_bucket, basis=asked.basis)
    accuracy = accuracy.filter(accuracy.series_set.isin(sets))
    if asked.unique_ids:
        accuracy = accuracy.filter(accuracy.unique_id.isin(asked.unique_ids))
    return accuracy.filter(accuracy.model.isin(asked.models)) if asked.models else accuracy


def _page(release: Release, ordered: Table, limit: int, cursor: str | None) -> Row:
    """One page of a release's immutable table, as the fields of contracts.Page and `items`."""
    offset = cursors.offset_of(release.id, cursor)
    rows = _rows(release, ordered.limit(limit + 1, offset=offset))
    next_cursor = cursors.encode(release.id, offset + limit) if len(rows) > limit else None
    return {"release_id": release.id, "next_cursor": next_cursor, "items": rows[:limit]}
