"""Accuracy, and the leaderboard."""

import ibis
from ibis.expr.types import Table

from api import contracts as c
from api.errors import invalid
from api.marts import rows, table
from api.queries.shared import check_set, known_series, page, set_names, where
from warehouse.releases import Release


def metrics_page(release: Release, asked: c.MetricsRequest) -> c.MetricsPage:
    """Accuracy rows, newest cutoff first, and the leaderboard; raises ApiProblem for an unknown set, series or metric."""
    definitions = rows(release, table(release, "dim_metric").order_by("metric"))
    names = _checked_metrics(asked.metrics, [row["metric"] for row in definitions])
    check_set(release, asked.series_set)
    sets = _sets_of(release, asked)
    board = table(release, "rpt_leaderboard")
    board = board.filter(board.series_set.isin(sets)).order_by("series_set", "backtest_window", "rank", "model")
    accuracy = _accuracy(release, asked, sets).order_by(ibis.desc("cutoff"), "unique_id", "model", "basis", "run_id")
    answer = page(release, accuracy, asked.limit, asked.cursor)
    items = [{**row, "values": {name: row[name] for name in names}} for row in answer["items"]]
    leaderboard = rows(release, board.rename(window="backtest_window"))
    return c.MetricsPage.model_validate(
        {**answer, "definitions": definitions, "leaderboard": leaderboard, "items": items}
    )


def _checked_metrics(asked: list[str] | None, known: list[str]) -> list[str]:
    unknown = sorted(set(asked or []) - set(known))
    if unknown:
        raise invalid(f"unknown metrics: {', '.join(unknown)}; there are: {', '.join(known)}")
    return asked or known


def _sets_of(release: Release, asked: c.MetricsRequest) -> list[str]:
    """The series sets that a request is about; all where it names none."""
    named = {row["series_set"] for row in known_series(release, asked.unique_ids)} if asked.unique_ids else set()
    return [asked.series_set] if asked.series_set else sorted(named) or set_names(release)


def _accuracy(release: Release, asked: c.MetricsRequest, sets: list[str]) -> Table:
    accuracy = where(table(release, "fct_accuracy"), horizon_bucket=asked.horizon_bucket, basis=asked.basis)
    accuracy = accuracy.filter(accuracy.series_set.isin(sets))
    if asked.unique_ids:
        accuracy = accuracy.filter(accuracy.unique_id.isin(asked.unique_ids))
    return accuracy.filter(accuracy.model.isin(asked.models)) if asked.models else accuracy
