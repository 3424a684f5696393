"""The contract page is what the code says."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.app import create_app
from configs.settings import load_settings
from scripts import api_contract


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app(load_settings()).openapi()


@pytest.fixture(scope="module")
def page() -> str:
    return api_contract.PAGE.read_text(encoding="utf-8")


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def section(page: str, heading: str) -> str:
    """The text below a heading, up to the next of its kind."""
    return page.split(f"\n### {heading}\n", 1)[1].split("\n### ", 1)[0]


def test_the_page_is_what_would_be_written(document: dict[str, Any], page: str) -> None:
    conventions = api_contract.CONVENTIONS.read_text(encoding="utf-8")
    assert page == api_contract.page(document, conventions), "run: python -m scripts.api_contract"


def test_every_endpoint_is_there_with_its_parameters_errors_and_an_example(document: dict[str, Any], page: str) -> None:
    for method, path, operation in operations(document):
        text = section(page, f"{method} {path}")
        names = [parameter["name"] for parameter in operation.get("parameters", [])]
        assert [name for name in names if f"| `{name}` |" not in text] == []
        assert [
            code for code in operation["responses"] if code >= "400" and code != "default" and code not in text
        ] == []
        scopes = [scope for need in operation.get("security", []) for scope in need["APIKeyHeader"]]
        assert all(f"Scope: `{scope}`." in text for scope in scopes)
        assert "curl -s" in text


def test_every_field_of_every_shape_is_there(document: dict[str, Any], page: str) -> None:
    for name, shape in document["components"]["schemas"].items():
        text = section(page, name)
        assert [field for field in shape["properties"] if f"| `{field}` |" not in text] == []


def test_the_limits_that_the_page_tells_are_the_settings(page: str) -> None:
    api = load_settings().api
    for told in (
        f"at most {api.max_url_bytes:,} bytes",
        f"headers {api.max_header_bytes:,} (",
        f"bodies {api.max_body_bytes:,}, those of `generate` {api.max_generate_body_bytes:,} (`413`)",
        f"within {api.body_seconds:g} seconds",
        f"within {api.request_seconds:g} seconds",
        f"{api.max_generate_series} series",
        f"{api.max_job_series:,}, become a job",
        f"{api.job_ttl_hours:g} hours",
        f"{api.rate_limit_per_minute} times a\nminute",
        f"{api.bulk_limit_per_minute} times for all rows",
    ):
        assert told in page


def test_when_an_endpoint_has_no_example_then_the_page_is_not_written(document: dict[str, Any]) -> None:
    path = {"/new": {"get": {"operationId": "new", "description": "New.", "responses": {"200": {}}}}}
    with pytest.raises(KeyError, match="new"):
        api_contract.page({**document, "paths": path}, "")


def test_links_lead_to_a_heading(page: str) -> None:
    headings = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.+)$", page, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= headings
