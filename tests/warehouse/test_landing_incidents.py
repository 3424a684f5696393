"""Landing when something happens meanwhile: a file changes, a process is killed, two land at once, files come late."""

import gzip
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from landed import HEADER, child, csv_source, environment, loads, rows, values

from tests.conftest import quiet
from warehouse import landing
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.sources.base import SourceError


@pytest.mark.parametrize("moment", ["depots.csv (1 of 1)", "rows so far"])
def test_when_a_file_changes_while_it_lands_then_nothing_of_it_does(
    empty_lake: Lake, depots: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing, "_LINE_SECONDS", 0.0)

    def grow(line: str) -> None:
        if line.endswith(moment):
            depots.write_text(HEADER + "late,02/02/2020,4\n")

    with pytest.raises(SourceError, match="changed while it was read"):
        land(empty_lake, "depots", csv_source(depots), grow)
    assert loads(empty_lake) == []


KILLED = """
import time
from configs.contracts import SourceConfig
from tests.warehouse.landed import csv_source
from warehouse import landing
from warehouse.lake import Lake
landing._LINE_SECONDS = 0.0
def stop(line):
    if "rows so far" in line:
        print("landing", flush=True)
        time.sleep(60)
landing.land(Lake(sys.argv[1]), "depots", csv_source(sys.argv[2]), stop)
"""


def test_when_a_load_is_killed_then_the_next_one_lands_its_rows_once(empty_lake: Lake, depots: Path) -> None:
    command = child(KILLED, empty_lake.root, str(depots))
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "landing\n"
        killed.send_signal(signal.SIGKILL)
    assert list(Path(empty_lake.root).rglob("*.tmp")) != []
    assert rows(empty_lake) == []
    assert land(empty_lake, "depots", csv_source(depots), quiet).rows == 2
    assert len(rows(empty_lake)) == 2


TOGETHER = """
import time
from tests.warehouse.landed import csv_source
from warehouse.lake import Lake
from warehouse.landing import land
print("ready", flush=True)
sys.stdin.readline()
land(Lake(sys.argv[1]), "depots", csv_source(sys.argv[2]), lambda line: None)
"""


def test_when_two_processes_land_the_same_at_once_then_it_lands_once(empty_lake: Lake, depots: Path) -> None:
    depots.write_text(HEADER + "".join(f"depot {n},01/02/2020,{n}\n" for n in range(50_000)))
    command = child(TOGETHER, empty_lake.root, str(depots))
    pipe = subprocess.PIPE
    both = [subprocess.Popen(command, env=environment(), stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in both:
        process.communicate(timeout=60)
    assert [process.returncode for process in both] == [0, 0]
    assert len(rows(empty_lake)) == 50_000


@settings(max_examples=15, deadline=None)
@given(
    files=st.lists(st.lists(st.integers(0, 10**6), max_size=6), min_size=1, max_size=6),
    runs=st.lists(st.integers(0, 5), min_size=1, max_size=4),
)
def test_however_rows_are_split_into_files_and_loads_each_lands_once(files: list[list[int]], runs: list[int]) -> None:
    """Files appear one after the other, with a load after some of them; each row is told apart by its own number."""
    with tempfile.TemporaryDirectory() as folder:
        lake, number = Lake(f"{folder}/lake"), 0
        Path(folder, "depots-.csv").write_text(HEADER + "always,01/02/2020,0\n")
        Path(folder, "depots-none.csv").write_text(HEADER)
        for n, parcels in enumerate(files):
            lines = [f"depot {number + i},01/02/2020,{y}\n" for i, y in enumerate(parcels)]
            number += len(parcels)
            Path(folder, f"depots-{n}.csv.gz").write_bytes(gzip.compress((HEADER + "".join(lines)).encode()))
            if n in runs:
                land(lake, "depots", csv_source(f"{folder}/depots-*"), quiet)
        land(lake, "depots", csv_source(f"{folder}/depots-*"), quiet)
        expected = [f"depot {i}" for i in range(number)] + ["always"]
        assert sorted(depot for (depot,) in values(lake, "Depot")) == sorted(expected)
