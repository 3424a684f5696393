"""(release, what was asked) -> contract. All reading of marts for the API is here, as ibis expressions."""

import base64
import binascii
from datetime import datetime
from typing import Any

import ibis
from ibis.expr.types import Table

from api import contracts as c
from api.errors import ApiProblem, invalid, not_found
from warehouse import releases
from warehouse.lake import Lake
from warehouse.releases import Release

Row = dict[str, Any]


def series_page(
    release: Release, series_set: str | None, search: str | None, status: c.Status | None, limit: int, cursor: str | None
) -> c.SeriesPage:
    """Series of `series_set` whose id or name contains `search`; raises ApiProblem for an unknown set or cursor."""
    tables = _tables(release)
    sets = [c.SeriesSet.model_validate(row) for row in _rows(_sets(tables))]
    _check_set(series_set, [s.series_set for s in sets])
    found = _series(tables)
    if series_set:
        found = found.filter(found.series_set == series_set)
    if search:
        needle = search.lower()
        found = found.filter(found.unique_id.lower().contains(needle) | found.series_name.lower().contains(needle))
    if status:
        found = found.filter(found.status == status)
    found = found.order_by(ibis.desc(found.sum_y, nulls_first=False), found.unique_id)
    rows, next_cursor = _paged(release, found, limit, cursor)
    return c.SeriesPage(release_id=release.id, next_cursor=next_cursor, series_sets=sets, items=[c.Series.model_validate(r) for r in rows])


def series_detail(release: Release, unique_id: str) -> c.SeriesDetail:
    """A series with its actuals, oldest first; raises ApiProblem when it is unknown."""
    tables = _tables(release)
    series = _series(tables)
    row = _one(series.filter(series.unique_id == unique_id), unique_id)
    actuals = tables.table("fct_actuals")
    history = actuals.filter(actuals.unique_id == unique_id).order_by("ds").select("ds", "y", "is_filled")
    return c.SeriesDetail.model_validate({**row, "release_id": release.id, "actuals": _rows(history)})


def forecast_page(
    release: Release, unique_id: str | None, series_set: str | None, cutoff: datetime | None, limit: int, cursor: str | None
) -> c.ForecastPage:
    """Served forecasts by series and step: the newest vintage, or that of `cutoff`; raises ApiProblem for what is unknown."""
    tables = _tables(release)
    forecasts = tables.table("fct_forecasts")
    if unique_id:
        known = tables.table("dim_series")
        _one(known.filter(known.unique_id == unique_id), unique_id)
        forecasts = forecasts.filter(forecasts.unique_id == unique_id)
    if series_set:
        _check_set(series_set, _set_names(tables))
        forecasts = forecasts.filter(forecasts.series_set == series_set)
    forecasts = forecasts.filter(forecasts.cutoff == cutoff if cutoff else forecasts.is_latest)
    rows, next_cursor = _paged(release, forecasts.order_by("unique_id", "ds", "run_id"), limit, cursor)
    return c.ForecastPage(release_id=release.id, next_cursor=next_cursor, items=[c.Forecast.model_validate(r) for r in rows])


def metrics_page(release: Release, asked: c.MetricsRequest) -> c.MetricsPage:
    """Accuracy rows, newest cutoff first, and the leaderboard; raises ApiProblem for an unknown set, series or metric."""
    tables = _tables(release)
    definitions = [c.MetricDefinition.model_validate(row) for row in _rows(tables.table("dim_metric"))]
    names = _checked_metrics(asked.metrics, [d.metric for d in definitions])
    _check_set(asked.series_set, _set_names(tables))
    sets = _sets_of(tables, asked)
    board = tables.table("rpt_leaderboard")
    board = board.filter(board.series_set.isin(sets)).order_by("series_set", "backtest_window", "rank", "model")
    accuracy = _accuracy(tables, asked, sets).order_by(ibis.desc("cutoff"), "unique_id", "model", "basis", "run_id")
    rows, next_cursor = _paged(release, accuracy, asked.limit, asked.cursor)
    return c.MetricsPage(
        release_id=release.id,
        next_cursor=next_cursor,
        definitions=definitions,
        leaderboard=[c.LeaderboardRow.model_validate({**row, "window": row["backtest_window"]}) for row in _rows(board)],
        items=[c.MetricRow.model_validate({**row, "values": {name: row[name] for name in names}}) for row in rows],
    )


def monitoring_summary(release: Release) -> c.MonitoringSummary:
    """One row per series set, and its rejected rows by reason."""
    tables = _tables(release)
    accounting = tables.table("rpt_row_accounting")
    rejected = accounting.filter(~accounting.is_used).order_by("series_set", ibis.desc("n_rows"))
    return c.MonitoringSummary.model_validate(
        {
            "release_id": release.id,
            "created_at": release.manifest.created_at,
            "sets": _rows(tables.table("rpt_monitoring_summary").order_by("series_set")),
            "rejected": _rows(rejected),
        }
    )


def alert_page(
    release: Release, series_set: str | None, unique_id: str | None, severity: c.Severity | None, limit: int, cursor: str | None
) -> c.AlertPage:
    """Open alerts, failures first, then by measure and how far beyond the threshold."""
    tables = _tables(release)
    _check_set(series_set, _set_names(tables))
    alerts = tables.table("fct_alerts")
    wanted = {"series_set": series_set, "unique_id": unique_id, "severity": severity}
    for column, value in wanted.items():
        if value is not None:
            alerts = alerts.filter(alerts[column] == value)
    distance = (alerts.value - alerts.threshold).abs()
    ordered = alerts.order_by("severity", "measure", ibis.desc(distance), "series_set", "unique_id")
    rows, next_cursor = _paged(release, ordered, limit, cursor)
    return c.AlertPage(release_id=release.id, next_cursor=next_cursor, items=[c.Alert.model_validate(r) for r in rows])


def release_page(lake: Lake, limit: int) -> c.ReleasePage:
    """The newest releases, newest first."""
    current = releases.current_id(lake)
    manifests = [releases.open_release(lake, name).manifest for name in releases.list_ids(lake)[:limit]]
    items = [{**vars(m), "n_tables": len(m.tables), "is_current": m.release_id == current} for m in manifests]
    return c.ReleasePage.model_validate({"items": items})


def run_page(release: Release, limit: int) -> c.RunPage:
    """The newest runs that the release knows."""
    runs = _tables(release).table("fct_runs")
    rows = _rows(runs.order_by(ibis.desc("created_at"), "run_id").limit(limit))
    return c.RunPage(release_id=release.id, items=[c.Run.model_validate(row) for row in rows])


def series_facts(release: Release, unique_id: str) -> list[c.Fact]:
    """All facts of a series; raises ApiProblem when it is unknown."""
    tables = _tables(release)
    known = tables.table("dim_series")
    _one(known.filter(known.unique_id == unique_id), unique_id)
    facts = tables.table("rpt_series_facts")
    return [c.Fact.model_validate(row) for row in _rows(facts.filter(facts.unique_id == unique_id).order_by("fact_id"))]


def set_facts(release: Release, series_set: str) -> list[c.Fact]:
    """All facts of a series set; raises ApiProblem when it is unknown."""
    tables = _tables(release)
    _check_set(series_set, _set_names(tables))
    facts = tables.table("rpt_set_facts")
    return [c.Fact.model_validate(row) for row in _rows(facts.filter(facts.series_set == series_set).order_by("fact_id"))]


def horizons(release: Release, unique_ids: list[str]) -> dict[str, int]:
    """The horizon of each of these series, in steps; raises ApiProblem naming those that are unknown."""
    series = _tables(release).table("dim_series")
    rows = _rows(series.filter(series.unique_id.isin(unique_ids)).select("unique_id", "horizon"))
    known = {row["unique_id"]: row["horizon"] for row in rows}
    unknown = sorted(set(unique_ids) - set(known))
    if unknown:
        raise _unknown_series(", ".join(unknown[:5]))
    return known


def _tables(release: Release) -> Any:
    return ibis.duckdb.from_connection(release.duckdb())


def _rows(expression: Table) -> list[Row]:
    rows: list[Row] = expression.to_pyarrow().to_pylist()
    return rows


def _one(found: Table, unique_id: str) -> Row:
    rows = _rows(found.limit(1))
    if not rows:
        raise _unknown_series(unique_id)
    return rows[0]


def _unknown_series(names: str) -> ApiProblem:
    return not_found("unknown-series", "No such series", f"unknown unique_id: {names}; GET /api/v1/series lists them")


def _series(tables: Any) -> Table:
    series, status = tables.table("dim_series"), tables.table("fct_series_status")
    latest = status.select("unique_id", "status", "reason", "model")
    return series.left_join(latest, "unique_id").drop("unique_id_right")


def _sets(tables: Any) -> Table:
    series = tables.table("dim_series")
    return series.select("series_set", "label", "unit", "grain", "season_length", "horizon").distinct().order_by("series_set")


def _set_names(tables: Any) -> list[str]:
    return [row["series_set"] for row in _rows(_sets(tables))]


def _check_set(series_set: str | None, known: list[str]) -> None:
    if series_set is not None and series_set not in known:
        raise not_found("unknown-series-set", "No such series set", f"unknown series_set {series_set!r}; there are: {', '.join(known)}")


def _checked_metrics(asked: list[str] | None, known: list[str]) -> list[str]:
    unknown = sorted(set(asked or []) - set(known))
    if unknown:
        raise invalid(f"unknown metrics: {', '.join(unknown)}; there are: {', '.join(known)}")
    return asked or known


def _sets_of(tables: Any, asked: c.MetricsRequest) -> list[str]:
    """The series sets that a request is about; all where it names none."""
    if asked.series_set:
        return [asked.series_set]
    if not asked.unique_ids:
        return _set_names(tables)
    horizons_known = tables.table("dim_series")
    rows = _rows(horizons_known.filter(horizons_known.unique_id.isin(asked.unique_ids)).select("unique_id", "series_set"))
    unknown = sorted(set(asked.unique_ids) - {row["unique_id"] for row in rows})
    if unknown:
        raise _unknown_series(", ".join(unknown[:5]))
    return sorted({row["series_set"] for row in rows})


def _accuracy(tables: Any, asked: c.MetricsRequest, sets: list[str]) -> Table:
    accuracy = tables.table("fct_accuracy")
    accuracy = accuracy.filter(accuracy.series_set.isin(sets), accuracy.horizon_bucket == asked.horizon_bucket)
    if asked.unique_ids:
        accuracy = accuracy.filter(accuracy.unique_id.isin(asked.unique_ids))
    if asked.models:
        accuracy = accuracy.filter(accuracy.model.isin(asked.models))
    return accuracy.filter(accuracy.basis == asked.basis) if asked.basis else accuracy


def _paged(release: Release, ordered: Table, limit: int, cursor: str | None) -> tuple[list[Row], str | None]:
    """One page of a release's immutable table, and the cursor of the next, None at the end."""
    offset = _offset(release, cursor)
    rows = _rows(ordered.limit(limit + 1, offset=offset))
    more = len(rows) > limit
    return rows[:limit], _cursor(release, offset + limit) if more else None


def _cursor(release: Release, offset: int) -> str:
    return base64.urlsafe_b64encode(f"{release.id}:{offset}".encode()).decode()


def _offset(release: Release, cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        release_id, offset = base64.urlsafe_b64decode(cursor.encode()).decode().rsplit(":", 1)
        position = int(offset)
    except (ValueError, binascii.Error) as error:
        raise invalid("cursor: expected a next_cursor of an earlier page") from error
    if release_id != release.id or position < 0:
        raise ApiProblem(409, "stale-cursor", "The cursor is of another release", f"go on with ?release={release_id}, or start again without a cursor")
    return position
