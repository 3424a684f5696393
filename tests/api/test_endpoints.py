"""Every endpoint over real HTTP, on the sample lake."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

import httpx
import pytest

from api.client import ApiError, Client
from api.contracts import ForecastPage, GenerateRequest, MetricsRequest
from configs.settings import Settings
from tests.conftest import Serve
from warehouse.lake import Lake
from warehouse.releases import current_id, list_ids, roll_back

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


@pytest.mark.parametrize(
    ("read", "limit", "key"),
    [
        (Client.series, 4, lambda s: s.unique_id),
        (Client.forecasts, 50, lambda f: (f.unique_id, f.ds)),
        (metrics_page, 60, lambda m: (m.unique_id, m.basis, m.model, m.cutoff)),
        (Client.alerts, 1, lambda a: (a.series_set, a.unique_id, a.measure)),
    ],
    ids=["series", "forecasts", "metrics", "alerts"],
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


def test_when_an_older_release_is_asked_then_it_is_read_as_it_was(client: Client, sample: Settings) -> None:
    newest, oldest = list_ids(Lake(sample.lake_root))
    before = client.series(release=oldest)
    assert before.release_id == oldest
    assert {s.status for s in before.items} == {None}
    assert client.forecasts(release=oldest).items == []
    assert client.forecasts().release_id == newest


def test_releases_and_runs_say_what_made_what(client: Client, sample: Settings) -> None:
    newest, oldest = client.releases().items
    inference, training = client.runs().items
    assert (newest.is_current, oldest.is_current) == (True, False)
    assert (newest.release_id, newest.parent) == (current_id(Lake(sample.lake_root)), oldest.release_id)
    assert (training.kind, inference.kind) == ("train", "inference")
    assert inference.artifact_id == training.run_id
    assert inference.release_id == oldest.release_id
    assert {f.run_id for f in client.forecasts().items} == {inference.run_id}


def test_when_the_pointer_moves_then_readers_see_the_new_release_at_once(own_sample: Settings, serve: Serve) -> None:
    lake = Lake(own_sample.lake_root)
    newest, oldest = list_ids(lake)
    url = serve(own_sample)
    with Client(url) as client:
        first = client.series(limit=1)
        etag = httpx.get(f"{url}/api/v1/series").headers["etag"]
        roll_back(lake, oldest)
        moved = httpx.get(f"{url}/api/v1/series", headers={"If-None-Match": etag})
        with pytest.raises(ApiError) as stale:
            client.series(cursor=first.next_cursor)
        pinned = client.series(cursor=first.next_cursor, release=newest, limit=1)
    assert (moved.status_code, moved.json()["release_id"]) == (200, oldest)
    assert moved.headers["etag"] != etag
    assert stale.value.status == 409
    assert newest in str(stale.value)
    assert pinned.release_id == newest


@pytest.mark.parametrize("known", ["{etag}", 'W/"other", {etag}'])
def test_when_the_caller_has_this_release_then_304_without_a_body(api_url: str, known: str) -> None:
    path = f"{api_url}/api/v1/monitoring/summary"
    etag = httpx.get(path).headers["etag"]
    again = httpx.get(path, headers={"If-None-Match": known.format(etag=etag)})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)


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
    return [item.model_dump(exclude={"run_id", "created_at"}) for item in page.items]


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
    asked = {"basis": "backtest", "horizon_bucket": "1-4", "limit": 5}
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
        counts = Counter(s.status for s in series if s.series_set == one.series_set)
        said = {"ok": one.n_ok, "fallback": one.n_fallback, "short": one.n_short, "stale": one.n_stale}
        alerts = Counter(a.severity for a in client.alerts(series_set=one.series_set, limit=1000).items)
        assert said == {status: counts[status] for status in said}
        assert sum(said.values()) + one.n_failed == one.n_series
        assert one.rows_in == one.rows_used + one.rows_rejected
        assert one.rows_rejected == rejected[one.series_set]
        assert (one.n_warn, one.n_fail) == (alerts["warn"], alerts["fail"])


def test_when_alerts_are_filtered_then_only_those_come(client: Client) -> None:
    alerts = client.alerts().items
    one = next(a for a in alerts if a.unique_id)
    assert one in client.alerts(unique_id=one.unique_id, severity=one.severity).items
    assert {a.unique_id for a in client.alerts(unique_id=one.unique_id).items} == {one.unique_id}
    assert client.alerts(severity="warn").items == [a for a in alerts if a.severity == "warn"]


def test_without_a_release_the_process_lives_but_is_not_ready(sample: Settings, serve: Serve, tmp_path: Any) -> None:
    url = serve(sample.model_copy(update={"lake_root": str(tmp_path / "empty")}))
    with Client(url) as client:
        assert client.live().status == "ok"
        for ask in (client.ready, client.series, client.runs):
            with pytest.raises(ApiError) as error:
                ask()
            assert (error.value.status, error.value.problem and error.value.problem.type) == (
                503,
                "/problems/no-release",
            )
            assert str(tmp_path) not in str(error.value)
        assert client.releases().items == []


def test_with_a_release_the_api_is_ready_and_says_which(client: Client, sample: Settings) -> None:
    ready = client.ready()
    assert (ready.status, ready.release_id) == ("ready", current_id(Lake(sample.lake_root)))
    assert ready.created_at <= datetime.now(ready.created_at.tzinfo)


def test_a_plain_request_id_is_answered_and_a_hostile_one_replaced(api_url: str) -> None:
    def answered(given: str) -> str:
        return str(httpx.get(f"{api_url}/health/live", headers={"X-Request-ID": given}).headers["x-request-id"])

    assert answered("job-7.a_B") == "job-7.a_B"
    for hostile in ("a b", "x" * 65, '"><script>', "${jndi:ldap}", "a;b"):
        assert len(answered(hostile)) == 32
