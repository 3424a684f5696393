"""Releases: immutable, one pointer, as-of reads, rollback; a build that does not pass publishes nothing."""

import json
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from configs.settings import Settings
from tests.conftest import build, quiet
from warehouse import dbt, locks, releases
from warehouse.lake import Lake
from warehouse.releases import Release, ReleaseError
from warehouse.store import read


def rows(lake: Lake, table: str, release: str | None = None) -> int:
    counted = releases.open_release(lake, release).duckdb().table(table).count("*").fetchone()
    assert counted
    return int(counted[0])


@pytest.fixture
def lake(own_sample: Settings) -> Lake:
    return Lake(own_sample.lake_root)


def test_every_table_of_a_manifest_is_there_with_its_rows(lake: Lake) -> None:
    release = releases.open_release(lake)
    assert {"feat_panel", "fct_forecasts", "rpt_series_facts"} <= set(release.manifest.tables)
    for name, table in release.manifest.tables.items():
        assert release.dataset(name).count_rows() == table.rows


def test_a_footer_is_parsed_once_for_all_cursors(lake: Lake) -> None:
    opened = releases.open_release(lake)
    for cursor in (opened.cursor(), opened.duckdb("dim_series")):
        assert cursor.sql("select current_setting('parquet_metadata_cache')").fetchall() == [(True,)]


def test_a_slice_of_a_table_is_what_the_whole_has_of_those_series(lake: Lake) -> None:
    release = releases.open_release(lake)
    wanted = ["weekly_units:21134", "weekly_units:85114C"]
    whole = read(release, "feat_panel")
    part = read(release, "feat_panel", unique_ids=wanted)
    expected = whole[whole["unique_id"].isin(wanted)].reset_index(drop=True)
    assert len(expected) > 100
    assert part.equals(expected)


INPUTS = ("feat_panel", "feat_future", "dim_series", "fct_actuals", "fct_forecasts", "fct_backtests")


def assert_next_with_the_same_inputs(after: Release, before: Release) -> None:
    """A new release, whose files of what runs read are those of the one before: nothing had changed."""
    assert after.id != before.id
    assert after.manifest.parent == before.id
    for table in INPUTS:
        assert after.manifest.tables[table] == before.manifest.tables[table]


@pytest.fixture
def doubled_forecasts(lake: Lake) -> Path:
    """A run whose forecasts are in the lake twice: a dbt test finds it. Delete the file to mend it."""
    part = next(Path(lake.root).glob("jobs/forecasts/run_id=infer-*/part-0.parquet"))
    return Path(shutil.copy(part, part.with_name("part-again.parquet")))


def test_when_a_test_fails_then_nothing_is_published_nor_a_smaller_build_and_a_whole_one_is_with_the_same_files(
    own_sample: Settings, lake: Lake, doubled_forecasts: Path
) -> None:
    published, files, said = releases.open_release(lake), releases.list_ids(lake), list[str]()
    before = published.id
    with pytest.raises(dbt.DbtError, match="unique_grain_stg_jobs__forecasts"):
        dbt.build(own_sample, select=["source:jobs+"], echo=quiet)
    assert releases.current_id(lake) == before
    assert releases.list_ids(lake) == files
    assert rows(lake, "fct_forecasts") > 0
    doubled_forecasts.unlink()
    dbt.build(own_sample, select=["dim_metric"], echo=said.append)
    assert releases.current_id(lake) == before
    assert any("Not published: an earlier build of" in line for line in said)
    build(own_sample)
    assert_next_with_the_same_inputs(releases.open_release(lake), published)


def test_when_a_release_is_unknown_then_the_error_names_the_newest(lake: Lake) -> None:
    with pytest.raises(ReleaseError, match=f"unknown release .*{releases.current_id(lake)}"):
        releases.open_release(lake, "20200101T000000-00000000")


def test_an_older_release_can_be_read_and_rolled_back_to(lake: Lake) -> None:
    newest, *older = releases.list_ids(lake)
    assert rows(lake, "fct_forecasts", older[-1]) == 0
    releases.roll_back(lake, older[-1])
    assert rows(lake, "fct_forecasts") == 0
    releases.roll_back(lake, newest)
    assert rows(lake, "fct_forecasts") > 0


def test_after_a_rollback_a_partial_build_does_not_mix_two_releases(own_sample: Settings, lake: Lake) -> None:
    newest, *_, oldest = releases.list_ids(lake)
    releases.roll_back(lake, oldest)
    with pytest.raises(dbt.DbtError, match=f"the current release is {oldest}, these tables were built beside {newest}"):
        dbt.build(own_sample, select=["dim_metric"], echo=quiet)
    assert releases.current_id(lake) == oldest


def test_when_there_is_no_release_then_the_error_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="make etl"):
        releases.open_release(Lake(str(tmp_path)))


def test_when_a_required_table_was_never_built_then_publish_refuses(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="never built: feat_panel"):
        releases.publish(Lake(str(tmp_path)), [], ["feat_panel"], "i")
    assert not (tmp_path / "current.json").exists()


def test_the_pointer_names_one_release(lake: Lake) -> None:
    assert json.loads(lake.read("current.json")) == {"release_id": releases.list_ids(lake)[0]}


def test_when_builds_start_while_another_runs_then_they_wait_for_it_by_name_and_publish_one_after_the_other(
    own_sample: Settings, lake: Lake
) -> None:
    before, said = len(releases.list_ids(lake)), list[str]()

    def waiting() -> int:
        return len([line for line in said if f"waiting for process {os.getpid()} " in line and "at most 600 s" in line])

    with ThreadPoolExecutor(2) as pool:
        with locks.held(Path(lake.path("work", "build.lock")), 0):
            builds = [pool.submit(dbt.build, own_sample, ["dim_metric"], echo=said.append) for _ in range(2)]
            while waiting() < 2:
                assert not any(build.done() for build in builds)
                time.sleep(0.1)
        for build in builds:
            build.result()
    assert len(releases.list_ids(lake)) == before + 2
    assert waiting() == 2


def test_when_another_build_does_not_end_in_time_then_the_error_names_its_process(
    own_sample: Settings, lake: Lake
) -> None:
    impatient = own_sample.model_copy(update={"lake": own_sample.lake.model_copy(update={"build_wait_seconds": 0.5})})
    before = releases.current_id(lake)
    with (
        locks.held(Path(lake.path("work", "build.lock")), 0),
        pytest.raises(dbt.DbtError, match=r"another build runs: .*is held by process \d+"),
    ):
        dbt.build(impatient, select=["dim_metric"], echo=quiet)
    assert releases.current_id(lake) == before


def test_when_the_work_file_is_damaged_then_a_partial_build_says_so_and_builds_everything(
    own_sample: Settings, lake: Lake
) -> None:
    before, said = releases.open_release(lake), list[str]()
    Path(lake.path("work", "warehouse.duckdb")).write_bytes(b"killed while writing")
    dbt.build(own_sample, select=["source:jobs+"], echo=said.append)
    after = releases.open_release(lake)
    assert any("was damaged and has been removed" in line for line in said)
    assert_next_with_the_same_inputs(after, before)
    assert after.manifest.tables.keys() == before.manifest.tables.keys()
