"""Shards on a Ray cluster of two workers on this machine: killed workers change nothing."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pandas as pd
import psutil
import pytest
import ray
from ray.util.client import ray as client

from configs.settings import Settings
from models_py.clusters import Engine, run_on_cluster
from models_py.engine import EngineError
from tests.models_py import shards
from tests.models_py.shards import _poll_often as _poll_often
from tests.models_py.shards import one_dies as one_dies

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module", autouse=True)
def _own_folder() -> Iterator[None]:
    """Ray's sockets have a short path, or it does not start; what it leaves goes with the folder."""
    folder = tempfile.mkdtemp(prefix="ray", dir="/tmp")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_TMPDIR", folder)
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_AUTH_MODE", "disabled")  # or a token would be left in the user's home
        patch.setenv("RAY_worker_niceness", "0")  # or the workers wait for the tests beside them
        patch.delenv("RAY_ADDRESS", raising=False)
        yield
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster(_own_folder: None) -> Iterator[None]:
    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100_000_000)
    yield
    ray.shutdown()


def test_without_a_cluster_one_is_started_and_ended_with_the_run(tmp_path: Path) -> None:
    others, seen = shards.children(), set[psutil.Process]()
    told: list[int] = []

    def on_done(done: int, total: int) -> None:
        seen.update(shards.children() - others)
        told.append(done)

    rest = partial(shards.left, str(tmp_path))
    work = partial(shards.write, str(tmp_path))
    run_on_cluster(work, list(range(6)), Engine("ray", "local", 2), rest, on_done)
    assert sorted(file.read_text() for file in tmp_path.iterdir()) == [f"result {n}" for n in range(6)]
    assert told == sorted(set(told))
    assert told[-1] == 6
    assert len(seen) > 2
    assert not ray.is_initialized()
    assert psutil.wait_procs(seen, timeout=20)[1] == []


def test_when_workers_are_killed_then_train_and_infer_give_what_local_processes_give(
    cluster: None, make_settings: Callable[..., Settings], panel: pd.DataFrame,
    one_dies: None, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    expected = shards.flow(make_settings("local", workers=2), panel, monkeypatch)
    found = shards.flow(make_settings("ray", engine="ray"), panel, monkeypatch)
    shards.assert_the_same(found, expected)


def test_a_client_of_a_cluster_has_the_work_done_in_the_cluster(
    cluster: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(client, "is_connected", lambda: asked.append(True) or True)
    assert shards.run(shards.write, tmp_path, [1, 2, 3], Engine("ray"))[-1] == (3, 3)
    assert asked == [True], "the task itself is no client"


def test_when_a_shard_raises_then_the_error_says_what_and_the_run_resumes(cluster: None, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"ray: \d of 2 shards .* again to resume. RuntimeError: shard 2 is bad"):
        shards.run(shards.fail_on_two, tmp_path, [1, 2], Engine("ray"))
    assert shards.run(shards.write, tmp_path, [1, 2], Engine("ray"))[-1] == (2, 2)
    assert ray.is_initialized(), "a cluster of the caller's is not ended"


def test_when_a_worker_dies_of_its_shard_again_and_again_then_the_run_ends(cluster: None, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="ray: 0 of 1 shards are done"):
        shards.run(shards.die, tmp_path, [1], Engine("ray"))
