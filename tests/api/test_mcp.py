"""MCP as a client has it: a session over HTTP beside the API, one over stdio with a process of its own, and who may not."""

import asyncio
import json
import re
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client as Session
from mcp import MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

from api import contracts as c
from api.client import Client
from configs.settings import PROJECT_DIR, Settings, child_environment
from tests.api.test_keys import entry, with_keys
from tests.conftest import Serve

PAGE = PROJECT_DIR / "docs" / "MCP.md"
REGULAR = "weekly_units:21682"
TOOLS = {"search_series", "get_forecast", "get_accuracy", "get_alerts", "explain"}
INITIALIZE = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}  # fmt: skip
ACCEPT = {"Accept": "application/json, text/event-stream"}
Talk = Callable[[Session], Awaitable[Any]]


def over_http(url: str, talk: Talk, mode: str = "auto", **headers: str) -> Any:
    async def session() -> Any:
        async with (
            httpx2.AsyncClient(headers=headers, timeout=60) as http,
            Session(streamable_http_client(f"{url}/mcp", http_client=http), mode=mode) as opened,
        ):
            return await talk(opened)

    return asyncio.run(session())


def call(name: str, **arguments: object) -> Talk:
    async def talk(session: Session) -> CallToolResult:
        return await session.call_tool(name, arguments)

    return talk


def text(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


async def everything(session: Session) -> dict[str, Any]:
    """The tools, and what each of them answers about a series."""
    listed = (await session.list_tools()).tools
    asked = {"unique_id": REGULAR}
    answers = {
        "search_series": await session.call_tool("search_series", {"search": "21682"}),
        "get_forecast": await session.call_tool("get_forecast", asked),
        "get_accuracy": await session.call_tool("get_accuracy", {**asked, "models": ["served"], "metrics": ["mase"]}),
        "get_alerts": await session.call_tool("get_alerts", {"limit": 3}),
        "explain": await session.call_tool("explain", asked),
    }
    return {"tools": listed, "answers": {name: result.structured_content for name, result in answers.items()}}


def assert_the_same_as_the_api(found: dict[str, Any], client: Client) -> None:
    assert {tool.name for tool in found["tools"]} == TOOLS
    for tool in found["tools"]:
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.destructive_hint is False
        assert tool.description
        assert "context" not in tool.input_schema["properties"]
        assert tool.output_schema["type"] == "object"
    answers = found["answers"]
    assert c.SeriesPage.model_validate(answers["search_series"]) == client.series(search="21682")
    assert c.ForecastPage.model_validate(answers["get_forecast"]) == client.forecasts(unique_id=REGULAR)
    accuracy = client.metrics_of(unique_id=REGULAR, model="served", metric="mase", limit=20)
    assert c.MetricsPage.model_validate(answers["get_accuracy"]) == accuracy
    assert c.AlertPage.model_validate(answers["get_alerts"]).items == client.alerts(limit=3).items
    explained = client.explain(c.ExplainRequest(unique_id=REGULAR))
    assert c.Explanation.model_validate(answers["explain"]) == explained


def documented(transport: str) -> dict[str, Any]:
    """What the page says that a client's configuration has."""
    (block,) = re.findall(rf"^```json {transport}\n(.*?)^```", PAGE.read_text(), flags=re.M | re.S)
    server: dict[str, Any] = json.loads(block)["mcpServers"]["lakecast"]
    return server


def test_what_the_page_says_of_http_works(sample: Settings, serve: Serve) -> None:
    told = documented("http")
    url = serve(with_keys(sample, plain="KEY"))
    assert told["url"] == f"http://{sample.api.host}:{sample.api.port}/mcp"
    assert not over_http(url, call("search_series"), **told["headers"]).is_error
    assert [tool for tool in TOOLS if f"`{tool}`" not in PAGE.read_text()] == []


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_over_http_gets_what_the_api_answers(api_url: str, client: Client, mode: str) -> None:
    assert_the_same_as_the_api(over_http(api_url, everything, mode), client)


def test_a_client_over_stdio_gets_what_the_api_answers(sample: Settings, client: Client) -> None:
    told = documented("stdio")
    assert (told["command"], told["args"]) == (".venv/bin/python", ["-m", "scripts.mcp"])
    environment = child_environment(LAKE_ROOT=sample.lake_root, ARTIFACTS_ROOT=sample.artifacts_root, APP_ENV="test")
    command = StdioServerParameters(command=sys.executable, args=told["args"], cwd=PROJECT_DIR, env=environment)

    async def session() -> dict[str, Any]:
        async with Session(command) as opened:
            return await everything(opened)

    assert_the_same_as_the_api(asyncio.run(session()), client)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("get_forecast", {"unique_id": "nope"}, "No such series: unknown unique_id: nope; GET /api/v1/series lists them"),
        ("get_alerts", {"series_set": "nope"}, "unknown series_set 'nope'; there are: daily_revenue, weekly_units"),
        ("get_accuracy", {"metrics": ["nope"]}, "unknown metrics: nope; there are: bias"),
        ("search_series", {"release": "../../etc/passwd"}, "No such release: unknown release '../../etc/passwd'"),
        ("search_series", {"limit": 101}, "less than or equal to 100"),
        ("get_forecast", {"unique_id": REGULAR, "limit": 10**9}, "less than or equal to 500"),
        ("get_forecast", {}, "unique_id"),
        ("get_forecast", {"unique_id": "a\x00b"}, "match pattern"),
        ("get_forecast", {"unique_id": REGULAR, "cutoff": "soon"}, "cutoff"),
        ("explain", {"unique_id": "x' or 1=1 --"}, "unknown unique_id: x' or 1=1 --"),
        ("explain", {"unique_id": REGULAR, "question": "x" * 501}, "at most 500 characters"),
        ("drop_series", {}, "Unknown tool"),
    ],
)  # fmt: skip
def test_when_a_call_is_wrong_then_the_error_says_what_was_expected(
    api_url: str, tool: str, arguments: dict[str, Any], said: str
) -> None:
    async def talk(session: Session) -> str:
        try:
            result = await session.call_tool(tool, arguments)
        except MCPError as error:  # an unknown tool is an error of the protocol
            return str(error)
        assert result.is_error
        return text(result)

    assert said in over_http(api_url, talk)


def test_a_key_may_use_the_tools_of_its_scopes_alone(sample: Settings, serve: Serve) -> None:
    keys = [entry("reader", "one", "read"), entry("talker", "two", "copilot")]
    url = serve(with_keys(sample, *keys, rate_limit_per_minute=2))
    reading, talking = call("search_series", limit=1), call("explain", unique_id=REGULAR)
    assert not over_http(url, reading, **{"X-API-Key": "one"}).is_error
    assert not over_http(url, reading, Authorization="Bearer one").is_error
    refused = over_http(url, talking, **{"X-API-Key": "one"})
    assert refused.is_error
    assert "expected a key with the scope copilot, found reader with read" in text(refused)
    assert not over_http(url, talking, **{"X-API-Key": "two"}).is_error
    assert not over_http(url, talking, **{"X-API-Key": "two"}).is_error
    assert "at most 2 a minute" in text(over_http(url, talking, **{"X-API-Key": "two"}))
    for headers in ({}, {"X-API-Key": "three"}, {"Authorization": "Bearer three"}):
        answer = httpx.post(f"{url}/mcp", json=INITIALIZE, headers={**ACCEPT, **headers})
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthorized")


def test_a_page_of_another_site_cannot_ask(api_url: str) -> None:
    for headers, status in (
        ({"Origin": "http://evil.example"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Origin": "null"}, 403),
        ({"Origin": api_url}, 200),
    ):
        answer = httpx.post(f"{api_url}/mcp", json=INITIALIZE, headers={**ACCEPT, **headers})
        assert answer.status_code == status, headers


def test_what_is_no_call_is_refused(api_url: str) -> None:
    def post(content: bytes) -> httpx.Response:
        return httpx.post(f"{api_url}/mcp", content=content, headers={**ACCEPT, "Content-Type": "application/json"})

    assert post(json.dumps(INITIALIZE).encode()).status_code == 200
    assert 'requests_total{method="POST",route="/mcp",status="200"}' in httpx.get(f"{api_url}/metrics").text
    assert httpx.get(f"{api_url}/mcp", headers=ACCEPT).status_code == 405
    assert post(b"x" * 70_000).status_code == 413
    for wrong in (b"{", b"[]", b"null", b"[" * 10_000, b'{"jsonrpc": "1.0"}', b"\xff\xfe", b'{"id": NaN}'):
        assert 400 <= post(wrong).status_code < 500, wrong
