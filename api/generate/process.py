"""A process of its own that does one task at a time: forked from a server that has imported all that it needs."""

import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

from threadpoolctl import threadpool_limits

from models_py.engine import PRELOAD

Function = Callable[[Any], Any]
_READY, _BEGUN = "ready", "begun"
_LAST_WORDS_SECONDS = 1.0
_START_SECONDS = 60.0


class WorkerDied(Exception):
    """The process ended in the middle of a task, often for its memory."""


class NotBegun(WorkerDied):
    """The process ended before it began with the task, or did not start: the next one may have it."""


class TooSlow(Exception):
    """A task took longer than it may; the process was ended."""


class TaskFailed(Exception):
    """A task raised what nobody foresaw; the message is the traceback."""


class Child:
    """A process that waits for tasks of `function`, for one thread to give. It ends when this end of the line does.

    `function`, tasks and answers must be picklable. `preload` are modules to import before the first task: once, and not for
    each process, so the next one is there in milliseconds.
    """

    def __init__(self, function: Function, preload: Sequence[str], nice: int) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([*PRELOAD, *preload])
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, function, nice), daemon=True)
        self._process.start()
        theirs.close()
        self._is_ready = False
        self.is_begun = False  # whether it is at a task

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def do(self, task: Any, seconds: float) -> Any:
        """What the function answers; raises WorkerDied, TooSlow after `seconds`, or TaskFailed.

        The start is not the task's time: on a busy machine each new process would be replaced before it has begun.
        """
        self.is_begun = False
        try:
            self._is_ready = self._is_ready or self._started()
            until = time.monotonic() + seconds
            self._line.send(task)
            self.is_begun = self._next(until) == _BEGUN
            is_done, answer = self._next(until)
        except (EOFError, OSError) as error:
            died = WorkerDied if self.is_begun else NotBegun
            raise died(f"process {self.pid}") from error
        finally:
            self.is_begun = False
        if not is_done:
            raise TaskFailed(answer)
        return answer

    def _started(self) -> bool:
        try:
            return bool(self._next(time.monotonic() + _START_SECONDS) == _READY)
        except TooSlow as error:
            raise NotBegun(f"process {self.pid}, which has not started within {_START_SECONDS:g} s") from error

    def _next(self, until: float) -> Any:
        if not wait([self._line, self._process.sentinel], max(until - time.monotonic(), 0)):
            raise TooSlow("the time is over")
        if not self._line.poll(_LAST_WORDS_SECONDS):
            raise EOFError  # it is gone, and left no answer
        return self._line.recv()

    def kill(self) -> None:
        """End the process, whatever it does; may be called from any thread, and again."""
        self._process.kill()
        self._process.join(5)

    def close(self) -> None:
        """End the process and the line to it."""
        self.kill()
        self._line.close()


def _work(line: Connection, function: Function, nice: int) -> None:
    """The process: tasks one after the other, until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells all processes: the parent decides
    os.nice(nice)
    threadpool_limits(1)  # one core for a fit: the others are for reads
    line.send(_READY)
    while True:
        try:
            task = line.recv()
        except (EOFError, OSError):
            return
        line.send(_BEGUN)
        line.send(_outcome(function, task))


def _outcome(function: Function, task: Any) -> tuple[bool, Any]:
    try:
        return True, function(task)
    except Exception:  # noqa: BLE001 - it is told, and the next task is another one
        return False, traceback.format_exc()
