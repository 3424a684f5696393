"""The process that forecasts, without HTTP: whose time its start is."""

from api.generate.worker import Worker
from tests.api import slow_to_import


def test_when_the_process_starts_slowly_then_its_first_task_has_all_its_time() -> None:
    worker = Worker(slow_to_import.double, [], nice=0)
    worker.start()
    try:
        assert worker.submit(21, seconds=slow_to_import.SECONDS / 2).result(60) == 42
    finally:
        worker.close()
