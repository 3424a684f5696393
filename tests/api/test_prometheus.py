"""What Prometheus scrapes, over real HTTP, against the marts and against requests that were made."""

import csv
import shutil
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.client import Client
from api.gauges import CAUSES
from configs.settings import PROJECT_DIR, Settings, load_settings
from tests.conftest import Serve
from warehouse.lake import Lake
from warehouse.releases import list_ids, open_release, roll_back
from warehouse.store import read

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def scrape(url: str) -> Samples:
    """Every sample of one scrape, by name and labels; each of them once."""
    answer = httpx.get(f"{url}/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=")
    listed = [
        (s.name, frozenset(s.labels.items()), s.value)
        for f in text_string_to_metric_families(answer.text)
        for s in f.samples
    ]
    found = {(name, labels): value for name, labels, value in listed}
    assert len(found) == len(listed)
    return found


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples[name, frozenset(labels.items())]


def test_gauges_are_what_the_marts_of_the_current_release_say(api_url: str, sample: Settings) -> None:
    samples, release = scrape(api_url), open_release(Lake(sample.lake_root))
    summary = read(release, "rpt_monitoring_summary")
    assert len(summary) == 2
    for row in summary.to_dict("records"):
        for status in ("ok", "fallback", "short", "stale", "failed"):
            told = value(samples, "lakecast_series", series_set=row["series_set"], status=status)
            assert told == row[f"n_{status}"]
        for column, metric, model in [
            ("mase", "mase", "served"),
            ("wape_naive", "wape", "seasonal_naive"),
            ("coverage_80", "coverage_80", "served"),
        ]:
            labels = {"series_set": row["series_set"], "metric": metric, "model": model}
            assert value(samples, "lakecast_accuracy", **labels) == row[column]
    alerts = read(release, "fct_alerts").query("is_open")
    told = {labels: n for (name, labels), n in samples.items() if name == "lakecast_open_alerts" and n}
    counted = alerts.groupby(["series_set", "severity", "cause"]).size()
    assert len(counted) > 0
    assert told == {frozenset(zip(counted.index.names, key, strict=True)): n for key, n in counted.items()}
    reasons = read(release, "rpt_retrain")
    assert sum(name == "lakecast_retrain" for name, _ in samples) == len(reasons) > 0
    runs = read(release, "fct_runs").set_index("kind")["activated_at"]
    assert (
        value(samples, "lakecast_last_run_timestamp_seconds", kind="train")
        == runs["train"].tz_localize("UTC").timestamp()
    )
    assert 0 < value(samples, "lakecast_release_age_seconds") < 3600 * 24


def test_alerts_of_every_cause_are_counted_even_where_there_is_none(api_url: str) -> None:
    with (PROJECT_DIR / "dbt_project" / "seeds" / "monitoring_thresholds.csv").open() as rows:
        causes = {row["cause"] for row in csv.DictReader(rows)}
    assert causes == set(CAUSES)
    samples = scrape(api_url)
    assert {dict(labels)["cause"] for name, labels in samples if name == "lakecast_open_alerts"} == causes


def test_requests_are_counted_by_route_and_not_by_id(own_sample: Settings, serve: Serve) -> None:
    url = serve(own_sample)
    with Client(url) as client:
        for unique_id in ("weekly_units:21682", "weekly_units:21134"):
            client.series_detail(unique_id)
    for name in ("a", "b", "c"):
        assert httpx.get(f"{url}/api/v1/series/{name}").status_code == 404
        assert httpx.get(f"{url}/nowhere/{name}").status_code == 404
    for method in ("PROPFIND", "MKCOL"):
        assert httpx.request(method, f"{url}/nowhere").status_code == 404
    samples = scrape(url)
    route = "/api/v1/series/{unique_id}"
    assert value(samples, "lakecast_http_requests_total", method="GET", route=route, status="200") == 2
    assert value(samples, "lakecast_http_request_seconds_count", method="GET", route=route, status="200") == 2
    assert value(samples, "lakecast_http_requests_total", method="GET", route=route, status="404") == 3
    assert value(samples, "lakecast_http_requests_total", method="GET", route="unknown", status="404") == 3
    methods = {dict(labels)["method"] for name, labels in samples if name == "lakecast_http_requests_total"}
    assert methods == {"GET", "other"}


def test_when_the_release_changes_then_so_do_the_gauges(own_sample: Settings, serve: Serve) -> None:
    url, lake = serve(own_sample), Lake(own_sample.lake_root)
    labels = {"series_set": "weekly_units", "reason": "never_trained"}
    assert value(scrape(url), "lakecast_retrain", **labels) == 0
    roll_back(lake, list_ids(lake)[-1])
    assert value(scrape(url), "lakecast_retrain", **labels) == 1


def test_of_a_release_from_before_alerts_were_opened_and_closed_all_else_is_told(
    sample: Settings, tmp_path: Path, serve: Serve
) -> None:
    # In a place of its own: elsewhere a file with a content's name never has another content.
    older = sample.model_copy(update={"lake_root": str(shutil.copytree(sample.lake_root, tmp_path / "lake"))})
    release = open_release(Lake(older.lake_root))
    read(release, "fct_alerts").drop(columns="is_open").to_parquet(release.local_files("fct_alerts")[0])
    names = {name for name, _ in scrape(serve(older))}
    assert {"lakecast_series", "lakecast_accuracy", "lakecast_last_run_timestamp_seconds"} <= names
    assert "lakecast_open_alerts" not in names


@pytest.mark.parametrize("api_key", [None, "secret"])
def test_a_scrape_needs_no_key_and_no_release(tmp_path: Path, serve: Serve, api_key: str | None) -> None:
    url = serve(load_settings(app_env="test", lake_root=str(tmp_path), api_key=api_key))
    samples = scrape(url)
    assert value(samples, "lakecast_has_release") == 0
    assert not any(name == "lakecast_series" for name, _ in samples)


def test_while_jobs_cannot_be_read_they_are_not_told_as_none(tmp_path: Path, serve: Serve) -> None:
    (tmp_path / "requests" / "jobs" / ("0" * 32) / "job.json").mkdir(parents=True)
    names = {name for name, _ in scrape(serve(load_settings(app_env="test", lake_root=str(tmp_path))))}
    assert "lakecast_forecasts_waiting" in names
    assert "lakecast_jobs" not in names
