"""A real PostgreSQL server for tests and benchmarks, in a folder of its own, reached without a password."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_START_SECONDS = 30


@contextmanager
def start_server() -> Iterator[str]:
    """Run a server on a free port of loopback; yields its URL, e.g. postgres://postgres@127.0.0.1:41235/postgres.

    Raises RuntimeError that says what to install where there is none, or with the log's end when it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="lakecast-postgres-"))
    try:
        with _running(folder) as port:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(folder: Path) -> Iterator[int]:
    user = _user()
    if user:
        shutil.chown(folder, user)
    data, log = folder / "data", folder / "log"
    init = [
        _program("initdb"),
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]
    subprocess.run(init, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
    with socket.create_server(
        ("127.0.0.1", 0)
    ) as free:  # only now: initdb takes seconds, and others look for ports, too
        port = free.getsockname()[1]
    serve = [_program("postgres"), "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder, "-F"]
    with log.open("wb") as out:
        server = subprocess.Popen(serve, user=user, cwd=folder, stdout=out, stderr=out)
    try:
        _wait(server, port, log)
        yield port
    finally:
        server.send_signal(signal.SIGINT)  # ends the sessions that are open
        server.wait(30)


def _user() -> str | None:
    """The server refuses to run as root: then it runs as the user that its package made."""
    return pwd.getpwnam("postgres").pw_name if os.getuid() == 0 else None


def _program(name: str) -> str:
    """Debian keeps the server's programs out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")) or [shutil.which(name)]
    if found[-1] is None:
        raise RuntimeError(f"the tests need PostgreSQL's {name}, found none: run `make postgres`")
    return str(found[-1])


def _wait(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL does not answer: {log.read_text()[-2000:]}")
