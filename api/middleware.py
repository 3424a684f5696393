"""What happens around every request: its id, its log line, the bound on its body."""

import logging
import re
import time
import uuid

from fastapi import Request
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


class BodyLimit:
    """Refuses bodies above a size, by the header or, where there is none, once the reading passes it."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app, self.max_bytes = app, max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self.app(scope, receive, send)
        declared = Request(scope).headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > self.max_bytes:
            return await self._refuse(scope, receive, send)
        body, more = b"", True
        while more and len(body) <= self.max_bytes:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body, more = body + message.get("body", b""), message.get("more_body", False)
        if len(body) > self.max_bytes:
            return await self._refuse(scope, receive, send)
        messages = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return messages.pop() if messages else await receive()

        return await self.app(scope, replay, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"expected a body of at most {self.max_bytes} bytes"
        refusal = problem_response(Request(scope), 413, "body-too-large", "Body too large", detail)
        await refusal(scope, receive, send)
