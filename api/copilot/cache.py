"""Answers that were verified, kept for a while by all that they depend on."""

import hashlib
from threading import Lock
from typing import Generic, TypeVar

from cachetools import TTLCache

T = TypeVar("T")


def key_of(*parts: str) -> str:
    """One key of texts; no two lists of texts share one."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


class AnswerCache(Generic[T]):
    """At most `entries`, each for `seconds`; the one used least recently goes first. For threads."""

    def __init__(self, entries: int, seconds: float) -> None:
        self._kept: TTLCache[str, T] = TTLCache(maxsize=entries, ttl=seconds)
        self._lock = Lock()

    def get(self, key: str) -> T | None:
        with self._lock:
            return self._kept.get(key)

    def put(self, key: str, answer: T) -> None:
        with self._lock:
            self._kept[key] = answer
