"""The API of a project as it is deployed: uvicorn with some workers, in processes of its own."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.measure import children, pss, tree
from bench.projects import project_environment
from configs.settings import load_settings
from scripts.serve import commands

WORKERS = 2
_START_SECONDS = 60.0


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
    """Start the API on a project's lake; raises RuntimeError when it does not answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = load_settings()
    command = commands(settings.model_copy(update={"api": settings.api.model_copy(update={"port": port})}))["api"]
    # A worker that is slow to answer uvicorn is busy, not broken.
    more = ["--workers", str(WORKERS), "--timeout-worker-healthcheck", "60", "--log-level", "warning"]
    process = subprocess.Popen(
        [*command, *more], cwd=project, env=project_environment(project, LOG_LEVEL="WARNING", **environment)
    )
    server = Server(f"http://127.0.0.1:{port}", process.pid)
    try:
        _wait(server.url, process)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/health/ready", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError("the API does not answer: see above")


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
