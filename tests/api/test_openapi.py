"""The OpenAPI document can be built on, and answers keep to it, field by field."""

from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from api import contracts as c

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
