"""The lake's own promises on local disk: atomic writes, one writer at a time, a work file that a kill cannot spoil."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from configs.settings import PROJECT_DIR, child_environment
from warehouse import locks, workfile
from warehouse.lake import Lake

HOLD = "import sys, time; from pathlib import Path; from warehouse.locks import held\nwith held(Path(sys.argv[1]), 0):\n  print('held', flush=True); time.sleep(float(sys.argv[2]))"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(str(tmp_path))


def holder(path: Path, seconds: float) -> "subprocess.Popen[str]":
    """A process that holds a lock for a while."""
    command = [sys.executable, "-c", HOLD, str(path), str(seconds)]
    process = subprocess.Popen(command, cwd=PROJECT_DIR, env=child_environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_when_the_root_is_no_known_kind_of_address_then_the_error_says_what_is_expected() -> None:
    with pytest.raises(ValueError, match="expected a local path or gs://"):
        Lake("s3://bucket/lake")


def test_when_a_file_changed_since_it_was_read_then_it_is_not_replaced(lake: Lake) -> None:
    absent = lake.read_versioned("pointer.json")
    with lake.exclusive():
        assert lake.replace(b"one", absent, "pointer.json")
        assert not lake.replace(b"two", absent, "pointer.json")
    seen = lake.read_versioned("pointer.json")
    lake.write(b"by somebody else", "pointer.json")
    with lake.exclusive():
        assert not lake.replace(b"three", seen, "pointer.json")
    assert lake.read("pointer.json") == b"by somebody else"


def test_when_many_create_a_file_at_once_then_one_does_and_it_is_whole(lake: Lake) -> None:
    contents = [f"{n}".encode() * 1000 for n in range(16)]
    with ThreadPoolExecutor(16) as pool:
        created = list(pool.map(lambda data: lake.create(data, "folder", "file"), contents))
    assert sum(created) == 1
    assert lake.read("folder", "file") == contents[created.index(True)]
    assert lake.names("folder") == ["file"]


def test_when_a_folder_is_removed_then_all_in_it_is_gone_and_again_is_no_fault(lake: Lake) -> None:
    lake.write(b"x", "a", "b", "c")
    lake.write(b"y", "d")
    for _ in range(2):
        lake.remove_all("a")
    assert lake.names() == ["d"]


@pytest.mark.parametrize("door", ["writing", "drafting"])
def test_when_a_write_fails_then_the_old_file_stays_and_no_draft(lake: Lake, door: str) -> None:
    lake.write(b"old", "a", "b.parquet")

    def failing() -> None:
        with getattr(lake, door)("a", "b.parquet") as draft:
            Path(draft).write_bytes(b"half")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        failing()
    assert lake.read("a", "b.parquet") == b"old"
    assert lake.names("a") == ["b.parquet"]


def test_when_a_lock_is_held_then_the_next_one_waits_and_hears_for_whom(tmp_path: Path) -> None:
    process, said = holder(tmp_path / "lock", 600), list[str]()

    def hear(line: str) -> None:
        said.append(line)
        process.kill()

    with locks.held(tmp_path / "lock", 60, hear):
        assert process.wait() != 0
    assert len(said) == 1
    assert f"process {process.pid}" in said[0]
    assert "at most 60 s" in said[0]


def test_when_a_lock_is_not_let_go_in_time_then_the_error_names_the_process(tmp_path: Path) -> None:
    process = holder(tmp_path / "lock", 600)
    with pytest.raises(locks.Busy, match=f"process {process.pid}, and still was after 0 s"):
        locks.take(tmp_path / "lock", 0.2)
    process.kill()
    process.wait()
    with locks.held(tmp_path / "lock", 60):  # the kernel has freed it
        pass


def work_file(work: Path) -> Path:
    with duckdb.connect(str(work / workfile.DATABASE)) as con:
        con.execute("create table t as select range as n, 'x' || range as name from range(200000)")
    return work / workfile.DATABASE


SPOILED = {
    "cut": lambda data: data[:5000],
    "emptied": lambda data: data[:16],
    "header-zeroed": lambda data: b"\0" * 8192 + data[8192:],
    "garbage": lambda data: b"no database " * 2000,
}


@pytest.mark.parametrize("how", SPOILED)
def test_when_the_work_file_is_damaged_then_it_is_removed_and_said(tmp_path: Path, how: str) -> None:
    database, said = work_file(tmp_path), list[str]()
    database.write_bytes(SPOILED[how](database.read_bytes()))
    assert not workfile.is_usable(tmp_path, said.append)
    assert not database.exists()
    assert len(said) == 1
    assert "was damaged and has been removed" in said[0]


def test_when_the_work_file_is_whole_or_in_use_then_it_stays(tmp_path: Path) -> None:
    database = work_file(tmp_path)
    assert workfile.is_usable(tmp_path, print)
    process = holder(tmp_path / "build.lock", 60)
    database.write_bytes(b"being written")  # another build runs: not ours to judge
    assert workfile.is_usable(tmp_path, print)
    process.kill()
    process.wait()
    assert database.exists()


def test_when_another_process_has_the_database_open_then_it_is_not_taken_for_damaged(tmp_path: Path) -> None:
    database = work_file(tmp_path)
    code = f"import duckdb, time; c = duckdb.connect({str(database)!r}); print('open', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "open\n"
    assert workfile.is_usable(tmp_path, print)
    process.kill()
    process.wait()
    assert database.exists()
