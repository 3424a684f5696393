"""Bulk reads over real HTTP: all rows at once as CSV or Arrow, the same as those of the pages."""

import io
from collections.abc import Iterator

import httpx
import pandas as pd
import pyarrow as pa
import pytest

from api.bulk import ARROW, CSV
from api.client import Client
from api.contracts import Forecast

PATH = "/api/v1/forecasts"
REGULAR = "weekly_units:21682"


@pytest.fixture(scope="module")
def http(api_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=api_url, timeout=60) as opened:
        yield opened


@pytest.fixture
def pages(client: Client) -> pd.DataFrame:
    page = client.forecasts(limit=10000)
    assert page.next_cursor is None
    return pd.DataFrame([item.model_dump() for item in page.items])


def table(answer: httpx.Response) -> pd.DataFrame:
    if answer.headers["content-type"].startswith(CSV):
        return pd.read_csv(io.BytesIO(answer.content), parse_dates=["ds", "cutoff", "created_at"])
    return pa.ipc.open_stream(answer.content).read_all().to_pandas()


@pytest.mark.parametrize("kind", [CSV, ARROW])
def test_all_rows_of_all_pages_come_at_once(http: httpx.Client, pages: pd.DataFrame, kind: str) -> None:
    answer = http.get(PATH, headers={"Accept": kind})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == kind
    assert "accept" in answer.headers["vary"].lower()
    found = table(answer)
    assert list(found.columns) == list(Forecast.model_fields)
    key = ["unique_id", "ds", "run_id"]
    pd.testing.assert_frame_equal(
        found.sort_values(key, ignore_index=True), pages.sort_values(key, ignore_index=True), check_dtype=False
    )


def test_the_release_is_told_and_an_unchanged_one_is_not_sent_again(http: httpx.Client, client: Client) -> None:
    answer = http.get(PATH, headers={"Accept": CSV})
    release_id = client.forecasts(limit=1).release_id
    assert answer.headers["etag"] == f'W/"{release_id}"'
    again = http.get(PATH, headers={"Accept": CSV, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_filters_narrow_it_down_and_what_is_unknown_is_a_problem(http: httpx.Client) -> None:
    one = table(http.get(PATH, params={"unique_id": REGULAR}, headers={"Accept": ARROW}))
    assert set(one["unique_id"]) == {REGULAR}
    for wrong in ({"unique_id": "nobody"}, {"series_set": "nothing"}):
        answer = http.get(PATH, params=wrong, headers={"Accept": CSV})
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
    empty = http.get(PATH, params={"cutoff": "1999-01-01T00:00:00"}, headers={"Accept": CSV})
    assert len(empty.text.splitlines()) == 1


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"), ("*/*", "application/json"), ("text/html", "application/json"),
        ("application/json, text/csv", "application/json"), ("text/csv, application/json", CSV),
        ("application/json;q=0.5, text/csv;q=0.9", CSV), ("text/csv;q=0", "application/json"),
        ("TEXT/CSV; charset=utf-8", CSV), ("text/csv;q=high", "application/json"), (f"{ARROW},*/*;q=0.1", ARROW),
    ],
)  # fmt: skip
def test_accept_decides(http: httpx.Client, accept: str, kind: str) -> None:
    answer = http.get(PATH, params={"unique_id": REGULAR}, headers={"Accept": accept})
    assert answer.headers["content-type"].split(";")[0] == kind


def test_the_client_writes_an_export_to_a_file(client: Client, pages: pd.DataFrame) -> None:
    file = io.BytesIO()
    client.export_forecasts(file, ARROW, series_set="weekly_units")
    found = pa.ipc.open_stream(file.getvalue()).read_all()
    assert found.num_rows == int(pages["unique_id"].str.startswith("weekly_units:").sum())
