"""Bulk reads over real HTTP: all rows at once as CSV or Arrow, the same as those of the pages."""

import io
from collections.abc import Iterator
from operator import itemgetter
from typing import Any, get_args

import httpx
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pytest
from pydantic import BaseModel

from api.bulk import ARROW, CSV
from api.client import Client, List
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
    client.export("forecasts", file, ARROW, series_set="weekly_units")
    found = pa.ipc.open_stream(file.getvalue()).read_all()
    assert found.num_rows == int(pages["unique_id"].str.startswith("weekly_units:").sum())


# Each list: a filter, a client's page of it, and the fields that make a row one row.
LISTS: dict[List, tuple[dict[str, Any], str, list[str]]] = {
    "series": ({}, "series", ["unique_id"]),
    "actuals": ({}, "actuals", ["unique_id", "ds"]),
    "forecasts": ({}, "forecasts", ["unique_id", "ds", "run_id"]),
    "monitoring/series": ({}, "alerts", ["alert_id"]),
    "monitoring/anomalies": ({"max_p_value": 1}, "anomalies", ["unique_id", "ds"]),
    "metrics/historical": ({}, "metrics_of", ["basis", "unique_id", "model", "cutoff"]),
}


def flat(item: BaseModel) -> dict[str, Any]:
    """An item of a page as a row: its metrics beside its other fields."""
    row = item.model_dump(exclude={"values"})
    return {**row, **getattr(item, "values", {})}


@pytest.mark.parametrize("resource", get_args(List))
def test_every_list_comes_whole_as_arrow_and_as_csv(client: Client, resource: List) -> None:
    filters, method, key = LISTS[resource]
    limit = 1000 if resource in ("series", "monitoring/series", "monitoring/anomalies") else 10_000
    page = getattr(client, method)(limit=limit, **filters)
    assert page.next_cursor is None
    arrow, csv = io.BytesIO(), io.BytesIO()
    client.export(resource, arrow, ARROW, **filters)
    client.export(resource, csv, CSV, **filters)
    whole = pa.ipc.open_stream(arrow.getvalue()).read_all()
    found, told = (sorted(rows, key=itemgetter(*key)) for rows in (whole.to_pylist(), map(flat, page.items)))
    assert found == told != []
    assert pyarrow.csv.read_csv(io.BytesIO(csv.getvalue()), convert_options=as_in(whole.schema)).sort_by(
        [(name, "ascending") for name in key]
    ) == whole.sort_by([(name, "ascending") for name in key])


def as_in(schema: pa.Schema) -> pyarrow.csv.ConvertOptions:
    return pyarrow.csv.ConvertOptions(column_types=schema, strings_can_be_null=True, quoted_strings_can_be_null=False)


@pytest.mark.parametrize("resource", get_args(List))
def test_only_the_fields_that_were_asked_for_come(client: Client, resource: List) -> None:
    filters, method, key = LISTS[resource]
    whole = getattr(client, method)(limit=5, **filters)
    some = client.sparse(resource, key, limit=5, **filters)
    assert some.items == [{name: item.model_dump(mode="json")[name] for name in key} for item in whole.items]
    assert (some.release_id, some.next_cursor) == (whole.release_id, whole.next_cursor)
    file = io.BytesIO()
    client.export(resource, file, CSV, fields=",".join(reversed(key)), **filters)
    assert file.getvalue().splitlines()[0].decode() == ",".join(f'"{name}"' for name in reversed(key))


@pytest.mark.parametrize("resource", get_args(List))
def test_when_a_field_is_unknown_then_those_there_are_are_named(http: httpx.Client, resource: List) -> None:
    for accept in ("application/json", CSV):
        for wrong in ("nope", "unique_id,", "unique_id,ds;drop table x", "*", "unique_id, nope"):
            answer = http.get(f"/api/v1/{resource}", params={"fields": wrong}, headers={"Accept": accept})
            assert answer.status_code == 422
            assert "unknown: " in answer.json()["detail"]
            assert "there are: " in answer.json()["detail"]
            assert "unique_id" in answer.json()["detail"].split("there are: ")[1]


def test_fields_by_post_are_those_by_get(client: Client, http: httpx.Client) -> None:
    asked = {"metrics": ["mase"], "fields": "unique_id,cutoff,values", "limit": 3}
    by_post = http.post("/api/v1/metrics/historical", json=asked).json()
    by_get = client.sparse("metrics/historical", ["unique_id", "cutoff", "values"], metric=["mase"], limit=3)
    assert by_post["items"] == by_get.items
    assert set(by_get.items[0]) == {"unique_id", "cutoff", "values"}
    assert set(by_get.items[0]["values"]) == {"mase"}


def test_a_cursor_goes_on_with_other_fields_but_not_with_other_filters(client: Client, http: httpx.Client) -> None:
    first = client.forecasts(limit=3)
    going_on = client.sparse("forecasts", ["h"], limit=3, cursor=first.next_cursor)
    assert [item["h"] for item in going_on.items] == [f.h for f in client.forecasts(limit=6).items[3:]]
    for path, filters in (("forecasts", {"series_set": "weekly_units"}), ("forecasts", {"max_h": 2}), ("actuals", {})):
        answer = http.get(f"/api/v1/{path}", params={**filters, "cursor": str(first.next_cursor)})
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-request")
        assert "the same list with the same filters" in answer.json()["detail"]


def test_ranges_have_both_ends_and_empty_ones_are_refused(client: Client, http: httpx.Client) -> None:
    whole = client.series_detail(REGULAR).actuals
    start, end = whole[3].ds.isoformat(), whole[5].ds.isoformat()
    assert client.series_detail(REGULAR, start=start, end=end).actuals == whole[3:6]
    some = client.actuals(unique_id=REGULAR, start=start, end=end).items
    assert [a.model_dump(exclude={"unique_id"}) for a in some] == [a.model_dump() for a in whole[3:6]]
    assert [f.h for f in client.forecasts(unique_id=REGULAR, min_h=2, max_h=4).items] == [2, 3, 4]
    outside = client.anomalies(max_p_value=1, limit=1000).items
    day = outside[0].ds
    assert client.anomalies(max_p_value=1, start=day.isoformat(), end=day.isoformat(), limit=1000).items == [
        a for a in outside if a.ds == day
    ]
    cutoff = client.metrics_of(unique_id=REGULAR, limit=1).items[0].cutoff
    everything = client.metrics_of(unique_id=REGULAR, limit=10_000).items
    assert client.metrics_of(unique_id=REGULAR, cutoff=cutoff.isoformat(), limit=10_000).items == [
        m for m in everything if m.cutoff == cutoff
    ]
    assert {m.cutoff for m in everything} > {cutoff}
    for path in (f"series/{REGULAR}", "actuals", "monitoring/anomalies"):
        answer = http.get(f"/api/v1/{path}", params={"start": end, "end": start})
        assert (answer.status_code, answer.json()["detail"]) == (
            422,
            f"start: expected at most end, {start}, found {end}",
        )
    assert "min_h: expected at most max_h, 2, found 3" in http.get(PATH, params={"min_h": 3, "max_h": 2}).text
