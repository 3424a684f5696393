"""The process that forecasts, without HTTP: whose time its start is."""

import time
from typing import Any

from api.generate.worker import Worker

START_SECONDS = 2.0


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
