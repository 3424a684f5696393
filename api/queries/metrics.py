"""Accuracy, and the leaderboard."""

import ibis
from ibis.expr.types import Table

from api import contracts as c
from api.errors import invalid
from api.marts import Row, rows, table
from api.queries.listing import Listing, page
from api.queries.shared import check_set, known_series, set_names, where
from warehouse.releases import Release

_ITEM = [name for name in c.MetricRow.model_fields if name != "values"]


def accuracy_list(release: Release, asked: c.MetricsRequest) -> Listing:
    """Accuracy rows, newest cutoff first, each metric a column, and all of them as `values`.

    Raises ApiProblem for an unknown set, series or metric.
    """
    definitions = rows(release, table(release, "dim_metric").order_by("metric"))
    names = _checked_metrics(asked.metrics, [row["metric"] for row in definitions])
    check_set(release, asked.series_set)
    sets = _sets_of(release, asked)
    found = _accuracy(release, asked, sets)
    found = found.mutate(values=ibis.struct({name: found[name] for name in names}))
    return Listing(
        found,
        ("-cutoff", "unique_id", "model", "basis", "run_id"),
        more=lambda: {"definitions": definitions, "leaderboard": _leaderboard(release, sets)},
        bulk=[*_ITEM, *names],
    )


def metrics_page(release: Release, asked: c.MetricsRequest) -> c.MetricsPage:
    """`accuracy_list` as a page, with the leaderboard of its sets; raises ApiProblem for what is unknown."""
    return page(release, accuracy_list(release, asked), c.MetricsPage, asked.limit, asked.cursor)


def _leaderboard(release: Release, sets: list[str]) -> list[Row]:
    board = table(release, "rpt_leaderboard")
    board = board.filter(board.series_set.isin(sets)).order_by("series_set", "backtest_window", "rank", "model")
    return rows(release, board.rename(window="backtest_window"))


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
    accuracy = where(
        table(release, "fct_accuracy"), horizon_bucket=asked.horizon_bucket, basis=asked.basis, cutoff=asked.cutoff
    )
    accuracy = accuracy.filter(accuracy.series_set.isin(sets))
    if asked.unique_ids:
        accuracy = accuracy.filter(accuracy.unique_id.isin(asked.unique_ids))
    return accuracy.filter(accuracy.model.isin(asked.models)) if asked.models else accuracy
