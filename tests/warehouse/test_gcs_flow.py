"""The whole flow with a lake and artifacts in a bucket: real builds, training, forecasts, and the API on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.client import Client
from configs.settings import Settings
from tests import gcs
from tests.conftest import Serve, run_flow, sample_settings
from warehouse import retention
from warehouse.cache import FileCache
from warehouse.lake import Lake
from warehouse.releases import current_id, list_ids, open_release


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of this module's own; dbt, which runs as a process, finds it, too."""
    with gcs.start_server(tmp_path_factory.mktemp("gcs"), "flow") as url, pytest.MonkeyPatch.context() as patch:
        for name, value in gcs.environment(url).items():
            patch.setenv(name, value)
        yield url


@pytest.fixture(autouse=True)
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setattr("warehouse.releases.shared_cache", lambda: FileCache(folder, 10**9))
    return folder


@pytest.fixture(scope="module")
def flow(url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The whole flow on a lake and artifacts in a bucket."""
    folder = tmp_path_factory.mktemp("flow")
    places = {"lake_root": "gs://flow/lake", "artifacts_root": "gs://flow/artifacts", "lake_work": str(folder / "work")}
    settings = sample_settings(folder).model_copy(update=places)
    run_flow(settings)
    return settings


def test_the_whole_flow_runs_in_a_bucket_and_readers_get_the_same_as_on_disk(
    flow: Settings, sample: Settings, cached: Path
) -> None:
    there, here = open_release(Lake(flow.lake_root)), open_release(Lake(sample.lake_root))
    assert len(list_ids(there.lake)) == 2
    assert {n: t.rows for n, t in there.manifest.tables.items()} == {n: t.rows for n, t in here.manifest.tables.items()}
    for table in ("feat_panel", "feat_future"):
        assert there.manifest.tables[table].sha256 == here.manifest.tables[table].sha256
    assert [fault for _, fault in retention.verify(there.lake) if fault] == []
    stored = [there.lake.relative(found) for found in there.lake.files()]
    assert [name for name in stored if name.endswith((".draft", ".tmp"))] == []


def test_the_api_reads_a_lake_in_a_bucket(flow: Settings, serve: Serve, cached: Path) -> None:
    with Client(serve(flow)) as client:
        forecasts = client.forecasts(unique_id="weekly_units:21682")
        assert len(forecasts.items) == 8
        assert forecasts.release_id == current_id(Lake(flow.lake_root))
        assert client.monitoring_summary().sets
    panel = open_release(Lake(flow.lake_root)).manifest.tables["feat_panel"]
    assert panel.sha256 not in {file.stem for file in cached.glob("*.parquet")}
