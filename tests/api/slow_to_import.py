"""A module that a process of its own needs seconds to import, as a busy machine needs for large libraries."""

import multiprocessing
import time

SECONDS = 2.0

if multiprocessing.parent_process():
    time.sleep(SECONDS)


def double(number: int) -> int:
    """Twice the number."""
    return 2 * number
