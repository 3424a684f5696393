"""What an attacker would send: each is a clear 4xx or is found to be nothing, and changes nothing."""

import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api import deps
from api.contracts import Problem
from configs.settings import Settings
from tests.conftest import Serve
from warehouse.lake import Lake
from warehouse.releases import Release, current_id

V1 = "/api/v1"
REGULAR = "weekly_units:21682"
INJECTIONS = [
    "' or '1'='1", "'; drop table dim_series; --", "x' union select * from read_csv('/etc/passwd') --", "$p0", "\\'; --",
    "\"; attach 'x.db'; --", "1); copy dim_series to 'x.csv'; --", "%27%20or%201=1", "{{7*7}}", "${jndi:ldap://x}",
]  # fmt: skip
PATHS = [
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "/etc/passwd",
    "..\\..\\x",
    "file:///etc/passwd",
    "gs://x/y",
    ".",
]


@pytest.fixture(scope="module")
def http(api_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=api_url, timeout=60) as opened:
        yield opened


@pytest.fixture(scope="module")
def document(http: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = http.get("/openapi.json").json()
    return found


def texts(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(path, query parameter) of all that take text."""
    for path, methods in document["paths"].items():
        for parameter in methods.get("get", {}).get("parameters", []):
            kinds = [parameter["schema"], *parameter["schema"].get("anyOf", []), parameter["schema"].get("items", {})]
            if parameter["in"] == "query" and any(kind.get("type") == "string" for kind in kinds):
                yield path.replace("{unique_id}", REGULAR), parameter["name"]


def bodies(document: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """(path, field, whether it is a list) of all bodies' fields that take text."""
    for path, methods in document["paths"].items():
        for operation in [methods["post"]] if "post" in methods else []:
            shape = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
            for name, schema in document["components"]["schemas"][shape]["properties"].items():
                for kind in [schema, *schema.get("anyOf", [])]:
                    if kind.get("type") == "string" or kind.get("items", {}).get("type") == "string":
                        yield path, name, kind["type"] == "array"


def assert_harmless(answer: httpx.Response, hostile: str) -> None:
    """A problem of the caller's, or an answer in which nothing was found."""
    if answer.status_code == 200:
        said = answer.json()
        assert said.get("items", []) == [] or said.get("grounding"), f"{answer.request.url}: {hostile}"
    else:
        assert 400 <= answer.status_code < 500, f"{answer.request.url}: {answer.text}"
        Problem.model_validate_json(answer.content, strict=True)
    for leak in ("root:x:", "Traceback", "duckdb", "Parser Error", "Catalog Error", "read_parquet"):
        assert leak not in answer.text


@pytest.fixture(scope="module")
def untouched(http: httpx.Client, sample: Settings) -> Iterator[None]:
    """The whole lake, and what is answered, are the same afterwards."""

    def state() -> tuple[object, ...]:
        files = {(file.path, file.size, file.modified) for file in Lake(sample.lake_root).files()}
        return files, http.get(f"{V1}/series").json(), current_id(Lake(sample.lake_root))

    before = state()
    yield
    assert state() == before


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("hostile", [*INJECTIONS, *PATHS])
def test_text_in_any_parameter_is_only_text(http: httpx.Client, document: dict[str, Any], hostile: str) -> None:
    asked = list(texts(document))
    assert len(asked) > 25
    for path, name in asked:
        assert_harmless(http.get(path, params={name: hostile}), hostile)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("hostile", [INJECTIONS[1], INJECTIONS[2], PATHS[0]])
def test_text_in_any_body_is_only_text(http: httpx.Client, document: dict[str, Any], hostile: str) -> None:
    asked = list(bodies(document))
    assert {name for _, name, _ in asked} > {
        "unique_id",
        "unique_ids",
        "series_set",
        "release_id",
        "question",
        "models",
    }
    for path, name, is_list in asked:
        body = {"unique_id": REGULAR} if path.endswith("explain") else {}
        body |= {"series_set": "weekly_units"} if path.endswith("summarize") else {}
        assert_harmless(http.post(path, json={**body, name: [hostile] if is_list else hostile}), hostile)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("hostile", [*PATHS, "%2e%2e/%2e%2e/current.json", "..;/x", "%00", "a/../../x"])
def test_paths_lead_nowhere(http: httpx.Client, hostile: str) -> None:
    for path in ("/series/", "/releases/", "/"):
        answer = http.get(httpx.URL(str(http.base_url) + V1 + path + hostile))
        assert answer.status_code in (200, 404, 405, 422)
        assert "root:x:" not in answer.text
        assert "release_id" not in answer.text or answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/forecasts", {"limit": 10**9}), ("/forecasts", {"limit": -1}), ("/forecasts", {"max_h": 10**18}),
        ("/forecasts", {"min_h": 0}), ("/series", {"limit": "1e3"}), ("/series", {"limit": "NaN"}),
        ("/monitoring/anomalies", {"max_p_value": "Infinity"}), ("/monitoring/anomalies", {"max_p_value": "-inf"}),
        ("/actuals", {"start": "99999-01-01"}), ("/actuals", {"start": "NaN"}), ("/actuals", {"end": "1" * 400}),
        ("/releases", {"limit": 101}), ("/series", {"fields": ",".join(["unique_id"] * 100)}),
        ("/series", {"cursor": "x" * 401}), ("/series", {"cursor": "AAAA"}), ("/metrics/historical", {"model": ["x"] * 101}),
    ],
)  # fmt: skip
def test_numbers_beyond_all_bounds_are_refused(http: httpx.Client, path: str, params: dict[str, Any]) -> None:
    answer = http.get(V1 + path, params=params)
    assert answer.status_code == 422, answer.text
    assert Problem.model_validate_json(answer.content).type == "/problems/invalid-request"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "1" + "0" * 400])
def test_what_is_no_number_of_json_is_refused(http: httpx.Client, number: str) -> None:
    headers = {"Content-Type": "application/json"}
    for path, body in (
        ("/metrics/historical", f'{{"limit": {number}}}'),
        ("/forecasts/generate", f'{{"unique_ids": ["{REGULAR}"], "h": {number}}}'),
    ):
        answer = http.post(V1 + path, content=body, headers=headers)
        assert 400 <= answer.status_code < 500, answer.text
        Problem.model_validate_json(answer.content)


def test_ends_of_time_are_only_times(http: httpx.Client) -> None:
    for moment in ("0001-01-01", "9999-12-31T23:59:59.999999"):
        for name in ("start", "end"):
            assert http.get(f"{V1}/actuals", params={name: moment}).status_code == 200


def test_unknown_releases_do_not_push_the_current_one_out(
    sample: Settings, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    really_open = deps._open

    def counted(lake: Lake, release_id: str) -> Release:
        opened.append(release_id)
        return really_open(lake, release_id)

    monkeypatch.setattr(deps, "_open", counted)
    with httpx.Client(base_url=serve(sample), timeout=60) as http:
        assert http.get(f"{V1}/series").status_code == 200
        for number in range(10):
            assert http.get(f"{V1}/series", params={"release": f"x{number}"}).status_code == 404
        assert http.get(f"{V1}/series").status_code == 200
    assert opened == [current_id(Lake(sample.lake_root))]


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /api/v1/series HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /api/v1/series HTTP/9.9\r\nHost: x\r\n\r\n",
        b"POST /api/v1/metrics/historical HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        b"GET " + b"/x" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_what_is_no_http_is_a_400_and_the_server_lives(api_url: str, raw: bytes) -> None:
    host, port = api_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(raw)
        assert line.recv(1000).split(b"\r\n")[0].split()[1][:1] == b"4"
    assert httpx.get(f"{api_url}/health/live").status_code == 200
