"""Run the API, the dashboard or both in the foreground until interrupted: `python -m scripts.serve [api] [dashboard]`."""

import argparse
import signal
import subprocess
import sys
import time
from types import FrameType

import httpx

from configs.settings import PROJECT_DIR, Settings, child_environment, get_settings

_START_SECONDS = 60


def commands(settings: Settings) -> dict[str, list[str]]:
    """The command of each role, on the addresses of the settings."""
    api, dashboard = settings.api, settings.dashboard
    return {
        # h11 bounds what it keeps of a head that does not end; httptools does not.
        "api": [
            sys.executable, "-m", "uvicorn", "api.app:app", "--host", api.host, "--port", str(api.port), "--no-access-log",
            "--http", "h11", "--timeout-graceful-shutdown", str(api.shutdown_seconds),
            "--timeout-keep-alive", str(api.keep_alive_seconds),
        ],
        "dashboard": [
            sys.executable, "-m", "streamlit", "run", "dashboard/app.py", "--server.headless", "true",
            "--server.address", dashboard.host, "--server.port", str(dashboard.port),
        ],
    }  # fmt: skip


def serve(settings: Settings, roles: list[str]) -> int:
    """Start the roles, say where they are once they answer, stop all when one stops or on a signal."""
    urls = {
        "api": f"http://{settings.api.host}:{settings.api.port}",
        "dashboard": f"http://{settings.dashboard.host}:{settings.dashboard.port}",
    }
    health = {"api": "/health/live", "dashboard": "/_stcore/health"}
    signal.signal(signal.SIGTERM, _interrupt)
    children = [subprocess.Popen(commands(settings)[role], cwd=PROJECT_DIR, env=child_environment()) for role in roles]
    try:
        for role, child in zip(roles, children, strict=True):
            wait_for(urls[role] + health[role], child)
            print(f"{role}: {urls[role]}{'/docs' if role == 'api' else ''}", flush=True)
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        return 1
    except KeyboardInterrupt:
        return 0
    except TimeoutError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        _stop(children, settings.api.shutdown_seconds + 20)


def _stop(children: list["subprocess.Popen[bytes]"], seconds: float) -> None:
    """End the children, whatever signals come meanwhile: from a terminal and from make there are several."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    deadline = time.monotonic() + seconds
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(max(deadline - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            child.kill()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def wait_for(url: str, child: subprocess.Popen[bytes], seconds: float = _START_SECONDS) -> None:
    """Until a server answers with success; raises TimeoutError when it has ended, or does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while child.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError(f"{url} does not answer; is its port in use?")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("roles", nargs="*", default=["api", "dashboard"], help="api, dashboard")
    roles = parser.parse_args().roles
    unknown = set(roles) - {"api", "dashboard"}
    if unknown:
        parser.error(f"unknown role {', '.join(sorted(unknown))}; there are: api, dashboard")
    return serve(get_settings(), roles)


if __name__ == "__main__":
    sys.exit(main())
