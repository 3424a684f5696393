"""Shards on a Dask cluster of two workers on this machine, and what goes wrong on any cluster."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import dask
import pandas as pd
import psutil
import pytest
from distributed import LocalCluster

from configs.settings import Settings
from models_py import clusters
from models_py.clusters import Engine, run_on_cluster
from models_py.engine import EngineError
from tests.models_py import shards
from tests.models_py.shards import _poll_often as _poll_often
from tests.models_py.shards import one_dies as one_dies

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        yield Engine("dask", cluster.scheduler_address)


def test_without_a_cluster_one_is_started_and_ended_with_the_run(tmp_path: Path) -> None:
    before, seen = shards.children(), set[psutil.Process]()

    def on_done(done: int, total: int) -> None:
        seen.update(shards.children())

    rest = partial(shards.left, str(tmp_path))
    run_on_cluster(partial(shards.write, str(tmp_path)), [1, 2, 3], Engine("dask", workers=2), rest, on_done)
    assert sorted(file.read_text() for file in tmp_path.iterdir()) == [f"result {n}" for n in (1, 2, 3)]
    workers = seen - before
    assert len(workers) >= 2
    assert psutil.wait_procs(workers, timeout=20)[1] == []


def test_when_workers_are_killed_then_train_and_infer_give_what_local_processes_give(
    engine: Engine, make_settings: Callable[..., Settings], panel: pd.DataFrame,
    one_dies: None, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    expected = shards.flow(make_settings("local", workers=2), panel, monkeypatch)
    settings = make_settings("dask", engine="dask", engine_address=engine.address)
    shards.assert_the_same(shards.flow(settings, panel, monkeypatch), expected)


def test_progress_is_told_as_results_appear(engine: Engine, tmp_path: Path) -> None:
    told = shards.run(shards.write, tmp_path, list(range(20)), engine)
    assert told == sorted(set(told))
    assert told[-1] == (20, 20)


def test_when_a_shard_raises_then_the_error_says_what_and_the_run_resumes(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"dask: \d of 2 shards .* again to resume. RuntimeError: shard 2 is bad"):
        shards.run(shards.fail_on_two, tmp_path, [1, 2], engine)
    assert shards.run(shards.write, tmp_path, [1, 2], engine)[-1] == (2, 2)


def test_what_has_a_result_is_not_done_again(engine: Engine, tmp_path: Path) -> None:
    Path(tmp_path, "1").write_text("of before")
    shards.run(shards.write, tmp_path, [1, 2], engine)
    assert [Path(tmp_path, name).read_text() for name in ("1", "2")] == ["of before", "result 2"]


def test_when_results_are_not_to_be_seen_then_the_error_asks_for_shared_storage(engine: Engine, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    there.mkdir()
    with pytest.raises(EngineError, match=r"2 of 2 results .* a bucket or a shared disk"):
        run_on_cluster(
            partial(shards.write, str(there)), [1, 2], engine, partial(shards.left, str(here)), lambda *at: None
        )


def test_when_a_worker_has_other_code_then_it_does_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "code_digest", lambda: "of another version")
    with pytest.raises(EngineError, match="a worker has other forecasting code"):
        shards.run(shards.write, tmp_path, [1], engine)
    assert list(tmp_path.iterdir()) == []


def test_when_telling_of_progress_fails_then_the_run_does(engine: Engine, tmp_path: Path) -> None:
    work, rest = partial(shards.write, str(tmp_path)), partial(shards.left, str(tmp_path))
    with pytest.raises(EngineError, match="ZeroDivisionError"):
        run_on_cluster(work, [1], engine, rest, lambda done, total: 1 // 0)


def test_the_address_of_dasks_own_configuration_counts(engine: Engine, tmp_path: Path) -> None:
    before = shards.children()
    with dask.config.set({"scheduler-address": engine.address}):
        shards.run(shards.write, tmp_path, [1], Engine("dask"))
    assert shards.children() <= before
    assert Path(tmp_path, "1").exists()
