"""Every endpoint over real HTTP, on the sample lake."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any, get_args

import httpx
import pytest

from api.client import Client
from api.contracts import ForecastPage, GenerateRequest, MetricsRequest, Severity

REGULAR = "weekly_units:21682"


def walk(read: Callable[..., Any], **arguments: object) -> list[Any]:
    """All items of a paged endpoint, page by page."""
    items, cursor = [], None
    while True:
        page = read(cursor=cursor, **arguments)
        items += page.items
        cursor = page.next_cursor
        if cursor is None:
            return items


def metrics_page(client: Client, limit: int, cursor: str | None = None) -> Any:
    return client.metrics(MetricsRequest(limit=limit, cursor=cursor))


def outside_page(client: Client, limit: int, cursor: str | None = None) -> Any:
    """Every actual outside its interval, however likely."""
    return client.anomalies(max_p_value=1, limit=limit, cursor=cursor)


@pytest.mark.parametrize(
    ("read", "limit", "key"),
    [
        (Client.series, 4, lambda s: s.unique_id),
        (Client.forecasts, 50, lambda f: (f.unique_id, f.ds)),
        (metrics_page, 60, lambda m: (m.unique_id, m.basis, m.model, m.cutoff)),
        (outside_page, 2, lambda a: (a.unique_id, a.ds)),
    ],
    ids=["series", "forecasts", "metrics", "anomalies"],
)
def test_when_all_pages_are_walked_then_every_row_comes_once_in_the_order_of_one_page(
    client: Client, read: Callable[..., Any], limit: int, key: Callable[[Any], object]
) -> None:
    whole = read(client, limit=1000)
    walked = walk(lambda cursor, limit: read(client, cursor=cursor, limit=limit), limit=limit)
    assert walked == whole.items
    assert whole.next_cursor is None
    assert len(whole.items) > limit
    assert max(Counter(map(key, walked)).values()) == 1


def test_series_come_with_the_largest_first_and_with_their_sets(client: Client) -> None:
    page = client.series()
    amounts = [s.sum_y for s in page.items if s.sum_y is not None]
    assert amounts == sorted(amounts, reverse=True)
    assert [s.sum_y for s in page.items][len(amounts) :] == [None] * (len(page.items) - len(amounts))
    assert {s.series_set for s in page.series_sets} == {s.series_set for s in page.items}


def test_when_series_are_filtered_then_only_those_come(client: Client) -> None:
    everything = client.series(limit=1000).items
    stale = client.series(series_set="weekly_units", status="stale").items
    assert stale == [s for s in everything if s.series_set == "weekly_units" and s.status == "stale"]
    assert stale


@pytest.mark.parametrize("words", ["medina STAMPED", "21682", ":21682"])
def test_when_searched_then_ids_and_names_match_in_any_case(client: Client, words: str) -> None:
    assert [s.unique_id for s in client.series(search=words).items] == [REGULAR]


@pytest.mark.parametrize("words", ["%", "_____", "\\", "'"])
def test_when_searched_for_a_wildcard_then_it_is_a_plain_character(client: Client, words: str) -> None:
    assert client.series(search=words).items == []


def test_a_series_has_its_history_without_gaps_and_its_outcome(client: Client) -> None:
    detail = client.series_detail(REGULAR)
    days = [a.ds for a in detail.actuals]
    assert len(days) == detail.n_obs
    assert {(later - earlier).days for earlier, later in pairwise(days)} == {7}
    assert (days[0], days[-1]) == (detail.first_ds, detail.cutoff)
    assert (detail.status, detail.reason is not None) == ("ok", True)


def test_a_series_whose_id_has_a_space_is_found(client: Client) -> None:
    assert client.series_detail("daily_revenue:United Kingdom").series_name == "United Kingdom"


def test_forecasts_of_a_set_are_of_that_set_and_one_vintage_each(client: Client) -> None:
    forecasts = walk(client.forecasts, series_set="weekly_units", limit=20)
    expected = {s.unique_id: s for s in client.series(series_set="weekly_units").items if s.cutoff}
    assert {f.unique_id for f in forecasts} == set(expected)
    assert all(f.cutoff == expected[f.unique_id].cutoff for f in forecasts)
    assert set(Counter(f.unique_id for f in forecasts).values()) == {8}


def test_when_a_cutoff_is_asked_then_that_vintage_comes_and_none_for_another(client: Client) -> None:
    newest = client.forecasts(unique_id=REGULAR).items
    cutoff = newest[0].cutoff.isoformat()
    assert client.forecasts(unique_id=REGULAR, cutoff=cutoff).items == newest
    assert client.forecasts(unique_id=REGULAR, cutoff="2011-01-03").items == []


def test_when_gzip_is_accepted_then_the_same_comes_in_fewer_bytes(api_url: str) -> None:
    path = f"{api_url}/api/v1/forecasts"
    plain = httpx.get(path, headers={"Accept-Encoding": "identity"})
    packed = httpx.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 3
    assert packed.json() == plain.json()


def values(page: ForecastPage | Any) -> list[dict[str, Any]]:
    """Forecasts without what only a stored one has."""
    beside = {"run_id", "created_at", "y_hat_baseline", "intervals", "quantiles"}
    return [item.model_dump(exclude=beside) for item in page.items]


def test_what_is_generated_is_what_is_served_bit_for_bit(client: Client) -> None:
    served = client.forecasts(limit=1000)
    unique_ids = sorted({f.unique_id for f in served.items})
    generated = client.generate(GenerateRequest(unique_ids=unique_ids))
    outcome = {s.unique_id: (s.status, s.reason, s.model) for s in client.series(limit=1000).items}
    assert sorted(values(generated), key=lambda f: (f["unique_id"], f["ds"])) == values(served)
    assert {s.unique_id: (s.status, s.reason, s.model) for s in generated.series} == {u: outcome[u] for u in unique_ids}
    assert generated.artifact_id == client.runs().items[-1].run_id


def test_when_h_is_asked_then_the_first_steps_come(client: Client) -> None:
    generated = client.generate(GenerateRequest(unique_ids=[REGULAR, REGULAR], h=3))
    assert values(generated) == values(client.forecasts(unique_id=REGULAR))[:3]


def test_when_a_series_has_no_history_then_its_outcome_says_so(client: Client) -> None:
    young = next(s for s in client.series(status="short").items if s.n_obs == 0)
    generated = client.generate(GenerateRequest(unique_ids=[young.unique_id]))
    assert generated.items == []
    assert [(s.status, s.reason) for s in generated.series] == [("short", "no complete period yet")]


def test_metrics_by_get_are_those_by_post(client: Client) -> None:
    asked: dict[str, Any] = {"basis": "backtest", "horizon_bucket": "1-4", "limit": 5}
    by_get = client.metrics_of(unique_id=REGULAR, model=["served", "ces"], metric=["mase", "wape"], **asked)
    by_post = client.metrics(
        MetricsRequest(unique_ids=[REGULAR], models=["served", "ces"], metrics=["mase", "wape"], **asked)
    )
    assert by_get == by_post
    assert {m.model for m in by_get.items} == {"served", "ces"}
    assert all(set(m.values) == {"mase", "wape"} and m.horizon_bucket == "1-4" for m in by_get.items)


def test_the_leaderboard_ranks_by_what_a_model_adds_over_seasonal_naive(client: Client) -> None:
    board = client.metrics_of(series_set="weekly_units").leaderboard
    last = sorted((row for row in board if row.window == "last"), key=lambda row: row.rank)
    gains = [row.value_add for row in last if row.value_add is not None]
    assert gains == sorted(gains, reverse=True)
    assert {row.series_set for row in board} == {"weekly_units"}
    assert next(row.value_add for row in last if row.model == "seasonal_naive") == pytest.approx(0)


def test_monitoring_numbers_add_up(client: Client) -> None:
    summary, series = client.monitoring_summary(), client.series(limit=1000).items
    rejected: Counter[str] = Counter()
    for row in summary.rejected:
        rejected[row.series_set] += row.n_rows
    for one in summary.sets:
        counts: Counter[str | None] = Counter(s.status for s in series if s.series_set == one.series_set)
        said = {"ok": one.n_ok, "fallback": one.n_fallback, "short": one.n_short, "stale": one.n_stale}
        alerts = Counter(a.severity for a in client.alerts(series_set=one.series_set, limit=1000).items)
        assert said == {status: counts[status] for status in said}
        assert sum(said.values()) + one.n_failed == one.n_series
        assert one.rows_in == one.rows_used + one.rows_rejected
        assert one.rows_rejected == rejected[one.series_set]
        assert (one.n_warn, one.n_fail) == (alerts["warn"], alerts["fail"])


def test_when_alerts_are_filtered_then_only_those_come(client: Client) -> None:
    alerts = client.alerts(limit=1000).items
    assert alerts
    for wanted in get_args(Severity):
        assert client.alerts(severity=wanted, limit=1000).items == [a for a in alerts if a.severity == wanted]
    for series_set in ("weekly_units", "daily_revenue"):
        found = client.alerts(series_set=series_set, limit=1000).items
        assert found == [a for a in alerts if a.series_set == series_set]
    assert client.alerts(unique_id=REGULAR).items == [a for a in alerts if a.unique_id == REGULAR]


def test_open_alerts_come_unless_those_that_closed_are_asked_for(client: Client) -> None:
    opened, closed = client.alerts(limit=1000).items, client.alerts(is_open=False, limit=1000).items
    assert {a.is_open for a in opened} == {True}
    assert {a.is_open for a in closed} <= {False}
    assert len({a.alert_id for a in [*opened, *closed]}) == len(opened) + len(closed)
    assert all(a.first_seen_ds <= a.ds for a in [*opened, *closed])


def test_anomalies_are_actuals_of_the_history_the_rarest_first_and_can_be_filtered(client: Client) -> None:
    outside = client.anomalies(max_p_value=1, limit=1000).items
    assert [a.p_value for a in outside] == sorted(a.p_value for a in outside)
    for one in outside:
        history = {actual.ds: actual.y for actual in client.series_detail(one.unique_id).actuals}
        assert history[one.ds] == one.y
        assert (one.y > one.hi_95) if one.direction == "above" else (one.y < one.lo_95)
        assert 1 <= one.p_value * one.n_pool <= one.n_pool
    assert client.anomalies(limit=1000).items == [a for a in outside if a.is_anomaly]
    some = outside[0].unique_id
    assert client.anomalies(unique_id=some, max_p_value=1, limit=1000).items == [
        a for a in outside if a.unique_id == some
    ]
    daily = client.anomalies(series_set="daily_revenue", max_p_value=1, limit=1000).items
    assert daily == [a for a in outside if a.series_set == "daily_revenue"]


def test_a_plain_request_id_is_answered_and_a_hostile_one_replaced(api_url: str) -> None:
    def answered(given: str) -> str:
        return str(httpx.get(f"{api_url}/health/live", headers={"X-Request-ID": given}).headers["x-request-id"])

    assert answered("job-7.a_B") == "job-7.a_B"
    for hostile in ("a b", "x" * 65, '"><script>', "${jndi:ldap}", "a;b"):
        assert len(answered(hostile)) == 32
