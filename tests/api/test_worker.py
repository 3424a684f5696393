"""The process that forecasts, without HTTP: whose time its start is, and who comes first."""

import time
from pathlib import Path
from typing import Any

import pytest

from api.generate import process
from api.generate.process import WorkerDied
from api.generate.worker import PATIENT, Worker
from tests.api.generating import until

START_SECONDS = 4.0


class Double:
    """A function that takes its time to get into the process, as large libraries do on a busy machine."""

    def __call__(self, number: int) -> int:
        return 2 * number

    def __reduce__(self) -> tuple[Any, tuple[()]]:
        return _arrived, ()


def _arrived() -> Double:
    time.sleep(START_SECONDS)
    return Double()


def test_when_the_process_starts_slowly_then_its_first_task_has_all_its_time() -> None:
    worker = Worker(Double(), [], nice=0)
    worker.start()
    try:
        assert worker.submit(21, seconds=START_SECONDS / 2).result(60) == 42
    finally:
        worker.close()


def test_when_a_process_does_not_start_then_it_is_not_the_task_that_was_too_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process, "_START_SECONDS", START_SECONDS / 100)
    worker = Worker(Double(), [], nice=0)
    worker.start()
    try:
        with pytest.raises(WorkerDied, match="has not started within"):
            worker.submit(21, seconds=60).result(60)
        monkeypatch.undo()
        assert worker.submit(21, seconds=60).result(60) == 42
    finally:
        worker.close()


class Counting:
    """Answers which call it is, once there is a file of that name, if any is named."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, gate: str) -> int:
        self.calls += 1
        until(lambda: not gate or Path(gate).exists(), bool)
        return self.calls


def test_when_a_request_comes_then_it_goes_before_the_chunks_of_jobs_that_wait(tmp_path: Path) -> None:
    worker, gate = Worker(Counting(), [], nice=0), tmp_path / "gate"
    worker.start()
    try:
        begun = worker.submit(str(gate), 60, PATIENT)
        until(lambda: worker.is_begun, bool)
        chunks = [worker.submit("", 60, PATIENT) for _ in range(2)]
        request = worker.submit("", 60)
        gate.touch()
        assert [promise.result(60) for promise in (begun, request, *chunks)] == [1, 2, 3, 4]
    finally:
        worker.close()
