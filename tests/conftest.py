"""The sample lake: 494 real invoice lines taken through the whole flow once, for all tests that only read."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import hypothesis
import pytest
import uvicorn

from api.app import create_app
from api.client import Client
from configs.settings import PROJECT_DIR, Settings, child_environment, load_settings
from models_py import jobs
from tests.dbt_processes import run_dbt
from warehouse import dbt, locks
from warehouse.lake import Lake
from warehouse.landing import land

# The same draws each time, however busy the machine; `--hypothesis-profile=default` looks for what they do not find.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("suite")
# What dbt says of itself in JSON takes a tenth of a small build, and few tests read it.
os.environ.setdefault("DBT_WRITE_JSON", "false")
# What runs read, with what its tests compare it with: of a lake that was built before, a part that can change alone.
_TABLES = (
    "feat_panel",
    "feat_future",
    "dim_series",
    "dim_hierarchy",
    "fct_actuals",
    "rpt_row_accounting",
    "rpt_rejected_rows",
)
READ_BY_RUNS = [f"+{name}" for name in _TABLES]
SAMPLE = Path(__file__).parent / "fixtures" / "online_retail_sample.csv"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: two workers take files, and the last one should not wait for the other.

    Then those without the sample lake, so that no worker waits while the other one makes it; at the end the many short ones of the API.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    sampled = {item.path for item in items if "sample" in getattr(item, "fixturenames", ())}
    place = {path: n for n, path in enumerate(dict.fromkeys(item.path for item in items))}
    place |= {path: -n for path, n in place.items() if path in sampled}
    items.sort(key=lambda item: (item.path not in slow, item.path in sampled, place[item.path]))


def sample_settings(folder: Path, **overrides: object) -> Settings:
    """Settings of a lake of its own in `folder`, fed by the sample."""
    sources = {"online_retail": {"path": str(SAMPLE), "fetch": None}}
    return load_settings(
        app_env="test", lake_root=str(folder / "lake"), artifacts_root=str(folder / "artifacts"), sources=sources,
        forecasting={"workers": 1}, api={"bulk_limit_per_minute": 10_000}, llm_api_key=None, api_key=None, **overrides,
    )  # fmt: skip


def quiet(line: str) -> None:
    """Show nothing."""


def build(settings: Settings, select: Sequence[str] = (), variables: str = "{}") -> None:
    """As `dbt.build` on a lake that needs no mending, in a process that is there sooner."""
    command = [
        "build",
        "--vars",
        variables,
        "--exclude-resource-type",
        "unit_test",
        *(("--select", *select) if select else ()),
    ]
    run_dbt(command, PROJECT_DIR, child_environment(**dbt.places_of(settings)))


def run_flow(settings: Settings) -> None:
    """Raw file -> release with forecasts, as the scripts do it."""
    for name, config in settings.sources.items():
        land(Lake(settings.lake_root), name, config, quiet)
    dbt.build(settings, echo=quiet)
    jobs.train(settings)
    jobs.infer(settings)
    dbt.build(settings, select=["source:jobs+"], echo=quiet)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A lake with a published forecast. Read only: take `own_sample` to change it.

    The worker that needs it first makes it, for all; each has a copy, as the API writes beside it.
    """
    made = _made(tmp_path_factory)
    with locks.held(made / "lock", wait_seconds=600):
        if not (made / "seconds").exists():
            started = time.monotonic()
            run_flow(sample_settings(made))
            (made / "seconds").write_text(str(time.monotonic() - started))
    return _copy(made, tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def sample_seconds(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long the whole flow took here."""
    return float((_made(tmp_path_factory) / "seconds").read_text())


def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all workers look for the one that is made."""
    own = tmp_path_factory.getbasetemp()
    return (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "made"


@pytest.fixture(scope="session")
def own_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all copies of the sample lie, one after the other: what dbt parsed of the project holds for one place only."""
    return tmp_path_factory.mktemp("own")


@pytest.fixture
def own_sample(sample: Settings, own_place: Path) -> Settings:
    """A copy of the sample lake, free to be changed until the test ends."""
    lake, parsed, aside = own_place / "lake", own_place / "lake" / "work" / "target", own_place / "target"
    if parsed.exists():
        parsed.rename(aside)
    for folder in (lake, own_place / "artifacts"):
        shutil.rmtree(folder, ignore_errors=True)
    own = _copy(Path(sample.lake_root).parent, own_place)
    if aside.exists():
        shutil.rmtree(parsed)
        aside.rename(parsed)
    return own


def _copy(made: Path, folder: Path) -> Settings:
    """The lake and the artifacts of `made`, in another folder."""
    for name in ("lake", "artifacts"):
        shutil.copytree(made / name, folder / name)
    return sample_settings(folder)


Serve = Callable[[Settings], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start the API on settings; answers its URL. Real HTTP on a free port of loopback."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(settings: Settings) -> str:
        url, server, thread = start_api(settings)
        running.append((server, thread))
        return url

    yield start
    for server, thread in running:
        stop_api(server, thread)


@pytest.fixture(scope="session")
def api_url(sample: Settings) -> Iterator[str]:
    """The API on the sample lake."""
    url, server, thread = start_api(sample)
    yield url
    stop_api(server, thread)


@pytest.fixture
def client(api_url: str) -> Iterator[Client]:
    with Client(api_url) as opened:
        yield opened


def start_api(settings: Settings) -> tuple[str, uvicorn.Server, threading.Thread]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "the API did not start"
    return f"http://127.0.0.1:{listener.getsockname()[1]}", server, thread


def stop_api(server: uvicorn.Server, thread: threading.Thread) -> None:
    server.should_exit = True
    thread.join(60)
