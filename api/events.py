"""An answer of the copilot while it comes, as server-sent events, for who asks so in Accept."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from anyio import CancelScope
from fastapi import Depends, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from api.accept import preferred
from api.contracts import Explanation, Sentence
from api.copilot.service import Answer, Part, Parts

EVENTS = "text/event-stream"
# For the OpenAPI document, beside the JSON of the whole answer.
CONTENT: dict[int | str, dict[str, Any]] = {200: {"content": {EVENTS: {"schema": {"type": "string"}}}}}
_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",
    "Vary": "Accept",
}  # nobody on the way may collect it


def wanted(request: Request, response: Response) -> bool:
    response.headers["Vary"] = "Accept"
    return preferred(request.headers.get("accept", ""), EVENTS) is not None


EventsDep = Annotated[bool, Depends(wanted)]


def told(release_id: str, parts: Parts, as_events: bool) -> Explanation | StreamingResponse:
    """The answer whole, or `sentence` events as they come and the whole as `done`."""
    if as_events:
        return StreamingResponse(_sent(release_id, parts), media_type=EVENTS, headers=_HEADERS)
    *_, whole = parts
    return _explanation(release_id, whole)


async def _sent(release_id: str, parts: Parts) -> AsyncIterator[bytes]:
    """Each part as an event. When the caller leaves, the parts are closed, and with them the call of the model."""
    try:
        async for part in iterate_in_threadpool(parts):
            if isinstance(part, Sentence):
                yield _event("sentence", part)
            elif part:
                yield _event("done", _explanation(release_id, part))
    finally:
        with CancelScope(shield=True):
            await run_in_threadpool(parts.close)


def _event(name: str, said: BaseModel) -> bytes:
    """In ASCII: a reader may take other characters for the end of a line."""
    return format_sse_event(event=name, data_str=json.dumps(said.model_dump(mode="json")))


def _explanation(release_id: str, answer: Part) -> Explanation:
    assert isinstance(answer, Answer), "an answer's last part is the whole"
    return Explanation(release_id=release_id, **vars(answer))
