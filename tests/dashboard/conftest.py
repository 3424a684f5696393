"""The dashboard against the fake API: in this process for pages, in a process of its own for the browser."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

import fake_api
import fake_world
import httpx
import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from configs.settings import PROJECT_DIR, child_environment, get_settings

ENTRY = str(PROJECT_DIR / "dashboard" / "app.py")
Opened = Callable[..., AppTest]


@pytest.fixture(scope="module", autouse=True)
def _scanned_once() -> Iterator[None]:
    """Streamlit looks for components in all that is installed before the first run of each app: here it looks once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """`open_page(world, "accuracy")`: the page as the reader of that world first sees it."""
    with ExitStack() as servers:

        def opened(world: fake_world.World | None, page: str = "forecast", **query: str) -> AppTest:
            url = servers.enter_context(fake_api.serving(world)) if world else "http://127.0.0.1:9"
            monkeypatch.setenv("DASHBOARD__API_URL", url)
            get_settings.cache_clear()
            st.cache_data.clear()
            app = AppTest.from_file(ENTRY, default_timeout=30)
            app.query_params.update(query)
            app.run()
            return app if page == "forecast" or not world else app.switch_page(f"app_pages/{page}.py").run()

        yield opened
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def dashboard_url() -> Iterator[str]:
    """A dashboard over the fake API, as `streamlit run` starts it from the root."""
    with fake_api.serving(fake_world.demo()) as api_url, streamlit_at(api_url) as url:
        yield url


@pytest.fixture(scope="session")
def real_dashboard_url(api_url: str) -> Iterator[str]:
    """A dashboard over the real API, on the lake of the sample."""
    with streamlit_at(api_url) as url:
        yield url


@contextmanager
def streamlit_at(api_url: str) -> Iterator[str]:
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", "--server.headless", "true"]
    process = subprocess.Popen(
        [*command, "--server.port", str(port), "--server.address", "127.0.0.1"],
        cwd=PROJECT_DIR,
        env=child_environment(DASHBOARD__API_URL=api_url),
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if httpx.get(url).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError(f"{url} did not answer within {seconds} seconds")
