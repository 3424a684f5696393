"""What the pages show: calls of the API, cached by release, and the frames of the charts and tables.

Every reader takes the release first: a new release is a new key, so one screen never mixes two of them.
Raises ApiError and httpx.TransportError, which `dashboard/app.py` turns into words.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import pandas as pd
import streamlit as st
from pydantic import BaseModel

from api import contracts as c
from api.client import ApiError, Client
from configs.settings import get_settings

SERIES_SHOWN = 200
ALERTS_SHOWN = 5000
YEAR = timedelta(days=364)  # whole weeks: a Monday is compared with a Monday

_cached = st.cache_data(ttl="30m", max_entries=500, show_spinner=False)


def api_url() -> str:
    return get_settings().dashboard.api_url


@st.cache_resource(show_spinner=False)
def _connected(url: str, key: str | None, google_auth: bool) -> Client:
    if not google_auth:
        return Client(url, key)
    from dashboard.google_auth import CloudRunAuth  # its library is in the extra `gcp`

    return Client(url, key, auth=CloudRunAuth(url))


def _client() -> Client:
    settings = get_settings()
    key = settings.api_key.get_secret_value() if settings.api_key else None
    return _connected(settings.dashboard.api_url, key, settings.dashboard.google_auth)


def ready() -> c.Readiness:
    """The current release; asked on every run, so that a new one shows at the next click."""
    return _client().ready()


@_cached
def series_sets(release: str) -> list[c.SeriesSet]:
    return _client().series(limit=1, release=release).series_sets


@_cached
def series(release: str, series_set: str, search: str | None = None) -> list[c.Series]:
    """The largest series, at most SERIES_SHOWN, whose name or id has `search` in it."""
    return _client().series(series_set, search or None, limit=SERIES_SHOWN, release=release).items


@_cached
def detail(release: str, unique_id: str) -> c.SeriesDetail | None:
    """The series and its actuals; None where this release does not know it."""
    try:
        return _client().series_detail(unique_id, release)
    except ApiError as error:
        if error.status == 404:
            return None
        raise


@_cached
def forecasts(release: str, unique_id: str) -> list[c.Forecast]:
    """The newest vintage, by step; empty where nothing was forecast."""
    items: list[c.Forecast] = []
    cursor = None
    while True:
        page = _client().forecasts(unique_id=unique_id, release=release, cursor=cursor)
        items += page.items
        cursor = page.next_cursor
        if cursor is None:
            return sorted(items, key=lambda step: step.h)


@_cached
def anomalies(release: str, unique_id: str) -> list[c.Anomaly]:
    """Actuals far from what was forecast for them, the rarest first, at most 1,000; none where the release is from before they were told."""
    try:
        return _client().anomalies(unique_id, limit=1000, release=release).items
    except ApiError as error:
        if error.status == 404:
            return []
        raise


@_cached
def leaderboard(release: str, series_set: str) -> c.MetricsPage:
    """Models side by side, and what the metrics mean."""
    return _client().metrics(c.MetricsRequest(series_set=series_set, limit=1), release)


@_cached
def metrics(release: str, unique_id: str) -> list[c.MetricRow]:
    """Accuracy of one series by model and cutoff, over the whole horizon."""
    return _client().metrics(c.MetricsRequest(unique_ids=[unique_id], horizon_bucket="all"), release).items


@_cached
def monitoring(release: str) -> c.MonitoringSummary:
    return _client().monitoring_summary(release)


@_cached
def alerts(release: str, series_set: str | None = None, severity: c.Severity | None = None) -> list[c.Alert]:
    """The worst alerts first, at most ALERTS_SHOWN."""
    items: list[c.Alert] = []
    cursor = None
    while True:
        page = _client().alerts(series_set, severity=severity, limit=1000, cursor=cursor, release=release)
        items += page.items
        cursor = page.next_cursor
        if cursor is None or len(items) >= ALERTS_SHOWN:
            return items


@_cached
def explain(release: str, unique_id: str, question: str | None = None) -> c.Explanation:
    return _client().explain(c.ExplainRequest(unique_id=unique_id, question=question))


def explain_live(unique_id: str, question: str) -> Iterator[c.Sentence | c.Explanation]:
    """The answer of the current release, while it comes; the API keeps it, so nothing is cached here."""
    return _client().explain_stream(c.ExplainRequest(unique_id=unique_id, question=question))


def summarize_live(series_set: str, question: str) -> Iterator[c.Sentence | c.Explanation]:
    """The answer of the current release, while it comes."""
    return _client().summarize_stream(c.SummarizeRequest(series_set=series_set, question=question))


class YearAgo(NamedTuple):
    """The actuals 364 days before the forecast's periods; `y` is their sum, in the series' unit."""

    start: datetime
    end: datetime
    n_periods: int
    y: float


def year_ago(series: c.SeriesDetail, steps: list[c.Forecast]) -> YearAgo | None:
    """What the forecast periods were a year before; None where the series did not reach back so far.

    The same window as the fact `year_ago_sum`, so that the figure and the explanation agree.
    """
    if not steps or series.first_ds is None or series.first_ds > steps[0].ds - YEAR:
        return None
    start, end = steps[0].ds - YEAR, steps[-1].ds - YEAR
    found = [actual.y for actual in series.actuals if start <= actual.ds <= end]
    return YearAgo(start, end, len(found), sum(found))


def _frame(rows: Iterable[BaseModel], shape: type[BaseModel]) -> pd.DataFrame:
    """One row per object; the columns are there even when there are no rows."""
    return pd.DataFrame([row.model_dump() for row in rows], columns=list(shape.model_fields))


def _with_times(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.assign(**{name: pd.to_datetime(frame[name]).astype("datetime64[ms]") for name in columns})


def actuals_frame(actuals: Iterable[c.Actual]) -> pd.DataFrame:
    """One row per period: ds, y, is_filled."""
    return _with_times(_frame(actuals, c.Actual), "ds")


def forecast_frame(steps: Iterable[c.Forecast]) -> pd.DataFrame:
    """One row per step, the fields of Forecast."""
    return _with_times(_frame(steps, c.Forecast), "ds", "cutoff")


def anomalies_frame(anomalies: Iterable[c.Anomaly]) -> pd.DataFrame:
    """One row per anomalous period, the fields of Anomaly."""
    return _with_times(_frame(anomalies, c.Anomaly), "ds", "cutoff")


def leaderboard_frame(rows: Iterable[c.LeaderboardRow], series_set: str) -> pd.DataFrame:
    """One row per window and model of the set, the best first."""
    frame = _frame(rows, c.LeaderboardRow)
    return frame[frame["series_set"] == series_set].sort_values(["window", "rank"]).reset_index(drop=True)


def metrics_frame(rows: Iterable[c.MetricRow]) -> pd.DataFrame:
    """One row per cutoff and model: cutoff, model, basis, n and one column per metric."""
    records = [{"cutoff": row.cutoff, "model": row.model, "basis": row.basis, "n": row.n, **row.values} for row in rows]
    frame = pd.DataFrame(records, columns=None if records else ["cutoff", "model", "basis", "n", "mase"])
    return _with_times(frame, "cutoff").sort_values(["cutoff", "model"]).reset_index(drop=True)


def rejected_frame(rows: Iterable[c.RejectedRows], series_set: str) -> pd.DataFrame:
    """One row per reason of the set: reason, n_rows, most first."""
    frame = _frame(rows, c.RejectedRows)
    return frame[frame["series_set"] == series_set].sort_values("n_rows", ascending=False).reset_index(drop=True)


def recent_start(detail: c.SeriesDetail) -> datetime | None:
    """From when the chart shows the series: two cycles, and six horizons where the season is short."""
    n = max(2 * detail.season_length, 6 * detail.horizon)
    shown = detail.actuals[-n:]
    return shown[0].ds if shown else None
