"""A chat endpoint on a free port that answers /v1/chat/completions from a script, and keeps what it was asked."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from api.copilot.client import ChatClient

Step = dict[str, Any]


def says(*claims: tuple[str, tuple[str, ...]]) -> Step:
    """An answer of claims: (text, fact ids)."""
    return raw(json.dumps({"claims": [{"text": text, "fact_ids": list(ids)} for text, ids in claims]}))


def raw(text: str | None) -> Step:
    return {"content": text}


def fails(status: int) -> Step:
    return {"status": status}


def slow(seconds: float) -> Step:
    return {"sleep": seconds, "content": "{}"}


def echo() -> Step:
    """An endpoint under the attacker's spell: it says as its claims what the user's message says."""
    return {"echo": True}


class FakeLlm(ThreadingHTTPServer):
    """Plays the steps in order and repeats the last one; `requests` holds the bodies that came."""

    daemon_threads = True

    def __init__(self, steps: list[Step], rejects_json_mode: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.steps, self.rejects_json_mode = steps, rejects_json_mode
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []

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
        if self.path != "/v1/chat/completions":
            return self._reply(404, {"error": {"message": self.path}})
        if self.server.rejects_json_mode and "response_format" in body:
            return self._reply(400, {"error": {"message": "response_format is not supported"}})
        return self._play(self.server.next_step(), body)

    def _play(self, step: Step, body: dict[str, Any]) -> None:
        time.sleep(step.get("sleep", 0))
        if "status" in step:
            return self._reply(step["status"], {"error": {"message": "scripted"}})
        asked = body["messages"][-1]["content"]
        echoed = json.dumps(
            {
                "claims": [
                    {"text": asked[:400], "fact_ids": ["recent_level"]},
                    {"text": "999", "fact_ids": ["recent_level"]},
                ]
            }
        )
        content = echoed if step.get("echo") else step["content"]
        message = {"role": "assistant", "content": content}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        return self._reply(
            200,
            {
                "id": "x",
                "object": "chat.completion",
                "created": 0,
                "model": body["model"],
                "choices": [choice],
            },
        )

    def _reply(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except OSError:  # the client has given up waiting
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""


@contextmanager
def fake_llm(
    *steps: Step, rejects_json_mode: bool = False, timeout: float = 5.0, retries: int = 0
) -> Iterator[tuple[ChatClient, FakeLlm]]:
    server = FakeLlm(list(steps), rejects_json_mode)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    client = ChatClient(server.base_url, "fake-model", "secret-key", 0.0, 700, timeout, retries)
    try:
        yield client, server
    finally:
        client.close()
        server.shutdown()
        server.server_close()
