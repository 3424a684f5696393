"""One streamed answer of any OpenAI-compatible chat endpoint. Neither keys nor prompts are ever logged."""

import email.utils
import logging
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import httpx2
import openai
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessageParam
from openai.types.chat.chat_completion_chunk import Choice, ChoiceDelta
from pydantic import ValidationError

from api.copilot.budget import tokens_in, tokens_of
from configs.settings import Copilot, JsonMode

Schema = dict[str, Any]
Pieces = Generator[str, None, None]
Fault = Literal[
    "timeout",
    "connection",
    "rate_limit",
    "server",
    "denied",
    "rejected",
    "broken",
    "deadline",
    "busy",
    "budget",
    "breaker",
]
_MAY_PASS: tuple[Fault, ...] = ("timeout", "connection", "rate_limit", "server")
_QUIET = ("openai", "httpx", "httpx2", "httpcore", "httpcore2")  # at DEBUG they write requests, prompts included


_POORER: dict[JsonMode, JsonMode] = {"schema": "object_schema", "object_schema": "object", "object": "text"}


@dataclass(frozen=True)
class Dialect:
    """What a server understands beyond messages."""

    json_mode: JsonMode
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    has_temperature: bool = True
    has_usage: bool = True

    def without(self, param: str | None) -> "Dialect | None":
        """The next one to try, after a server has rejected this one, perhaps naming a parameter; None: there is none."""
        if param == "max_tokens" and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if param == "temperature" and self.has_temperature:
            return replace(self, has_temperature=False)
        if self.has_usage and (param == "stream_options" or self.json_mode == "object"):
            return replace(self, has_usage=False)
        poorer = _POORER.get(self.json_mode)
        return replace(self, json_mode=poorer) if poorer else None


class ChatError(Exception):
    """The endpoint gave no usable answer, or was not asked; the message says what kind of failure, and no more."""

    def __init__(self, fault: Fault, retry_after: float = 0.0) -> None:
        super().__init__(fault)
        self.fault, self.retry_after = fault, retry_after

    @property
    def may_pass(self) -> bool:
        """Whether the same call may succeed a little later."""
        return self.fault in _MAY_PASS

    @property
    def is_outage(self) -> bool:
        """Whether other calls would fail, too."""
        return self.may_pass or self.fault == "denied"


class Endpoint:
    """Where a model is asked; finds out by asking which dialect the server speaks, and stays with it."""

    def __init__(self, settings: Copilot, key: str, spent: Callable[[int, int], None]) -> None:
        """`spent` is told the tokens sent and received, by the server's count or else a guess."""
        for name in _QUIET:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._settings, self._spent = settings, spent
        self._dialect, self._is_settled = Dialect(settings.json_mode), False
        http = openai.DefaultHttpxClient(event_hooks={"request": [_started], "response": [_bound]})
        self._openai = openai.OpenAI(base_url=settings.base_url, api_key=key, max_retries=0, http_client=http)

    def close(self) -> None:
        self._openai.close()

    def stream(self, messages: list[ChatCompletionMessageParam], schema: Schema, seconds: float) -> Pieces:
        """The answer's text piece by piece, "" where a piece has none, all of it within `seconds`; raises ChatError.

        Closing the iterator hangs up.
        """
        told, usage = 0, None
        with _faults(), self._opened(messages, schema, seconds) as answer:
            try:
                for chunk in _chunks(answer):
                    usage = chunk.usage or usage
                    piece = (chunk.choices[0].delta.content or "") if chunk.choices else ""
                    told += tokens_of(piece)
                    yield piece
            finally:
                sent, received = tokens_in(messages), told
                self._spent(usage.prompt_tokens if usage else sent, usage.completion_tokens if usage else received)

    def _opened(
        self, messages: list[ChatCompletionMessageParam], schema: Schema, seconds: float
    ) -> openai.Stream[ChatCompletionChunk]:
        dialect = self._dialect
        while True:
            try:
                answer = self._create(messages, schema, seconds, dialect)
            except openai.APIStatusError as error:
                simpler = dialect.without(error.param) if _is_dialect(error) and not self._is_settled else None
                if simpler is None:
                    raise
                dialect = simpler
            else:
                self._dialect, self._is_settled = dialect, True
                return answer

    def _create(
        self, messages: list[ChatCompletionMessageParam], schema: Schema, seconds: float, dialect: Dialect
    ) -> openai.Stream[ChatCompletionChunk]:
        options: dict[str, Any] = {dialect.limit: self._settings.max_tokens}
        if dialect.has_temperature:
            options["temperature"] = self._settings.temperature
        if dialect.has_usage:
            options["stream_options"] = {"include_usage": True}
        if dialect.json_mode != "text":
            options["response_format"] = _response_format(dialect.json_mode, schema)
        answer: openai.Stream[ChatCompletionChunk] = self._openai.chat.completions.create(
            model=self._settings.model, messages=messages, stream=True, timeout=seconds, **options
        )
        return answer


def _is_dialect(error: openai.APIStatusError) -> bool:
    """Whether a server has not understood us; llama-cpp-python says so by 500."""
    return error.status_code in (400, 422) or (error.status_code == 500 and "response_format" in str(error.body))


def _response_format(mode: JsonMode, schema: Schema) -> dict[str, Any]:
    if mode == "schema":
        return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}
    return {"type": "json_object", "schema": schema} if mode == "object_schema" else {"type": "json_object"}


def _chunks(answer: openai.Stream[ChatCompletionChunk]) -> Iterator[ChatCompletionChunk]:
    is_streamed = "text/event-stream" in answer.response.headers.get("content-type", "")
    return iter(answer) if is_streamed else _whole(answer.response)


def _whole(response: httpx2.Response) -> Iterator[ChatCompletionChunk]:
    """The answer of a server that does not stream, as one piece; raises openai.APIError where it is no completion."""
    try:
        told = ChatCompletion.model_validate_json(response.read())
        choice = Choice(index=0, delta=ChoiceDelta(content=told.choices[0].message.content))
    except (ValidationError, IndexError) as error:
        raise openai.APIError("expected a chat completion", response.request, body=None) from error
    yield ChatCompletionChunk(
        id=told.id, created=told.created, model=told.model, object="chat.completion.chunk", choices=[choice],
        usage=told.usage,
    )  # fmt: skip


class _Bound(httpx2.SyncByteStream):
    """A body that has to be whole by a moment: without it, a server that sends a byte now and then would hold us for ever."""

    def __init__(self, inner: httpx2.SyncByteStream, until: float, request: httpx2.Request) -> None:
        self._inner, self._until, self._request = inner, until, request

    def __iter__(self) -> Iterator[bytes]:
        for data in self._inner:
            if time.monotonic() > self._until:
                raise openai.APITimeoutError(request=self._request)
            yield data

    def close(self) -> None:
        self._inner.close()


def _started(request: httpx2.Request) -> None:
    request.extensions["until"] = time.monotonic() + request.extensions["timeout"]["read"]


def _bound(response: httpx2.Response) -> None:
    request = response.request
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Bound(response.stream, request.extensions["until"], request)


@contextmanager
def _faults() -> Iterator[None]:
    """Say in our words what went wrong: the library's may have the prompt in them."""
    try:
        yield
    except openai.APITimeoutError:
        raise ChatError("timeout") from None
    except openai.APIConnectionError:
        raise ChatError("connection") from None
    except openai.APIStatusError as error:
        raise _of_status(error) from None
    except (openai.OpenAIError, ValueError):
        raise ChatError("broken") from None


def _of_status(error: openai.APIStatusError) -> ChatError:
    after = _seconds(error.response.headers.get("retry-after", ""))
    if error.status_code == 429 and error.code == "insufficient_quota":
        return ChatError("denied")  # it is no matter of waiting
    if error.status_code in (408, 409, 429):
        return ChatError("rate_limit", after)
    if error.status_code >= 500:
        return ChatError("server", after)
    return ChatError("denied" if error.status_code in (401, 403, 404) else "rejected")


def _seconds(retry_after: str) -> float:
    """What Retry-After asks for, as seconds or as a date; 0 where it says neither."""
    if retry_after.strip().isdecimal():
        return float(retry_after[:9])
    at = email.utils.parsedate_tz(retry_after)
    return max(0.0, email.utils.mktime_tz(at) - time.time()) if at else 0.0
