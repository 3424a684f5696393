"""What a request may take: address, headers, body, time. And what is finished when the server is told to stop."""

import json
import logging
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import httpx
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ibis.expr.types import Table

from api import marts, queries
from api.contracts import Problem
from api.logs import JsonLines
from configs.settings import PROJECT_DIR, Settings, child_environment
from tests.api.generating import until
from tests.conftest import Serve
from warehouse.lake import Lake
from warehouse.releases import Release, current_id, open_release

V1 = "/api/v1"
GENERATE = f"{V1}/forecasts/generate"


def limited(settings: Settings, **api: object) -> Settings:
    return settings.model_copy(update={"api": settings.api.model_copy(update=api)})


def exchange(url: str, sent: bytes) -> bytes:
    """What a server answers to these bytes, until it closes the line or is silent for a while."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(sent)
        answer = b""
        while chunk := line.recv(65536):
            answer += chunk
            if b"\r\n\r\n" in answer and answer.endswith((b"}", b"\r\n\r\n")):
                break
        return answer


def problem_of(answer: bytes) -> Problem:
    return Problem.model_validate_json(answer.split(b"\r\n\r\n", 1)[1])


def test_when_the_address_is_too_long_then_414_names_the_limit(api_url: str) -> None:
    answer = httpx.get(f"{api_url}{V1}/metrics/historical", params={"model": ["x" * 100] * 170})
    assert (answer.status_code, answer.json()["type"]) == (414, "/problems/url-too-long")
    assert "at most 16384 bytes" in answer.json()["detail"]


def test_when_headers_are_too_large_then_431_names_the_limit(api_url: str) -> None:
    answer = httpx.get(f"{api_url}{V1}/series", headers={f"X-{i}": "x" * 1000 for i in range(33)})
    assert (answer.status_code, answer.json()["type"]) == (431, "/problems/headers-too-large")
    assert "at most 32768 bytes" in answer.json()["detail"]


def test_when_a_body_comes_too_slowly_then_408_and_the_line_is_closed(sample: Settings, serve: Serve) -> None:
    url = serve(limited(sample, body_seconds=0.3))
    head = (
        f"POST {GENERATE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n".encode()
    )
    started = time.monotonic()
    answer = exchange(url, head + b'{"uni')
    assert time.monotonic() - started < 30
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer.lower()
    assert problem_of(answer).detail == "expected the whole body within 0.3 seconds"
    assert httpx.get(f"{url}{V1}/series").status_code == 200


def answered(url: str) -> None:
    """Ask until it is answered in time: an API that has just begun is slower."""
    until(lambda: httpx.get(url, timeout=60).status_code, lambda status: status == 200)


def endless(release: Release, *asked: object, **more: object) -> Any:
    """A query that does not end in any time that a test has."""
    rows = marts.table(release, "fct_actuals")
    many = [rows.select(rows.y.name(f"y{i}")) for i in range(4)]
    found = reduce(Table.cross_join, many).aggregate(total=(ibis._.y0 * ibis._.y1 - ibis._.y2 * ibis._.y3).max())
    return marts.rows(release, found)


def test_when_a_query_takes_too_long_then_504_and_it_is_interrupted(
    sample: Settings, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[type[BaseException]] = []

    def slow(release: Release, limit: int) -> Any:
        try:
            return endless(release)
        except BaseException as error:
            ended.append(type(error))
            raise

    url = serve(limited(sample, request_seconds=0.5))
    answered(f"{url}{V1}/runs")
    monkeypatch.setattr(queries, "run_page", slow)
    started = time.monotonic()
    answer = httpx.get(f"{url}{V1}/runs", timeout=60)
    took = time.monotonic() - started
    assert (answer.status_code, answer.json()["type"]) == (504, "/problems/too-slow")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert "not answered within 0.5 seconds: ask for less" in answer.json()["detail"]
    assert 0.5 <= took < 25
    while not ended:
        assert time.monotonic() - started < 60, "the query runs on"
        time.sleep(0.05)
    assert [error.__name__ for error in ended] == ["InterruptException"]
    answered(f"{url}{V1}/series")


def test_when_the_time_is_over_then_no_query_begins_any_more(
    sample: Settings, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    def slow(release: Release, limit: int) -> Any:
        time.sleep(2)
        try:
            return marts.rows(release, marts.table(release, "dim_series"))
        except BaseException as error:
            ended.append(type(error).__name__)
            raise

    url = serve(limited(sample, request_seconds=0.5))
    answered(f"{url}{V1}/runs")
    monkeypatch.setattr(queries, "run_page", slow)
    assert httpx.get(f"{url}{V1}/runs").status_code == 504
    assert until(lambda: ended, bool) == ["Overdue"]


def log_lines(caplog: pytest.LogCaptureFixture, count: int, seconds: float = 10) -> list[dict[str, Any]]:
    """The lines of the API's log, as soon as there are this many: a line is written after its answer was sent."""
    end = time.monotonic() + seconds
    while True:
        records = [record for record in list(caplog.records) if record.name == "lakecast.api"]
        if len(records) >= count or time.monotonic() > end:
            return [json.loads(JsonLines().format(record)) for record in records]
        time.sleep(0.01)


def test_a_request_is_one_line_of_json_without_anything_that_was_asked_or_sent(
    sample: Settings, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    url = serve(sample)
    asked = {"search": "confidential", "cursor": "confidential"}
    headers = {"X-Request-ID": "job-8", "X-API-Key": "confidential", "Authorization": "confidential"}
    with caplog.at_level(logging.INFO, "lakecast.api"):
        caplog.clear()
        httpx.get(f"{url}{V1}/series/weekly_units:21682", headers=headers)
        httpx.get(f"{url}{V1}/series", params=asked)
        httpx.post(f"{url}{V1}/copilot/explain", json={"unique_id": "confidential", "question": "confidential"})
        lines = log_lines(caplog, 3)
    first = lines[0]
    assert (first["request_id"], first["method"], first["status"]) == ("job-8", "GET", 200)
    assert first["route"] == f"{V1}/series/{{unique_id}}"
    assert (first["release_id"], first["caller"]) == (current_id(Lake(sample.lake_root)), "127.0.0.1")
    assert 0 < first["ms"] < 60_000
    assert [line["status"] for line in lines] == [200, 422, 404]
    assert all("confidential" not in json.dumps(line) for line in lines)
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)


def test_a_line_break_in_what_is_logged_does_not_make_a_second_line() -> None:
    record = logging.LogRecord("lakecast.api", logging.INFO, "", 0, 'a\n{"level": "ERROR"}', None, None)
    assert len(JsonLines().format(record).splitlines()) == 1


@pytest.fixture
def large(own_sample: Settings) -> Settings:
    """A lake with forecasts of a size that no socket's buffers hold."""
    file = Path(open_release(Lake(own_sample.lake_root)).files("fct_forecasts")[0])
    rows = pq.read_table(file)
    pq.write_table(pa.concat_tables([rows] * (400_000 // rows.num_rows)), file)
    return own_sample


@pytest.fixture
def process(large: Settings) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The API as it is started for good."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = child_environment(
        LAKE_ROOT=large.lake_root,
        ARTIFACTS_ROOT=large.artifacts_root,
        API__PORT=str(port),
        API__LOG_FORMAT="json",
        LOG_LEVEL="INFO",
        API__SHUTDOWN_SECONDS="60",
    )
    command = [sys.executable, "-m", "scripts.serve", "api"]
    started = subprocess.Popen(
        command, cwd=PROJECT_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert started.stdout
        assert started.stdout.readline().startswith(b"api: http")
        yield f"http://127.0.0.1:{port}", started
    finally:
        started.kill()
        started.wait()


def assert_refuses_soon(url: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/health/live", timeout=2)
        except httpx.TransportError:
            return
        time.sleep(0.05)
    pytest.fail("new requests are taken")


def test_when_it_is_told_to_stop_then_a_slow_stream_comes_to_its_end_and_nothing_new_begins(
    process: tuple[str, "subprocess.Popen[bytes]"],
) -> None:
    url, server = process
    received, lines = 0, 0
    with httpx.stream(
        "GET", f"{url}{V1}/forecasts", headers={"Accept": "text/csv", "Accept-Encoding": "identity"}
    ) as answer:
        chunks = answer.iter_raw(1 << 20)
        lines += next(chunks).count(b"\n")
        server.send_signal(signal.SIGTERM)
        assert_refuses_soon(url)
        server.send_signal(signal.SIGTERM)  # impatience ends nothing sooner, and breaks nothing
        for chunk in chunks:
            received, lines = received + len(chunk), lines + chunk.count(b"\n")
    assert received > 20 << 20
    assert lines > 390_000
    assert server.wait(timeout=60) == 0
    assert server.stderr
    logged = [json.loads(line) for line in server.stderr.read().decode().splitlines()]
    assert [line["status"] for line in logged if line.get("route") == f"{V1}/forecasts"] == [200]


def test_when_a_compressed_stream_is_read_then_it_is_not_collected_first(large: Settings, serve: Serve) -> None:
    headers = {"Accept": "text/csv", "Accept-Encoding": "gzip"}
    with httpx.stream("GET", f"{serve(large)}{V1}/forecasts", headers=headers) as answer:
        started = time.monotonic()
        chunks = answer.iter_bytes()
        first = next(chunks)
        first_after = time.monotonic() - started
        rest = sum(map(len, chunks))
        whole_after = time.monotonic() - started
    assert answer.headers["content-encoding"] == "gzip"
    assert first.startswith(b'"unique_id"')
    assert rest > 20 << 20
    assert first_after < whole_after / 4
