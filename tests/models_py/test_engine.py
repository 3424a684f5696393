"""Shards run in this process or in others, and what is done stays done."""

import os
from functools import partial
from pathlib import Path

import pytest

from models_py import engine
from models_py.engine import EngineError, run_shards


def write(folder: str, shard: int) -> None:
    Path(folder, f"{shard}").write_text(str(os.getpid()))


def fail_on_two(folder: str, shard: int) -> None:
    if shard == 2:
        raise RuntimeError("shard 2")
    write(folder, shard)


def die(folder: str, shard: int) -> None:
    os._exit(1)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PRELOAD", [])


def test_one_worker_is_this_process(tmp_path: Path) -> None:
    run_shards(partial(write, str(tmp_path)), [1, 2, 3], 1, lambda done, total: None)
    assert {file.read_text() for file in tmp_path.iterdir()} == {str(os.getpid())}


def test_more_workers_are_other_processes_and_progress_is_told(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    run_shards(partial(write, str(tmp_path)), [1, 2, 3], 2, lambda *at: seen.append(at))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert str(os.getpid()) not in {file.read_text() for file in tmp_path.iterdir()}


@pytest.mark.parametrize("workers", [1, 2])
def test_when_a_shard_raises_then_its_error_arrives_and_finished_ones_stay(tmp_path: Path, workers: int) -> None:
    with pytest.raises(RuntimeError, match="shard 2"):
        run_shards(partial(fail_on_two, str(tmp_path)), [1, 2], workers, lambda done, total: None)
    assert Path(tmp_path, "1").exists()


def test_when_a_worker_is_killed_then_the_error_says_how_to_resume(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="Run again to resume"):
        run_shards(partial(die, str(tmp_path)), [1, 2], 2, lambda done, total: None)


def test_no_shards_are_no_work() -> None:
    run_shards(print, [], 4, lambda done, total: None)
