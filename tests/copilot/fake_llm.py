"""A chat endpoint on a free port that answers /v1/chat/completions from a script, and keeps what it was asked."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from api.copilot.service import Copilot
from configs.settings import load_settings

Step = dict[str, Any]
_PIECE = 24  # characters of a streamed piece
_DROPPED = 10**6


def says(*claims: tuple[str, tuple[str, ...]]) -> Step:
    """An answer of claims: (text, fact ids)."""
    return raw(json.dumps({"claims": [{"text": text, "fact_ids": list(ids)} for text, ids in claims]}))


def raw(text: str | None) -> Step:
    return {"content": text}


def fails(status: int, code: str | None = None, message: str = "scripted", **headers: str | Callable[[], str]) -> Step:
    """An error; a header may be made when it is sent."""
    return {"status": status, "error": {"message": message, "code": code}, "headers": headers}


def slow(seconds: float) -> Step:
    return {"sleep": seconds, "content": "{}"}


def halting(step: Step, seconds: float) -> Step:
    """The same, with a pause after each piece."""
    return {**step, "pause": seconds}


def waiting(step: Step, after: int, gate: threading.Event) -> Step:
    """The same, which says no more after so many characters until the gate opens."""
    return {**step, "wait_after": after, "gate": gate}


def breaking_off(step: Step, after: int) -> Step:
    """The same, whose connection drops after so many characters."""
    return {**step, "drop_after": after}


def cut_short(step: Step, after: int) -> Step:
    """The same, as a server ends it that has reached `max_tokens`."""
    return {**step, "content": step["content"][:after]}


def echo() -> Step:
    """An endpoint under the attacker's spell: it says as its claims what the user's message says."""
    return {"echo": True}


class FakeLlm(ThreadingHTTPServer):
    """Plays the steps in order and repeats the last one; `requests` holds the bodies that came.

    What is in `rejects` is answered by 400, naming the parameter: its name, or `json_schema` or `json_object`.
    """

    daemon_threads = True

    def __init__(self, steps: list[Step], rejects: tuple[str, ...] = (), streams: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.steps, self.rejects, self.streams = steps, rejects, streams
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.times: list[float] = []
        self.hung_up = threading.Event()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def next_step(self) -> Step:
        return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]


class _Handler(BaseHTTPRequestHandler):
    server: FakeLlm

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append(body)
        self.server.keys.append(self.headers.get("authorization", ""))
        self.server.times.append(time.monotonic())
        rejected = [
            name for name in self.server.rejects if name in {*body, body.get("response_format", {}).get("type")}
        ]
        try:
            if self.path != "/v1/chat/completions":
                self._reply(404, {"error": {"message": self.path}})
            elif rejected:
                self._reply(400, {"error": {"message": "not supported", "param": rejected[0]}})
            else:
                self._play(self.server.next_step(), body)
        except OSError:  # the client does not wait any more
            self.server.hung_up.set()
            self.close_connection = True

    def _play(self, step: Step, body: dict[str, Any]) -> None:
        time.sleep(step.get("sleep", 0))
        if "status" in step:
            return self._reply(step["status"], {"error": step["error"]}, step["headers"])
        content = _echoed(body) if step.get("echo") else step["content"]
        if self.server.streams:
            return self._stream(step, content or "", body)
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
        return self._reply(200, {**_head(body), "object": "chat.completion", "choices": [choice]})

    def _stream(self, step: Step, content: str, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        if "drop_after" in step:
            self.send_header("content-length", str(_DROPPED))
        self.end_headers()
        self._event(body, choices=[{"index": 0, "delta": {"role": "assistant", "content": ""}}])
        content = content[: step.get("drop_after", len(content))]
        for start in range(0, len(content), _PIECE):
            time.sleep(step.get("pause", 0))
            if start >= step.get("wait_after", _DROPPED):
                step["gate"].wait(10)
            self._event(body, choices=[{"index": 0, "delta": {"content": content[start : start + _PIECE]}}])
        if "drop_after" not in step:
            if body.get("stream_options"):
                self._event(
                    body, choices=[], usage={"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
                )
            self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, body: dict[str, Any], **chunk: Any) -> None:
        data = json.dumps({**_head(body), "object": "chat.completion.chunk", **chunk})
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def _reply(
        self, status: int, body: dict[str, Any], headers: Mapping[str, str | Callable[[], str]] | None = None
    ) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name.replace("_", "-"), value() if callable(value) else value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""


def _head(body: dict[str, Any]) -> dict[str, Any]:
    return {"id": "x", "created": 0, "model": body["model"]}


def _echoed(body: dict[str, Any]) -> str:
    asked = body["messages"][-1]["content"]
    told = [{"text": text, "fact_ids": ["recent_level"]} for text in (asked[:400], "999")]
    return json.dumps({"claims": told})


@contextmanager
def fake_llm(
    *steps: Step, rejects: tuple[str, ...] = (), streams: bool = True, **settings: Any
) -> Iterator[tuple[Copilot, FakeLlm]]:
    """A copilot whose model plays the steps; `settings` are those of `copilot` that differ."""
    server = FakeLlm(list(steps), rejects, streams)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    quick = {"timeout_seconds": 5.0, "retries": 0, "backoff_seconds": 0.01, "model": "fake-model"}
    asked = load_settings(
        llm_api_key=SecretStr("secret-key"), copilot={"base_url": server.base_url, **quick, **settings}
    )
    copilot = Copilot.from_settings(asked, CollectorRegistry())
    try:
        yield copilot, server
    finally:
        copilot.close()
        server.shutdown()
        server.server_close()
