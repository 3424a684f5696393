"""The command that lists releases and rolls back, as an operator runs it."""

import subprocess
import sys
from pathlib import Path

from configs.settings import PROJECT_DIR, Settings, child_environment
from warehouse.lake import Lake
from warehouse.releases import current_id, list_ids


def run(lake_root: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.releases", *arguments]
    environment = child_environment(LAKE_ROOT=lake_root)
    return subprocess.run(command, cwd=PROJECT_DIR, env=environment, capture_output=True, text=True, check=False)


def marked(output: str) -> list[str]:
    return [line.split()[1] for line in output.splitlines() if line.startswith("*")]


def test_when_releases_are_listed_then_all_are_there_and_the_current_one_is_marked(sample: Settings) -> None:
    lake = Lake(sample.lake_root)
    answer = run(sample.lake_root, "list")
    assert [line[2:].split()[0] for line in answer.stdout.splitlines()] == list_ids(lake)
    assert marked(answer.stdout) == [current_id(lake)]


def test_when_rolled_back_then_readers_get_the_older_release_and_none_is_lost(own_sample: Settings) -> None:
    lake = Lake(own_sample.lake_root)
    newest, *older = list_ids(lake)
    answer = run(own_sample.lake_root, "rollback", older[-1])
    assert answer.returncode == 0
    assert f"before: {newest}" in answer.stdout
    assert current_id(lake) == older[-1]
    assert marked(run(own_sample.lake_root, "list").stdout) == [older[-1]]
    assert list_ids(lake) == [newest, *older]


def test_when_the_release_is_unknown_then_the_command_fails_and_names_the_newest(own_sample: Settings) -> None:
    lake = Lake(own_sample.lake_root)
    before = current_id(lake)
    answer = run(own_sample.lake_root, "rollback", "20200101T000000-00000000")
    assert answer.returncode == 1
    assert str(before) in answer.stderr
    assert current_id(lake) == before


def test_when_the_lake_is_empty_then_the_list_says_what_to_run(tmp_path: Path) -> None:
    assert "make etl" in run(str(tmp_path), "list").stdout
