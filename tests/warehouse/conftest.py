"""Real servers for the tests of sources: PostgreSQL and an object store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from landed import HEADER

from tests import gcs as object_store
from tests import postgres
from warehouse.lake import Lake


@pytest.fixture
def empty_lake(tmp_path: Path) -> Lake:
    return Lake(str(tmp_path / "lake"))


@pytest.fixture
def depots(tmp_path: Path) -> Path:
    """One file with two rows."""
    file = tmp_path / "depots.csv"
    file.write_text(HEADER + "north,01/02/2020,3\nsouth,02/02/2020,4\n")
    return file


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL server whose user may do all; each test makes tables of its own."""
    with postgres.start_server() as url:
        yield url


@pytest.fixture(scope="module")
def gcs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an object store; in this process `gs://` leads there. Its buckets `drop` and `lake` are empty."""
    with (
        pytest.MonkeyPatch.context() as patch,
        object_store.start_server(tmp_path_factory.mktemp("gcs"), "drop", "lake") as url,
    ):
        for name, value in object_store.environment(url).items():
            patch.setenv(name, value)
        _forget_connections()
        yield url
    _forget_connections()


def _forget_connections() -> None:
    from gcsfs import GCSFileSystem  # reads the environment when it is imported

    GCSFileSystem.clear_instance_cache()
