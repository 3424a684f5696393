"""The command that lists releases and rolls back, as an operator runs it."""

import re
import subprocess
import sys
from pathlib import Path

from configs.settings import PROJECT_DIR, Settings, child_environment
from warehouse.lake import Lake
from warehouse.releases import current_id, list_ids, open_release


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


def test_when_a_release_is_shown_then_parent_commit_and_every_table_with_rows_and_size_are_there(
    sample: Settings,
) -> None:
    lake = Lake(sample.lake_root)
    manifest = open_release(lake).manifest
    said = run(sample.lake_root, "show").stdout
    assert f"parent   {manifest.parent}" in said
    assert f"commit   {manifest.git_sha}" in said
    for name, table in manifest.tables.items():
        assert re.search(rf"^{name} ", said, flags=re.M)
        for file in table.files:
            assert re.search(rf" {file.rows:,} +[\d.]+ k?B  {file.file}$", said, flags=re.M)
    assert "parent   none" in run(sample.lake_root, "show", list_ids(lake)[-1]).stdout


def test_when_all_files_are_whole_then_verification_passes_and_counts_them(sample: Settings) -> None:
    answer = run(sample.lake_root, "verify")
    assert answer.returncode == 0
    assert re.fullmatch(r"\d+ files checked, 0 at fault\n", answer.stdout)


def test_when_files_are_damaged_or_gone_then_verification_fails_and_names_them(own_sample: Settings) -> None:
    release = open_release(Lake(own_sample.lake_root))
    Path(release.files("fct_actuals")[0]).write_bytes(b"PAR1")
    Path(release.files("dim_series")[0]).unlink()
    answer = run(own_sample.lake_root, "verify", release.id)
    assert answer.returncode == 1
    assert f"{release.files('dim_series')[0]}: missing" in answer.stdout
    assert f"{release.files('fct_actuals')[0]}: damaged: expected sha256" in answer.stdout
    assert "2 at fault" in answer.stdout


def test_when_pruned_then_it_says_what_it_freed_and_the_newest_is_whole(own_sample: Settings) -> None:
    lake = Lake(own_sample.lake_root)
    newest, *older = list_ids(lake)
    promised = run(own_sample.lake_root, "prune", "--keep", "1", "--dry-run").stdout
    assert list_ids(lake) == [newest, *older]
    said = run(own_sample.lake_root, "prune", "--keep", "1").stdout
    assert said == promised.replace("would free", "freed")
    assert f"{len(older)} releases" in said
    assert list_ids(lake) == [newest]
    assert run(own_sample.lake_root, "verify").returncode == 0


def test_when_none_would_be_kept_then_the_command_refuses(sample: Settings) -> None:
    answer = run(sample.lake_root, "prune", "--keep", "0")
    assert (answer.returncode, answer.stderr) == (1, "keep: expected at least 1, found 0\n")


def test_when_a_table_is_asked_for_then_its_file_is_named_or_the_tables_there_are(sample: Settings) -> None:
    release = open_release(Lake(sample.lake_root))
    assert run(sample.lake_root, "file", "fct_actuals").stdout.strip() == release.files("fct_actuals")[0]
    answer = run(sample.lake_root, "file", "fct_nothing")
    assert answer.returncode == 1
    assert "fct_actuals" in answer.stderr
