"""Whatever goes wrong has one shape, says what to do, and gives nothing away."""

import base64
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from api.contracts import Problem
from configs.settings import Settings
from tests.conftest import Serve
from warehouse.lake import Lake
from warehouse.releases import current_id, open_release

V1 = "/api/v1"
REGULAR = "weekly_units:21682"
GENERATE = f"{V1}/forecasts/generate"
HISTORICAL = f"{V1}/metrics/historical"
HOSTILE = [
    "' or 1=1 --",
    "x'; drop table dim_series; --",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "💥 é 漢字",
    "${x}",
    "\x00",
]


@pytest.fixture
def http(api_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=api_url, timeout=60) as opened:
        yield opened


def assert_problem(answer: httpx.Response, status: int, *said: str) -> Problem:
    """The answer is a problem of this status, whole and strict, whose detail has these words."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate(answer.json(), strict=True, extra="forbid")
    assert problem.status == status
    assert problem.instance == answer.request.url.path
    assert problem.request_id == answer.headers["x-request-id"]
    assert problem.type.startswith("/problems/")
    assert problem.title
    assert [word for word in said if word not in problem.detail] == []
    return problem


def cursor_of(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", "/nope", 404, "no such path: /nope; GET /openapi.json"),
        ("DELETE", f"{V1}/series", 405, "expected GET"),
        ("GET", GENERATE, 405, "expected POST"),
        ("GET", f"{V1}/series/nope", 404, "unknown unique_id: nope"),
        ("GET", f"{V1}/forecasts?unique_id=nope", 404, "unknown unique_id: nope"),
        ("GET", f"{HISTORICAL}?unique_id=nope", 404, "unknown unique_id: nope"),
        ("GET", f"{V1}/monitoring/series?unique_id=nope", 404, "unknown unique_id: nope"),
        ("GET", f"{V1}/monitoring/anomalies?unique_id=nope", 404, "unknown unique_id: nope"),
        ("GET", f"{V1}/monitoring/anomalies?series_set=nope", 404, "there are: daily_revenue, weekly_units"),
        ("GET", f"{V1}/monitoring/anomalies?max_p_value=2", 422, "query.max_p_value"),
        ("GET", f"{V1}/monitoring/anomalies?max_p_value=nan", 422, "query.max_p_value"),
        ("GET", f"{V1}/series?series_set=nope", 404, "there are: daily_revenue, weekly_units"),
        ("GET", f"{V1}/forecasts?series_set=nope", 404, "there are: daily_revenue, weekly_units"),
        ("GET", f"{HISTORICAL}?series_set=nope", 404, "there are: daily_revenue, weekly_units"),
        ("GET", f"{V1}/monitoring/series?series_set=nope", 404, "there are: daily_revenue, weekly_units"),
        ("GET", f"{V1}/series?release=nope", 404, "unknown release 'nope'"),
        ("GET", f"{HISTORICAL}?metric=nope", 422, "unknown metrics: nope; there are: bias"),
        ("GET", f"{V1}/series?cursor=nope", 422, "next_cursor"),
        ("GET", f"{V1}/series?cursor={cursor_of('nope:q:1')}", 409, "?release=nope"),
        ("GET", f"{V1}/series?cursor={cursor_of('nope:q:-1')}", 422, "next_cursor"),
        ("GET", f"{V1}/series?cursor={cursor_of('nope:q:' + '9' * 30)}", 422, "next_cursor"),
        ("GET", f"{V1}/series?limit=0", 422, "query.limit"),
        ("GET", f"{V1}/series?limit={10**30}", 422, "query.limit"),
        ("GET", f"{V1}/series?status=good", 422, "'ok', 'fallback'"),
        ("GET", f"{V1}/series?series_set=", 422, "query.series_set"),
        ("GET", f"{V1}/series?search={'x' * 101}", 422, "query.search"),
        ("GET", f"{V1}/forecasts?cutoff=soon", 422, "query.cutoff"),
        ("GET", f"{V1}/forecasts?cutoff=2011-11-28T00:00:00%2B23:00", 422, "query.cutoff"),
        ("GET", f"{HISTORICAL}?basis=dream", 422, "'backtest' or 'live'"),
    ],
)  # fmt: skip
def test_when_a_request_is_wrong_then_the_problem_says_what_was_expected(
    http: httpx.Client, method: str, path: str, status: int, said: str
) -> None:
    assert_problem(http.request(method, path), status, said)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"{", 422, "body"),
        (b"", 422, "body"),
        (b"\xff\xfe", 422, "body"),
        (b"[" * 60000, 400, "body"),
        (b"[]", 422, "body"),
        (b'{"unique_ids": []}', 422, "body.unique_ids"),
        (b'{"unique_ids": "weekly_units:21682"}', 422, "body.unique_ids"),
        (b'{"unique_ids": [1]}', 422, "body.unique_ids.0"),
        (b'{"unique_ids": ["\\u0000"]}', 422, "body.unique_ids.0"),
        (b'{"unique_ids": ["\\ud800"]}', 422, "body.unique_ids.0"),
        (b'{"unique_ids": ["nope"]}', 404, "unknown unique_id: nope"),
        (b'{"unique_ids": ["weekly_units:21682"], "h": 0}', 422, "body.h"),
        (b'{"unique_ids": ["weekly_units:21682"], "h": 9}', 422, "at most 8 for weekly_units:21682, found 9"),
        (b'{"unique_ids": ["weekly_units:21682"], "h": 1' + b"0" * 30 + b"}", 422, "h"),
        (b'{"unique_ids": ["weekly_units:21682"], "h": NaN}', 422, "body.h"),
        (b'{"unique_ids": ["weekly_units:21682"], "h": -Infinity}', 422, "body.h"),
        (b'{"unique_ids": ["weekly_units:21682"], "steps": 2}', 422, "body.steps"),
        (b'{"h": 2}', 422, "expected either unique_ids or series_set"),
        (
            b'{"unique_ids": ["weekly_units:21682"], "series_set": "weekly_units"}',
            422,
            "either unique_ids or series_set",
        ),
        (b'{"series_set": "nope"}', 404, "unknown series_set 'nope'; there are: daily_revenue, weekly_units"),
        (b'{"series_set": "weekly_units", "h": 9}', 422, "h: expected at most 8 for weekly_units:"),
        (b'{"series_set": "weekly_units", "levels": []}', 422, "body.levels"),
        (b'{"series_set": "weekly_units", "levels": [0]}', 422, "body.levels.0"),
        (b'{"series_set": "weekly_units", "levels": [100]}', 422, "body.levels.0"),
        (b'{"series_set": "weekly_units", "levels": [80.5]}', 422, "body.levels.0"),
        (
            b'{"series_set": "weekly_units", "levels": [50, 50]}',
            422,
            "levels: Value error, expected each once, found 50",
        ),
        (b'{"series_set": "weekly_units", "levels": [1,2,3,4,5,6,7,8,9,10,11]}', 422, "at most 10 items"),
        (b'{"series_set": "weekly_units", "quantiles": [NaN]}', 422, "body.quantiles.0"),
        (b'{"series_set": "weekly_units", "quantiles": [1]}', 422, "body.quantiles.0"),
        (b'{"series_set": "weekly_units", "quantiles": [0.1, 0.1]}', 422, "found 0.1 more than once"),
        (
            b'{"series_set": "weekly_units", "model": "nope"}',
            422,
            "model: 'nope' cannot forecast weekly_units; there are: adida, auto",
        ),
        (
            b'{"series_set": "weekly_units", "model": "global_linear"}',
            422,
            "'global_linear' cannot forecast weekly_units",
        ),
    ],
    ids=lambda value: value[:45].decode(errors="replace") if isinstance(value, bytes) else None,
)
def test_when_a_body_is_wrong_then_the_problem_names_the_field(
    http: httpx.Client, body: bytes, status: int, said: str
) -> None:
    assert_problem(http.post(GENERATE, content=body, headers={"Content-Type": "application/json"}), status, said)


def test_when_too_many_series_are_asked_then_the_limit_is_named(http: httpx.Client) -> None:
    answer = http.post(GENERATE, json={"unique_ids": [f"x{i}" for i in range(100_001)]})
    assert_problem(answer, 422, "expected at most 100000, found 100001")


@pytest.mark.parametrize("unique_ids", [["nope", REGULAR], ["nope"]])
def test_when_metrics_of_an_unknown_series_are_asked_then_it_is_named(
    http: httpx.Client, unique_ids: list[str]
) -> None:
    answer = http.post(HISTORICAL, json={"unique_ids": unique_ids, "series_set": "weekly_units"})
    assert_problem(answer, 404, "unknown unique_id: nope;")


def chunks() -> Iterator[bytes]:
    for _ in range(80):
        yield b"x" * 1024


def test_when_a_body_is_too_large_then_it_is_refused_however_it_is_sent(http: httpx.Client) -> None:
    for body in (b"x" * 70_000, chunks()):
        assert_problem(http.post(HISTORICAL, content=body), 413, "at most 65536 bytes")
    assert_problem(http.post(GENERATE, content=b"x" * 8_400_000), 413, "at most 8388608 bytes")


def test_when_a_body_declares_a_huge_length_then_it_is_refused_without_waiting_for_it(api_url: str) -> None:
    host, port = api_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        line.sendall(f"POST {GENERATE} HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\nx".encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("text", HOSTILE)
def test_when_an_argument_is_hostile_then_it_is_unknown_and_nothing_breaks(http: httpx.Client, text: str) -> None:
    before = http.get(f"{V1}/series").json()
    for path, name in [
        ("series", "series_set"), ("series", "release"), ("forecasts", "unique_id"), ("metrics/historical", "model"),
        ("series", "search"), ("metrics/historical", "horizon_bucket"), ("monitoring/series", "unique_id"),
    ]:  # fmt: skip
        answer = http.get(f"{V1}/{path}", params={name: text})
        assert answer.status_code in (200, 404, 422), answer.text
        if answer.status_code == 200:
            assert answer.json()["items"] == []
        else:
            assert_problem(answer, answer.status_code)
        assert "root:" not in answer.text
    assert http.get(f"{V1}/series").json() == before


@pytest.mark.parametrize("text", ["' or 1=1 --", "..%2f..%2fetc%2fpasswd", "%00", "%ff%fe", "%F0%9F%92%A5", "a%2Fb"])
def test_when_an_id_in_the_path_is_hostile_then_it_is_unknown(http: httpx.Client, text: str) -> None:
    answer = http.get(f"{V1}/series/{text}")
    assert_problem(answer, 422 if text == "%00" else 404)


def test_when_a_key_is_configured_then_only_its_owner_may_ask(sample: Settings, serve: Serve) -> None:
    url = serve(sample.model_copy(update={"api_key": SecretStr("right")}))
    with httpx.Client(base_url=url) as http:
        for wrong in (b"wrong", b"", b"\xe9", b"righ", b"right2"):
            answer = http.get(f"{V1}/series", headers={b"X-API-Key": wrong})
            assert_problem(answer, 401, "X-API-Key")
            assert "right" not in answer.text
        assert_problem(http.get(f"{V1}/series"), 401, "X-API-Key")
        assert_problem(http.post(GENERATE, json={"unique_ids": ["x"]}), 401)
        assert http.get(f"{V1}/series", headers={"X-API-Key": "right"}).status_code == 200
        assert http.get("/health/live").status_code == http.get("/health/ready").status_code == 200


def test_when_a_client_asks_too_often_then_429_says_when_to_come_back(sample: Settings, serve: Serve) -> None:
    api = sample.api.model_copy(update={"rate_limit_per_minute": 2})
    with httpx.Client(base_url=serve(sample.model_copy(update={"api": api}))) as http:
        answers = [http.post(GENERATE, json={"unique_ids": ["nope"]}) for _ in range(3)]
        assert [a.status_code for a in answers] == [404, 404, 429]
        assert_problem(answers[-1], 429, "at most 2 a minute")
        assert 0 < int(answers[-1].headers["retry-after"]) <= 60
        assert http.get(f"{V1}/series").status_code == 200


def test_when_there_is_no_artifact_then_generate_is_503_and_the_rest_works(
    sample: Settings, serve: Serve, tmp_path: Path
) -> None:
    bare = sample.model_copy(update={"artifacts_root": str(tmp_path)})
    with httpx.Client(base_url=serve(bare)) as http:
        answer = http.post(GENERATE, json={"unique_ids": [REGULAR]})
        assert assert_problem(answer, 503, "make train").type == "/problems/no-artifact"
        assert str(tmp_path) not in answer.text
        assert http.get(f"{V1}/forecasts").status_code == 200


def test_when_a_file_is_damaged_then_500_gives_nothing_away_and_the_rest_works(
    own_sample: Settings, serve: Serve
) -> None:
    release = open_release(Lake(own_sample.lake_root), current_id(Lake(own_sample.lake_root)))
    with httpx.Client(base_url=serve(own_sample)) as http:
        assert http.get("/health/ready").status_code == 200
        damaged = Path(release.files("fct_actuals")[0])
        damaged.write_bytes(b"PAR1" + b"\x00" * (damaged.stat().st_size - 8) + b"PAR1")
        answer = http.get(f"{V1}/series/{REGULAR}", headers={"X-Request-ID": "job-7"})
        problem = assert_problem(answer, 500, "logged under this request_id")
        assert problem.request_id == "job-7"
        assert not [word for word in (str(damaged), "parquet", "Traceback", "duckdb") if word in answer.text]
        assert http.get(f"{V1}/series").status_code == 200


def queries(*names: str) -> Any:
    """Random query strings of known and unknown names."""
    values = st.one_of(
        st.text(max_size=40), st.integers().map(str), st.sampled_from([*HOSTILE, REGULAR, "weekly_units"])
    )
    return st.dictionaries(st.sampled_from([*names, "release", "limit", "cursor", "x"]), values, max_size=4)


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    asked=st.one_of(
        st.tuples(st.just("series"), queries("series_set", "search", "status")),
        st.tuples(st.just("forecasts"), queries("unique_id", "series_set", "cutoff")),
    )
)
def test_whatever_the_query_string_the_api_does_not_break(
    http: httpx.Client, asked: tuple[str, dict[str, str]]
) -> None:
    path, params = asked
    answer = http.get(f"{V1}/{path}", params=params)
    assert answer.status_code in (200, 404, 409, 422), (params, answer.text)
    if answer.status_code != 200:
        assert_problem(answer, answer.status_code)
