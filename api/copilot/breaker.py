"""A circuit breaker: after failures in a row nobody waits for an endpoint that is down; one call at a time tries it again.

Our own because of what the libraries do: pybreaker holds its lock through the call, so that a process would ask one
question at a time; circuitbreaker and purgatory let everybody through at once when it is time to try again.
"""

import time
from threading import Lock
from typing import Literal

State = Literal["closed", "half_open", "open"]


class Breaker:
    """Opens after `failures` in a row; every `seconds` it then lets one call through, until one succeeds."""

    def __init__(self, failures: int, seconds: float) -> None:
        self._limit, self._seconds = failures, seconds
        self._failed, self._since = 0, 0.0
        self._lock = Lock()

    @property
    def state(self) -> State:
        """`half_open`: the next call is the one that tries."""
        if self._failed < self._limit:
            return "closed"
        return "half_open" if time.monotonic() - self._since >= self._seconds else "open"

    def admits(self) -> bool:
        """Whether a call may go out now. The one that tries is alone with it for `seconds`, whatever becomes of it."""
        with self._lock:
            state = self.state
            if state == "half_open":
                self._since = time.monotonic()
            return state != "open"

    def succeeded(self) -> None:
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        with self._lock:
            self._failed, self._since = self._failed + 1, time.monotonic()
