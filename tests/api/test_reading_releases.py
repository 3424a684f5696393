"""Readers see one release at a time: the current one, at once, or the one that they ask for."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import httpx
import pandas as pd
import pytest

from api import deps, queries
from api.client import ApiError, Client
from api.readiness import Readiness
from configs.settings import Settings
from tests.conftest import Serve
from warehouse.lake import Lake
from warehouse.releases import Release, current_id, list_ids, open_release, roll_back


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


def test_without_a_release_the_process_lives_but_is_not_ready(sample: Settings, serve: Serve, tmp_path: Path) -> None:
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


def test_when_an_older_release_lacks_a_table_then_the_problem_names_it(own_sample: Settings, serve: Serve) -> None:
    lake = Lake(own_sample.lake_root)
    oldest = list_ids(lake)[-1]
    manifest = json.loads(lake.read("releases", f"{oldest}.json"))
    del manifest["tables"]["fct_runs"]
    lake.write(json.dumps(manifest).encode(), "releases", f"{oldest}.json")
    url = serve(own_sample)
    with Client(url) as client:
        assert len(client.runs().items) == 2
        assert client.series(release=oldest).release_id == oldest
        answer = httpx.get(f"{url}/api/v1/runs", params={"release": oldest})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-in-release")
    assert "fct_runs" in answer.json()["detail"]


def test_ready_tells_how_old_the_release_is_and_that_its_loads_are_young(client: Client) -> None:
    ready = client.ready()
    assert 0 <= ready.age_seconds == pytest.approx((datetime.now(UTC) - ready.created_at).total_seconds(), abs=60)
    assert (ready.is_stale, ready.stale_because) == (False, [])


def test_when_loads_are_older_than_the_source_lets_them_then_it_is_stale_and_served_all_the_same(
    own_sample: Settings, serve: Serve
) -> None:
    file = open_release(Lake(own_sample.lake_root)).files("fct_actuals")[0]
    rows = pd.read_parquet(file)
    limit = own_sample.sources["online_retail"].freshness
    assert limit
    assert limit.warn_after_days
    is_weekly = rows["series_set"] == "weekly_units"
    days = limit.warn_after_days + 1.5
    rows.loc[is_weekly, "loaded_at"] -= pd.Timedelta(days=days)
    rows.to_parquet(file)
    with Client(serve(own_sample)) as client:
        ready = client.ready()
        assert client.series(limit=1).release_id == ready.release_id
    assert ready.is_stale
    assert ready.stale_because == [
        f"weekly_units: the newest rows of source online_retail landed {days} days ago, expected within {limit.warn_after_days}"
    ]


def test_when_a_newer_release_is_published_but_not_open_yet_then_it_is_stale(
    own_sample: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake(own_sample.lake_root)
    newest, oldest = list_ids(lake)
    roll_back(lake, oldest)
    may_open = Event()

    def open_late(lake: Lake, release_id: str) -> Release:
        assert release_id == oldest or may_open.wait(30)
        return open_release(lake, release_id)

    monkeypatch.setattr(deps, "_open", open_late)
    monkeypatch.setattr(Lake, "is_local", False)  # as in a bucket: nobody waits for a release that he did not ask for
    releases = deps.Releases(lake, pointer_seconds=0)
    readiness = Readiness(releases, own_sample)
    monkeypatch.setattr(queries, "newest_loads", lambda release: {})
    assert (readiness.now().release_id, readiness.now().is_stale) == (oldest, False)
    monkeypatch.setattr(Lake, "is_local", True)
    roll_back(lake, newest)
    monkeypatch.setattr(Lake, "is_local", False)
    waiting = readiness.now()
    assert (waiting.release_id, waiting.is_stale) == (oldest, True)
    assert waiting.stale_because == [f"release {newest} is published, and not open here yet"]
    may_open.set()
    deadline = time.monotonic() + 20
    while readiness.now().release_id != newest:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert not readiness.now().is_stale
