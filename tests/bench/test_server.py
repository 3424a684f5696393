"""A server is there once it answers, and gone after."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bench.server import free_port, running

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def test_a_server_is_asked_once_it_answers_and_is_gone_after_the_block(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    with running([sys.executable, "-m", "http.server", str(port)], url, cwd=tmp_path, **QUIET) as process:
        assert httpx.get(url).is_success
    assert process.poll() is not None


def test_when_a_server_ends_at_once_then_nobody_waits_for_it() -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(TimeoutError, match="does not answer"), running([sys.executable, "-c", ""], url, 600.0):
        pass
