"""Shards for the tests of engines: what workers call has to be importable there."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest

from configs.settings import Settings
from models_py import clusters, jobs, runs, training
from models_py.clusters import Engine, run_on_cluster
from tests.models_py.conftest import release
from warehouse.lake import Lake


def write(folder: str, shard: int) -> None:
    Path(folder, f"{shard}").write_text(f"result {shard}")


def fail_on_two(folder: str, shard: int) -> None:
    if shard == 2:
        raise RuntimeError("shard 2 is bad")
    write(folder, shard)


def die(folder: str, shard: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def left(folder: str, shards: Sequence[int]) -> list[int]:
    return [shard for shard in shards if not Path(folder, f"{shard}").exists()]


def die_once(marker: str, name: str, function: Callable[[Any], object], shard: Any) -> None:
    """Call the function, but at the shard of a name kill this process the first time, as an operating system does."""
    if name in str(shard) and not Path(marker).exists():
        Path(marker).write_text(f"{os.getpid()}")
        os.kill(os.getpid(), signal.SIGKILL)
    function(shard)


def run(function: Callable[[str, int], None], folder: Path, shards: list[int], engine: Engine) -> list[tuple[int, int]]:
    """Run shards that write into a folder; answers what was told of progress."""
    told: list[tuple[int, int]] = []
    work, rest = partial(function, str(folder)), partial(left, str(folder))
    run_on_cluster(work, shards, engine, rest, lambda *at: told.append(at))
    return told


def children() -> set[psutil.Process]:
    """Processes of this one, but the one that Python keeps to itself for as long as it lives."""
    found = psutil.Process().children(recursive=True)
    return {child for child in found if child.is_running() and not _is_pythons(child)}


def _is_pythons(process: psutil.Process) -> bool:
    try:
        return any("resource_tracker" in word or "forkserver" in word for word in process.cmdline())
    except psutil.NoSuchProcess:
        return True


@pytest.fixture(autouse=True)
def _poll_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "POLL_SECONDS", 0.1)


@pytest.fixture
def one_dies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The worker that gets the second shard of a run for the first time is killed; at least one has to be."""

    def dying(function: Callable[[Any], object], *rest: Any) -> None:
        marker = tmp_path / f"killed-{len(list(tmp_path.glob('killed-*')))}"
        run_on_cluster(partial(die_once, str(marker), "00001", function), *rest)

    monkeypatch.setattr(runs, "run_on_cluster", dying)
    yield
    killed = [int(file.read_text()) for file in tmp_path.glob("killed-*")]
    assert len(killed) == 2, "one in training, one in inference"
    assert os.getpid() not in killed


def flow(settings: Settings, panel: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Train and infer on a release of the panel: run ids, each shard's bytes, and the rows of jobs."""
    for module in (training, jobs):
        monkeypatch.setattr(module, "clean", lambda run: None)
    release(Lake(settings.lake_root), panel)
    ids = [jobs.train(settings).run_id, jobs.infer(settings).run_id]
    files = [file for run_id in ids for file in Path(settings.artifacts_root, run_id, "shards").iterdir()]
    shards = {f"{file.parts[-3]}/{file.name}": file.read_bytes() for file in files}
    return {"ids": ids, "shards": shards} | {
        table: _rows(settings, table) for table in ("backtests", "forecasts", "series_status")
    }


def _rows(settings: Settings, table: str) -> pd.DataFrame:
    files = sorted(Path(settings.lake_root, "jobs", table).rglob("*.parquet"))
    return pd.concat([pd.read_parquet(file) for file in files], ignore_index=True).drop(columns="created_at")


def assert_the_same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert found["ids"] == expected["ids"]
    assert len(expected["shards"]) == 8
    assert found["shards"] == expected["shards"]
    for table in ("backtests", "forecasts", "series_status"):
        assert len(expected[table]) > 20
        pd.testing.assert_frame_equal(found[table], expected[table], check_exact=True)
