"""Locks between the processes of one machine: flock on a small file, which the kernel frees when its holder dies."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_POLL_SECONDS = 0.1


class Busy(Exception):
    """Somebody else holds a lock; the message says which process, what for, and what to do."""


@contextmanager
def held(path: Path, wait_seconds: float, say: Callable[[str], None] = lambda line: None) -> Iterator[None]:
    """Hold the lock file `path` alone while the block runs; see `take`."""
    descriptor = take(path, wait_seconds, say)
    try:
        yield
    finally:
        os.close(descriptor)


def take(path: Path, wait_seconds: float, say: Callable[[str], None] = lambda line: None) -> int:
    """Lock `path` for as long as the answered descriptor is open, at most until this process ends.

    While another one has it, wait up to `wait_seconds` and `say` once for whom. Raises Busy when the time is over.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    deadline, said = time.monotonic() + wait_seconds, False
    while not try_lock(descriptor):
        if time.monotonic() >= deadline:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise Busy(f"{path} is held by {holder}, and still was after {wait_seconds:.0f} s: try again when it ended")
        if not said:
            say(f"waiting for {_holder(descriptor)} to let go of {path}, at most {wait_seconds:.0f} s")
            said = True
        time.sleep(_POLL_SECONDS)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return descriptor


def try_lock(descriptor: int, shared: bool = False) -> bool:
    """Lock an open file without waiting; False when another holder is in the way."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(descriptor: int) -> str:
    return f"process {os.pread(descriptor, 20, 0).decode() or 'unknown'}"
