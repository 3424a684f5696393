"""What happens around every request: its id, its log line, its count and duration, the bound on its body."""

import logging
import re
import time
import uuid
from collections.abc import Mapping
from types import MappingProxyType

from fastapi import Request
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem_response, unexpected

log = logging.getLogger("lakecast.api")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestId:
    """Gives each request an id (the caller's X-Request-ID where it is a plain one), answers it and logs by it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request, started, status = Request(scope), time.perf_counter(), 0
        given = request.headers.get("x-request-id", "")
        request.state.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request.state.request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception as error:
            if status:
                raise  # the answer has begun: all that is left is to break it off
            await unexpected(request, error)(scope, receive, send_with_id)
        finally:
            took = (time.perf_counter() - started) * 1000
            log.info("%s %s %s %.1fms %s", request.method, request.url.path, status, took, request.state.request_id)


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_LABELS = ("method", "route", "status")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Measured:
    """Counts requests and their seconds by method, route and status. The route is its template: an id would be a series each."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self.app = app
        self.requests = Counter("lakecast_http_requests", "Requests answered", _LABELS, registry=registry)
        self.seconds = Histogram(
            "lakecast_http_request_seconds", "Seconds to answer", _LABELS, buckets=_SECONDS, registry=registry
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started, status = time.perf_counter(), "none"

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            labels = (method, _template(scope), status)
            self.requests.labels(*labels).inc()
            self.seconds.labels(*labels).observe(time.perf_counter() - started)


def _template(scope: Scope) -> str:
    route = scope.get("route")
    templates: dict[str, str] = scope["app"].templates if route else {}
    return templates.get(getattr(route, "name", ""), getattr(route, "path", "unknown"))


class BodyLimit:
    """Refuses bodies above a size, by the header or, where there is none, once the reading passes it.

    `larger` has the paths that take more.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, larger: Mapping[str, int] = MappingProxyType({})) -> None:
        self.app, self.max_bytes, self.larger = app, max_bytes, larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self.app(scope, receive, send)
        most = self.larger.get(scope["path"], self.max_bytes)
        declared = Request(scope).headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > most:
            return await self._refuse(scope, receive, send, most)
        body, more = bytearray(), True
        while more and len(body) <= most:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if len(body) > most:
            return await self._refuse(scope, receive, send, most)
        messages = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return messages.pop() if messages else await receive()

        return await self.app(scope, replay, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        detail = f"expected a body of at most {most} bytes"
        refusal = problem_response(Request(scope), 413, "body-too-large", "Body too large", detail)
        await refusal(scope, receive, send)
