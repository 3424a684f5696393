"""The bounds of a request: its address and headers, the size and the time of its body, the time until it is answered."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem_response
from api.work import CURRENT, Overdue, Work
from warehouse.releases import Interrupted

log = logging.getLogger("lakecast.api")


class HeadLimit:
    """Refuses addresses and headers above a size."""

    def __init__(self, app: ASGIApp, max_url_bytes: int, max_header_bytes: int) -> None:
        self.app, self.max_url_bytes, self.max_header_bytes = app, max_url_bytes, max_header_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > self.max_url_bytes:
                detail = f"expected a path and query of at most {self.max_url_bytes} bytes"
                refusal = problem_response(Request(scope), 414, "url-too-long", "Address too long", detail)
                return await refusal(scope, receive, send)
            if sum(len(name) + len(value) for name, value in scope["headers"]) > self.max_header_bytes:
                detail = f"expected headers of at most {self.max_header_bytes} bytes in all"
                refusal = problem_response(Request(scope), 431, "headers-too-large", "Headers too large", detail)
                return await refusal(scope, receive, send)
        return await self.app(scope, receive, send)


class BodyLimit:
    """Refuses bodies above a size, by the header or, where there is none, once the reading passes it; and those that do not come in time.

    `larger` has the paths that take more.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: float, larger: Mapping[str, int]) -> None:
        self.app, self.max_bytes, self.seconds, self.larger = app, max_bytes, seconds, larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self.app(scope, receive, send)
        most = self.larger.get(scope["path"], self.max_bytes)
        declared = Request(scope).headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > most:
            return await self._too_large(scope, receive, send, most)
        try:
            async with asyncio.timeout(self.seconds):
                body = await self._read(receive, most)
        except TimeoutError:
            return await self._too_slow(scope, receive, send)
        if body is None:
            return None
        if len(body) > most:
            return await self._too_large(scope, receive, send, most)
        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return messages.pop() if messages else await receive()

        return await self.app(scope, replay, send)

    async def _read(self, receive: Receive, most: int) -> bytes | None:
        """The body, or a beginning that is too long already; None where the caller has gone."""
        body, more = bytearray(), True
        while more and len(body) <= most:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return bytes(body)

    async def _too_large(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        detail = f"expected a body of at most {most} bytes"
        refusal = problem_response(Request(scope), 413, "body-too-large", "Body too large", detail)
        await refusal(scope, receive, send)

    async def _too_slow(self, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"expected the whole body within {self.seconds:g} seconds"
        headers = {"Connection": "close"}
        refusal = problem_response(Request(scope), 408, "body-too-slow", "Body too slow", detail, headers)
        await refusal(scope, receive, send)


class TimeLimit:
    """Answers 504 where an answer has not begun in time, and interrupts the queries of the request."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app, self.seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        answered = _Answered(scope, receive, send, self.seconds)
        token = CURRENT.set(answered.work)
        alarm = asyncio.get_running_loop().call_later(self.seconds, answered.expire)
        try:
            await self.app(scope, receive, answered.send)
        except (Interrupted, Overdue):
            if answered.refusal is None:
                raise
        finally:
            alarm.cancel()
            CURRENT.reset(token)
            if answered.refusal is not None:
                await answered.refusal
        return None


class _Answered:
    """The answer to one request: the app's, or once the time is over the refusal, never both."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, seconds: float) -> None:
        self.work = Work()
        self.refusal: asyncio.Task[Any] | None = None
        self._call, self._seconds, self._has_begun = (scope, receive, send), seconds, False

    async def send(self, message: Message) -> None:
        if self.refusal is None:
            self._has_begun = True
            await self._call[2](message)

    def expire(self) -> None:
        if self._has_begun:
            return
        request = Request(self._call[0])
        log.warning("request %s took more than %g seconds", request.state.request_id, self._seconds)
        detail = f"not answered within {self._seconds:g} seconds: ask for less, by filters or a smaller limit"
        refusal = problem_response(request, 504, "too-slow", "It takes too long", detail)
        self.refusal = asyncio.ensure_future(refusal(*self._call))
        self.work.stop()
