"""One turn with any OpenAI-compatible chat endpoint. Neither keys nor prompts are ever logged."""

import logging
import time

import openai
from openai.types.chat import ChatCompletionMessageParam
from openai.types.shared_params import ResponseFormatJSONObject

from configs.settings import Settings

_JSON_MODE: ResponseFormatJSONObject = {"type": "json_object"}
_QUIET = ("openai", "httpx", "httpx2", "httpcore")  # at DEBUG they write requests, prompts included


class ChatError(Exception):
    """The endpoint gave no usable answer; the message says what kind of failure, and no more."""


class ChatClient:
    """Sends messages, returns the answer's text; falls back to plain text where a server rejects JSON mode."""

    def __init__(
        self,
        base_url: str,
        model: str,
        key: str,
        temperature: float,
        max_tokens: int,
        timeout: float,
        retries: int,
    ) -> None:
        for name in _QUIET:
            logging.getLogger(name).setLevel(logging.WARNING)
        self.model = model
        self._temperature, self._max_tokens, self._timeout = temperature, max_tokens, timeout
        self._json_mode = True
        self._http = openai.OpenAI(base_url=base_url, api_key=key, timeout=timeout, max_retries=retries)

    @classmethod
    def from_settings(cls, settings: Settings) -> "ChatClient | None":
        """The client that the settings describe, or None where there is no key: then the template answers."""
        key, c = settings.llm_api_key, settings.copilot
        if key is None or not key.get_secret_value():
            return None
        return cls(
            c.base_url,
            c.model,
            key.get_secret_value(),
            c.temperature,
            c.max_tokens,
            c.timeout_seconds,
            c.retries,
        )

    def close(self) -> None:
        self._http.close()

    def ask(self, messages: list[ChatCompletionMessageParam]) -> str:
        """The text of the answer; raises ChatError on refused, failed, late or empty answers."""
        started = time.monotonic()
        try:
            return self._ask(messages)
        except openai.OpenAIError as error:
            raise ChatError(f"{type(error).__name__} after {time.monotonic() - started:.1f} s") from None

    def _ask(self, messages: list[ChatCompletionMessageParam]) -> str:
        try:
            return self._send(messages)
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            if not self._json_mode:
                raise
            self._json_mode = False
            return self._send(messages)

    def _send(self, messages: list[ChatCompletionMessageParam]) -> str:
        answer = self._http.chat.completions.create(
            model=self.model, messages=messages, temperature=self._temperature, max_tokens=self._max_tokens,
            response_format=_JSON_MODE if self._json_mode else openai.omit,
        )  # fmt: skip
        text = answer.choices[0].message.content if getattr(answer, "choices", None) else None
        if not text:
            raise ChatError("the endpoint answered without text")
        return text
