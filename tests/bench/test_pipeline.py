"""The pipeline's benchmark counts bare calls, shards and bars as it says."""

import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from bench import pipeline
from bench.bare import Clock
from bench.bars import verdicts
from bench.cost import figures
from bench.measure import run
from bench.pairs import Pair, sampled
from bench.scale import Watch
from configs.settings import child_environment


def burn(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def is_written(file: Path) -> bool:
    return file.exists() and bool(file.read_text())


def test_a_call_inside_a_timed_call_belongs_to_that_one() -> None:
    library = SimpleNamespace(inner=lambda: burn(0.02))
    library.outer = lambda: library.inner()
    clock = Clock()
    clock.wrap(library, "inner", "inner")
    clock.wrap(library, "outer", "outer")
    library.outer()
    library.inner()
    assert clock.calls == {"outer": 1, "inner": 1}
    assert all(0.02 <= seconds < 0.2 for seconds in clock.seconds.values())


def test_a_call_that_fails_is_timed_too() -> None:
    library, clock = SimpleNamespace(fit=lambda: 1 / 0), Clock()
    clock.wrap(library, "fit", "fit")
    with pytest.raises(ZeroDivisionError):
        library.fit()
    assert (clock.calls, clock.depth) == ({"fit": 1}, 0)


def test_bare_is_imports_and_calls_and_a_global_model_is_counted_by_series() -> None:
    bare = {
        "imports": 1.0,
        "seconds": {"ces": 2.0, "lightgbm": 5.0, "seasonal_naive": 0.0},
        "calls": {"ces": 100, "lightgbm": 3, "seasonal_naive": 200},
    }
    found = figures(bare, whole=10.0, series=50)
    assert found["bare_seconds"] == 8.0
    assert found["ratio"] == 1.25
    assert found["ms_per_series"] == 200.0
    assert found["models"] == {"ces": 20.0, "lightgbm": 25.0, "seasonal_naive": 0.0}


def test_a_shard_that_is_written_again_is_found(tmp_path: Path) -> None:
    shards = tmp_path / "train-1" / "shards"
    shards.mkdir(parents=True)
    (shards / "00000.parquet").write_text("done")
    (shards / "00001.parquet").write_text("done")
    (shards / "global-x-0.json").write_text("no shard")
    before, after = Watch(tmp_path), Watch(tmp_path)
    assert before.look() == 2
    (shards / "00002.parquet").write_text("new")
    assert after.look() == 3
    assert after.again(before) == 0
    (shards / "00001.parquet").unlink()
    time.sleep(0.02)
    (shards / "00001.parquet").write_text("again")
    after.look()
    assert after.again(before) == 1


def test_what_is_told_to_stop_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "open('pid', 'w').write(str(child.pid)); time.sleep(60)\n"
    )
    pid, started = tmp_path / "pid", time.monotonic()
    run([sys.executable, "-c", code], tmp_path, child_environment(), tmp_path / "log", lambda: is_written(pid))
    assert time.monotonic() - started < 30
    assert not Path("/proc", pid.read_text()).exists()


def test_a_sample_has_the_same_series_in_both_files(tmp_path: Path) -> None:
    names = [f"s{i}" for i in range(10)]
    for part in ("train", "test"):
        pd.DataFrame({"unique_id": names * 2, "y": range(20)}).to_parquet(tmp_path / f"{part}.parquet")
    pair = Pair("x", tmp_path / "train.parquet", tmp_path / "test.parquet", "D", 7)
    few = sampled(pair, 4, tmp_path / "few")
    chosen = [sorted(pd.read_parquet(path)["unique_id"]) for path in (few.train, few.test)]
    assert len(set(chosen[0])) == 4
    assert len(chosen[0]) == 8
    assert chosen[0] == chosen[1]
    assert sampled(pair, 10, tmp_path / "all") == pair


def test_every_part_has_bars_that_its_figures_meet_or_miss() -> None:
    found = {
        "cost": {"ms_per_series": 10.0, "ratio": 1.1},
        "scale": {"seconds": 60.0, "peak_gib": 1.0, "shards_again": 1},
        "hostile": {"faults": {"lost": 0, "failed": 0}, "rows_unaccounted": 0},
    }
    missed = [v["bar"] for v in verdicts(found, pipeline.BARS) if not v["ok"]]
    assert missed == ["shards done again after a kill"]
    assert set(found) == set(pipeline.PARTS)


def test_presets_are_a_table_of_models() -> None:
    common = {"ms_per_series": 1.0, "bare_seconds": 1.0, "whole_seconds": 1.1, "ratio": 1.1}
    shown = list(pipeline.preset_table({"a": {"models": {"x": 1.5}, **common}, "b": {"models": {"y": 2.5}, **common}}))
    assert shown[1].split() == ["x", "1.5", "-"]
    assert shown[2].split() == ["y", "-", "2.5"]
