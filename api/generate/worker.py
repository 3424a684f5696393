"""Who forecasts: a process, warm and niced, because a fit takes seconds of a core and reads must not wait for it.

One task at a time, requests before the chunks of jobs. A process that dies or takes too long is replaced, and who waited
for it is told.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from queue import Empty, PriorityQueue
from threading import Lock, Thread
from typing import Any

from api.generate.process import Child, Function, NotBegun, TaskFailed, TooSlow, WorkerDied

log = logging.getLogger("lakecast.worker")
URGENT, PATIENT = 0, 1
_IDLE_SECONDS = 0.5


@dataclass(order=True)
class _Order:
    priority: int
    number: int
    task: Any = field(compare=False)
    seconds: float = field(compare=False)
    promise: "Future[Any]" = field(compare=False)


class Worker:
    """Does tasks of `function` (see `process.Child`) in a process that is there from `start` to `close`."""

    def __init__(self, function: Function, preload: Sequence[str], nice: int) -> None:
        self._new = partial(Child, function, preload, nice)
        self._child: Child | None = None
        self._orders: PriorityQueue[_Order] = PriorityQueue()
        self._numbers, self._lock = count(), Lock()
        self._thread = Thread(target=self._serve, daemon=True, name="worker")
        self._is_closing = self._is_busy = False

    @property
    def pid(self) -> int | None:
        """Of the process; None where there is none just now."""
        child = self._child
        return child.pid if child else None

    @property
    def is_busy(self) -> bool:
        """Whether a task was taken, and is not done."""
        return self._is_busy

    @property
    def is_begun(self) -> bool:
        """Whether the process is at a task."""
        child = self._child
        return child is not None and child.is_begun

    @property
    def waiting(self) -> int:
        """Tasks that nobody has begun."""
        return self._orders.qsize()

    def start(self) -> None:
        """Start the process, beside the caller: importing what it needs takes seconds."""
        self._thread.start()

    def close(self) -> None:
        """End the process; who waits for a task gets WorkerDied."""
        with self._lock:
            self._is_closing = True
            if self._child:
                self._child.kill()
        if self._thread.is_alive():
            self._thread.join(10)

    def submit(self, task: Any, seconds: float, priority: int = URGENT) -> "Future[Any]":
        """The promise of an answer, which may fail with WorkerDied, TooSlow (after `seconds` of work) or TaskFailed.

        It can be cancelled until the task is begun.
        """
        order = _Order(priority, next(self._numbers), task, seconds, Future())
        self._orders.put(order)
        if self._is_closing:
            self._refuse_all()
        return order.promise

    def _serve(self) -> None:
        try:
            while not self._is_closing:
                self._keep_alive()
                try:
                    self._do(self._orders.get(timeout=_IDLE_SECONDS))
                except Empty:
                    continue
        finally:
            self._refuse_all()
            if self._child:
                self._child.close()

    def _do(self, order: _Order) -> None:
        if not order.promise.set_running_or_notify_cancel():
            return
        self._is_busy = True
        try:
            order.promise.set_result(self._answer(order))
        except TaskFailed as error:
            order.promise.set_exception(error)
        except (WorkerDied, TooSlow) as error:
            log.error("the process that forecasts is replaced: %s, %s", type(error).__name__, error)
            self._drop()
            order.promise.set_exception(error)
        except Exception as error:
            log.exception("the process that forecasts is replaced: its line is spoilt")
            self._drop()
            order.promise.set_exception(error)
        finally:
            self._is_busy = False

    def _answer(self, order: _Order) -> Any:
        try:
            return self._alive().do(order.task, order.seconds)
        except NotBegun as error:
            log.error("the process that forecasts was gone: %s; another one gets the task", error)
            self._drop()
            return self._alive().do(order.task, order.seconds)

    def _alive(self) -> Child:
        self._keep_alive()
        if self._child is None:
            raise WorkerDied("no process can be started")
        return self._child

    def _keep_alive(self) -> None:
        """Have a process, but for closing; one that is gone without a task is replaced and nobody notices."""
        if self._child and not self._child.is_alive():
            log.error("the process that forecasts is gone: process %s; starting another", self._child.pid)
            self._drop()
        with self._lock:
            if self._child is None and not self._is_closing:
                self._child = self._started()

    def _started(self) -> Child | None:
        try:
            return self._new()
        except OSError as error:
            log.error("no process to forecast with: %s", error)
            return None

    def _drop(self) -> None:
        if self._child:
            self._child.close()
        self._child = None

    def _refuse_all(self) -> None:
        while True:
            try:
                promise = self._orders.get_nowait().promise
            except Empty:
                return
            if promise.set_running_or_notify_cancel():
                promise.set_exception(WorkerDied("the API is closing"))
