"""What a command takes: wall time and the memory of its whole process tree."""

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_PAUSE_SECONDS = 1.0  # to sum the pages of a large process takes a while, in which it waits


@dataclass(frozen=True)
class Cost:
    """`peak_gib` is the largest sum of the proportional set sizes (PSS) of the command and its children, sampled.

    `cpu_seconds` are those of the command and of all that it started, also of what outlived it.
    """

    seconds: float
    peak_gib: float
    cpu_seconds: float


def run(
    command: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    log: Path,
    stop: Callable[[], bool] = lambda: False,
) -> Cost:
    """Run a command to its end; raises RuntimeError with the end of what it printed when it fails.

    `stop` is asked about once a second; when it says so, the command and all that it started are killed (SIGKILL).
    """
    _adopt_orphans(True)
    others = children(os.getpid())
    started, peak, before = time.monotonic(), 0, _cpu_of_children()
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=out, stderr=subprocess.STDOUT)
        killed = False
        while process.poll() is None:
            if killed := stop():
                _kill(process)
                break
            peak = max(peak, sum(pss(pid) for pid in tree(process.pid)))
            time.sleep(_PAUSE_SECONDS)
    if process.returncode and not killed:
        raise RuntimeError(f"{' '.join(command)} failed:\n{log.read_text()[-4000:]}")
    seconds = time.monotonic() - started
    _reap(others)
    _adopt_orphans(False)
    return Cost(seconds, peak / 2**20, _cpu_of_children() - before)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill a command and all that it started, itself first so that it starts nothing more."""
    for pid in tree(process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def _adopt_orphans(on: bool) -> None:
    """Be the parent of what a command leaves behind, such as the server that workers are forked from, or no longer."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0)


def _reap(others: set[int]) -> None:
    """Wait for what a command left behind, children that were not there before: only then do its seconds count."""
    while left := children(os.getpid()) - others:
        for pid in left:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def children(pid: int) -> set[int]:
    """The processes that a process started and that still run."""
    files = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for file in files for child in _text(file).split()}


def tree(pid: int) -> list[int]:
    """A process and all that it started."""
    return [pid, *(below for child in children(pid) for below in tree(child))]


def pss(pid: int) -> int:
    """The proportional set size of a process in KiB; 0 when the process has ended."""
    for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return ""
