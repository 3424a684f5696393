"""A model, asked with care: within a budget and a deadline, again where that can help, not at all while it is down."""

import time
from collections.abc import Iterator
from contextlib import closing
from threading import BoundedSemaphore

from openai.types.chat import ChatCompletionMessageParam
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_exponential_jitter

from api.copilot.breaker import Breaker
from api.copilot.budget import TokenBudget, tokens_in
from api.copilot.endpoint import ChatError, Endpoint, Pieces, Schema
from api.copilot.metrics import CopilotMetrics
from configs.settings import Copilot as CopilotSettings

_LONGEST_PAUSE = 8.0
_LEAST_SECONDS = 0.05  # with less of the deadline left, a call is not worth it


class ChatClient:
    """Streams what the model of one endpoint says; for threads. Its limits are `copilot` in configs/base.yaml."""

    def __init__(self, settings: CopilotSettings, key: str, metrics: CopilotMetrics) -> None:
        self.model, self._settings, self._metrics = settings.model, settings, metrics
        self._endpoint = Endpoint(settings, key, metrics.spent)
        self._breaker = Breaker(settings.breaker_failures, settings.breaker_seconds)
        self._budget = TokenBudget(settings.tokens_per_minute, settings.tokens_per_day)
        self._places = BoundedSemaphore(settings.concurrent)
        metrics.watch(lambda: self._breaker.state)

    def close(self) -> None:
        self._endpoint.close()

    def deadline(self) -> float:
        """When an answer that begins now has to be whole, on the monotonic clock."""
        return time.monotonic() + self._settings.deadline_seconds

    def ask(self, messages: list[ChatCompletionMessageParam], schema: Schema, until: float) -> Iterator[str]:
        """The answer's text piece by piece, "" where nothing new came; raises ChatError.

        An attempt is repeated only while nothing has come. Closing the iterator hangs up.
        """
        if not self._places.acquire(blocking=False):
            raise ChatError("busy")
        try:
            first, rest = self._retrying(until)(self._begin, messages, schema, until)
            with closing(rest):
                yield first
                yield from rest
        except ChatError as error:
            self._learn(error)
            raise
        finally:
            self._places.release()

    def _begin(self, messages: list[ChatCompletionMessageParam], schema: Schema, until: float) -> tuple[str, Pieces]:
        """One attempt, up to its first piece."""
        seconds = min(self._settings.timeout_seconds, until - time.monotonic())
        if seconds < _LEAST_SECONDS:
            raise ChatError("deadline")
        if not self._breaker.admits():
            raise ChatError("breaker")
        if not self._budget.spend(tokens_in(messages) + self._settings.max_tokens):
            raise ChatError("budget")
        pieces = self._endpoint.stream(messages, schema, seconds)
        first = next(pieces, "")
        self._breaker.succeeded()
        return first, pieces

    def _retrying(self, until: float) -> Retrying:
        return Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, ChatError) and error.may_pass),
            stop=stop_after_attempt(self._settings.retries + 1) | stop_before_delay(until - time.monotonic()),
            wait=self._pause,
            before_sleep=self._failed_once,
            reraise=True,
        )

    def _pause(self, state: RetryCallState) -> float:
        """Longer each time and never quite the same, and at least what the server asks for."""
        first = self._settings.backoff_seconds
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after if isinstance(error, ChatError) else 0.0
        return max(wait_exponential_jitter(multiplier=first, max=_LONGEST_PAUSE, jitter=first)(state), asked)

    def _failed_once(self, state: RetryCallState) -> None:
        self._metrics.retries.inc()
        if state.outcome and isinstance(error := state.outcome.exception(), ChatError):
            self._learn(error)

    def _learn(self, error: ChatError) -> None:
        if error.is_outage:
            self._breaker.failed()
