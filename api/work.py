"""The queries that a request runs, so that they can be stopped when it takes too long."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Protocol


class Query(Protocol):
    """What runs a query."""

    def interrupt(self) -> None: ...


class Overdue(Exception):
    """The request took too long: what it still wants to do is of no use."""


class Work:
    """The running queries of one request, from whichever thread."""

    def __init__(self) -> None:
        self._running: set[Query] = set()
        self._is_over = False
        self._lock = Lock()

    def begin(self, query: Query) -> None:
        """Raises Overdue where the request is over already."""
        with self._lock:
            if self._is_over:
                raise Overdue
            self._running.add(query)

    def end(self, query: Query) -> None:
        with self._lock:
            self._running.discard(query)

    def stop(self) -> None:
        """Interrupt what runs, and let nothing begin any more."""
        with self._lock:
            self._is_over = True
            for query in self._running:
                query.interrupt()


CURRENT: ContextVar[Work | None] = ContextVar("work", default=None)


@contextmanager
def running(query: Query) -> Iterator[None]:
    """Let the current request, if there is one, stop this query; raises Overdue where it is over already."""
    work = CURRENT.get()
    if work is None:
        yield
        return
    work.begin(query)
    try:
        yield
    finally:
        work.end(query)
