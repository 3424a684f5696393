"""The API of a project as it is deployed: uvicorn with some workers, in processes of its own."""

import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import children, pss, tree
from bench.projects import project_environment
from configs.settings import load_settings
from scripts.serve import commands, wait_for

WORKERS = 2


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    url: str
    pid: int

    def workers(self) -> list[float]:
        """MiB (PSS) of each worker with what it started, in the order in which they were started."""
        workers = [pid for pid in sorted(children(self.pid)) if b"spawn_main" in _command(pid)]
        return [sum(pss(one) for one in tree(pid)) / 1024 for pid in workers]


@contextmanager
def serving(project: Path, **environment: str) -> Iterator[Server]:
    """Start the API on a project's lake; raises TimeoutError when it does not answer."""
    port, settings = free_port(), load_settings()
    command = commands(settings.model_copy(update={"api": settings.api.model_copy(update={"port": port})}))["api"]
    # A worker that is slow to answer uvicorn is busy, not broken.
    more = ["--workers", str(WORKERS), "--timeout-worker-healthcheck", "60", "--log-level", "warning"]
    url, quiet = f"http://127.0.0.1:{port}", project_environment(project, LOG_LEVEL="WARNING", **environment)
    with running([*command, *more], f"{url}/health/ready", cwd=project, env=quiet) as process:
        yield Server(url, process.pid)


@contextmanager
def running(
    command: Sequence[str], answers_at: str, seconds: float = 60.0, **options: Any
) -> Iterator["subprocess.Popen[bytes]"]:
    """A server in a process of its own, once it answers; raises TimeoutError when it does not within `seconds`."""
    process = subprocess.Popen(command, **options)
    try:
        wait_for(answers_at, process, seconds)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
