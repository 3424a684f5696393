"""A stand-in for the API over real HTTP: the contracts' own objects, without FastAPI and without a lake."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from fake_quality import DEFINITIONS, metric_rows, summary
from fake_world import RELEASE, World, actuals, anomalies, explanation, forecasts
from pydantic import BaseModel

from api import contracts as c


def _respond(world: World, path: str, query: dict[str, str], body: dict[str, object]) -> BaseModel | int:
    """The answer, or the status of a problem."""
    if world.problem:
        return world.problem
    if path == "/health/ready":
        return c.Readiness(
            release_id=RELEASE, created_at=datetime(2011, 12, 11, 6, tzinfo=UTC), age_seconds=60.0, tables=18, is_stale=False,
            stale_because=[],
        )  # fmt: skip
    if "/copilot/" in path and world.copilot_problem:
        return world.copilot_problem
    name = path.removeprefix("/api/v1")
    if name == "/monitoring/anomalies" and not world.knows_anomalies:
        return 404
    if name.startswith("/series/"):
        return next(
            (_detail(world, one) for one in world.series if one.unique_id == name.removeprefix("/series/")),
            404,
        )
    return _ROUTES[name](world, query, body) if name in _ROUTES else 404


def _detail(world: World, one: c.Series) -> c.SeriesDetail:
    of = next(s for s in world.sets if s.series_set == one.series_set)
    return c.SeriesDetail(
        **one.model_dump(),
        release_id=RELEASE,
        season_length=of.season_length,
        horizon=of.horizon,
        actuals=actuals(one),
    )


def _list(world: World, query: dict[str, str], body: dict[str, object]) -> c.SeriesPage:
    found = [
        one
        for one in world.series
        if query.get("series_set") in (None, one.series_set)
        and query.get("search", "").lower() in f"{one.series_name} {one.unique_id}".lower()
    ]
    return c.SeriesPage(release_id=RELEASE, series_sets=world.sets, items=found[: int(query.get("limit", 100))])


def _forecasts(world: World, query: dict[str, str], body: dict[str, object]) -> c.ForecastPage:
    wanted = [
        one for one in world.series if one.unique_id == query["unique_id"] and one.unique_id in world.forecast_ids
    ]
    return c.ForecastPage(release_id=RELEASE, items=[step for one in wanted for step in forecasts(one)])


def _anomalies(world: World, query: dict[str, str], body: dict[str, object]) -> c.AnomalyPage:
    wanted = [one for one in world.series if one.unique_id == query["unique_id"]]
    return c.AnomalyPage(release_id=RELEASE, items=[odd for one in wanted for odd in anomalies(one)])


def _metrics(world: World, query: dict[str, str], body: dict[str, object]) -> c.MetricsPage:
    ids = body.get("unique_ids") or []
    assert isinstance(ids, list)
    rows = [row for unique_id in ids if world.leaderboard for row in metric_rows(unique_id)]
    return c.MetricsPage(release_id=RELEASE, definitions=DEFINITIONS, leaderboard=world.leaderboard, items=rows)


def _alert_page(world: World, query: dict[str, str], body: dict[str, object]) -> c.AlertPage:
    shown = [
        a
        for a in world.alerts
        if query.get("series_set") in (None, a.series_set) and query.get("severity") in (None, a.severity)
    ]
    return c.AlertPage(release_id=RELEASE, items=shown)


_ROUTES: dict[str, Callable[[World, dict[str, str], dict[str, object]], BaseModel]] = {
    "/series": _list,
    "/forecasts": _forecasts,
    "/metrics/historical": _metrics,
    "/monitoring/summary": lambda world, query, body: summary(world.sets, world.alerts, bool(world.forecast_ids)),
    "/monitoring/series": _alert_page,
    "/monitoring/anomalies": _anomalies,
    "/copilot/explain": lambda world, query, body: explanation(world, str(body["unique_id"])),
    "/copilot/summarize": lambda world, query, body: explanation(world, str(body["series_set"])),
}


@contextmanager
def serving(world: World) -> Iterator[str]:
    """The base URL of a server that answers from `world`, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: dict[str, object]) -> None:
            url = urlsplit(self.path)
            world.calls.append(f"{self.command} {self.path} {json.dumps(body)}")
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            found = _respond(world, unquote(url.path), query, body)
            status, shape = (found, _problem(found, url.path)) if isinstance(found, int) else (200, found)
            is_stream = isinstance(shape, c.Explanation) and "event-stream" in self.headers.get("Accept", "")
            kind = "text/event-stream" if is_stream else "application/json"
            self.send_response(status)
            self.send_header("Content-Type", kind if status == 200 else "application/problem+json")
            self.end_headers()
            self.wfile.write(_events(shape) if isinstance(shape, c.Explanation) and is_stream else _json(shape))

        def log_message(self, format: str, *args: object) -> None:
            """Silent: the test's output is the tests'."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _json(shape: BaseModel) -> bytes:
    return shape.model_dump_json().encode()


def _events(answer: c.Explanation) -> bytes:
    """The answer as one sentence and the whole."""
    sentence = c.Sentence(text=answer.text, sources=answer.sources)
    return b"".join(
        b"event: %s\ndata: %s\n\n" % (name, _json(told)) for name, told in ((b"sentence", sentence), (b"done", answer))
    )


def _problem(status: int, path: str) -> c.Problem:
    return c.Problem(
        type="/problems/fake",
        title="A problem",
        status=status,
        detail="The fake API was told to fail.",
        instance=path,
        request_id="r-1",
    )
