"""The OpenAPI document can be built on, and answers keep to it, field by field."""

import inspect
from collections import Counter
from contextlib import suppress
from typing import Any, get_type_hints

import httpx
import pytest
from pydantic import BaseModel

from api import contracts as c
from api.client import ApiError, Client

V1 = "/api/v1"
REGULAR = "weekly_units:21682"


@pytest.fixture(scope="module")
def document(api_url: str) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.get(f"{api_url}/openapi.json").json()
    return answer


def test_every_operation_has_an_id_of_its_own_a_tag_and_words(document: dict[str, Any]) -> None:
    operations = [o for methods in document["paths"].values() for o in methods.values()]
    ids = [o["operationId"] for o in operations]
    assert len(ids) == len(set(ids))
    assert [
        o["operationId"] for o in operations if not (o.get("tags") and o.get("summary") and o.get("description"))
    ] == []
    assert all(name.isidentifier() for name in ids)


def test_every_error_is_documented_as_a_problem(document: dict[str, Any]) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for methods in document["paths"].values():
        for operation in methods.values():
            errors = {code: said["content"] for code, said in operation["responses"].items() if code >= "400"}
            assert all(content == problem for content in errors.values()), operation["operationId"]
            assert "default" in errors
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_all_but_health_says_that_it_may_ask_for_a_key(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        assert all(("security" in o) == path.startswith("/api/") for o in methods.values()), path


# Other forms of an answer that another method gives whole.
FORMS = {
    "close",
    "export",
    "sparse",
    "export_job_forecasts",
    "start_job",
    "explain_stream",
    "summarize_stream",
    "ask_stream",
}


def called(method: str) -> set[tuple[str, str]]:
    """(HTTP method, path) of what a method of the client asks, with the name of each argument for its value."""
    asked: set[tuple[str, str]] = set()

    def note(request: httpx.Request) -> httpx.Response:
        asked.add((request.method.lower(), request.url.path))
        return httpx.Response(418)

    with Client("http://api", transport=httpx.MockTransport(note)) as client:
        function = getattr(client, method)
        needed = [
            p
            for p in inspect.signature(function).parameters.values()
            if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD
        ]
        hints = get_type_hints(function)
        arguments = [f"{{{p.name}}}" if hints[p.name] is str else hints[p.name].model_construct() for p in needed]
        with suppress(ApiError, httpx.HTTPStatusError):
            function(*arguments)
    return asked


def test_the_client_has_exactly_one_method_for_each_operation(document: dict[str, Any]) -> None:
    methods = {name for name, _ in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")}
    assert methods >= FORMS
    asked = {name: called(name) for name in methods - FORMS}
    assert [name for name, calls in asked.items() if len(calls) != 1] == []
    operations = [(method, path) for path, methods in document["paths"].items() for method in methods]
    assert Counter(call for calls in asked.values() for call in calls) == Counter(operations)


@pytest.mark.parametrize(
    ("method", "path", "body", "shape"),
    [
        ("GET", "/health/live", None, c.Health),
        ("GET", "/health/ready", None, c.Readiness),
        ("GET", f"{V1}/series", None, c.SeriesPage),
        ("GET", f"{V1}/series/{REGULAR}", None, c.SeriesDetail),
        ("GET", f"{V1}/forecasts", None, c.ForecastPage),
        ("POST", f"{V1}/forecasts/generate", {"unique_ids": [REGULAR]}, c.GenerateResponse),
        ("GET", f"{V1}/metrics/historical?limit=20", None, c.MetricsPage),
        ("POST", f"{V1}/metrics/historical", {"limit": 20}, c.MetricsPage),
        ("GET", f"{V1}/monitoring/summary", None, c.MonitoringSummary),
        ("GET", f"{V1}/monitoring/series", None, c.AlertPage),
        ("GET", f"{V1}/monitoring/anomalies?max_p_value=1", None, c.AnomalyPage),
        ("GET", f"{V1}/releases", None, c.ReleasePage),
        ("GET", f"{V1}/runs", None, c.RunPage),
        ("POST", f"{V1}/copilot/explain", {"unique_id": REGULAR}, c.Explanation),
        ("POST", f"{V1}/copilot/summarize", {"series_set": "weekly_units"}, c.Explanation),
    ],
)
def test_answers_are_of_the_documented_shape_and_nothing_else(
    api_url: str, method: str, path: str, body: dict[str, Any] | None, shape: type[BaseModel]
) -> None:
    answer = httpx.request(method, api_url + path, json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    assert shape.model_validate_json(answer.content, strict=True, extra="forbid")
