"""Retention deletes what nobody needs and nothing else; verification names what is broken."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from warehouse import retention
from warehouse.lake import Lake
from warehouse.releases import ReleaseError, current_id, list_ids, open_release, publish, roll_back
from warehouse.store import ensure_job_tables, read

DAY = 86400


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(str(tmp_path / "lake"))


def put_out(lake: Lake, n: int, same: int = 7) -> str:
    """Publish a release of two tables: one that changes with `n`, one that does not."""
    drafts = []
    for table, value in (("fct_changing", n), ("dim_same", same)):
        draft = Path(lake.root) / f"{table}.draft"
        draft.parent.mkdir(parents=True, exist_ok=True)
        pd.DataFrame({"value": [value]}).to_parquet(draft)
        drafts.append({"table": table, "layer": "marts", "files": [{"path": str(draft), "rows": 1}]})
    return publish(lake, drafts, ["fct_changing", "dim_same"], "test").release_id


def data_files(lake: Lake) -> set[str]:
    return {lake.relative(stored) for stored in lake.files("processed")}


def named(lake: Lake) -> set[str]:
    return {f.file for name in list_ids(lake) for f in open_release(lake, name).manifest.files}


def age(path: Path, days: float) -> None:
    moment = time.time() - days * DAY
    os.utime(path, (moment, moment))


def test_when_pruned_then_the_newest_stay_and_every_file_that_they_name(lake: Lake) -> None:
    ids = [put_out(lake, n) for n in range(5)]
    done = retention.prune(lake, keep=2)
    assert list_ids(lake) == [ids[4], ids[3]]
    assert len(done.releases) == len(done.files) == 3
    assert done.n_bytes > 0
    assert data_files(lake) == named(lake)
    assert [fault for _, fault in retention.verify(lake) if fault] == []


def test_when_the_current_release_is_old_then_it_stays(lake: Lake) -> None:
    ids = [put_out(lake, n) for n in range(4)]
    roll_back(lake, ids[0])
    retention.prune(lake, keep=1)
    assert list_ids(lake) == [ids[3], ids[0]]
    assert current_id(lake) == ids[0]
    assert read(open_release(lake), "fct_changing")["value"].item() == 0


def test_when_days_are_given_then_younger_releases_stay_too(lake: Lake) -> None:
    ids = [put_out(lake, n) for n in range(3)]
    retention.prune(lake, keep=1, days=1)
    assert len(list_ids(lake)) == 3
    manifest = Path(lake.path("releases", f"{ids[0]}.json"))
    manifest.write_text(manifest.read_text().replace('"created_at": "20', '"created_at": "19'))
    retention.prune(lake, keep=1, days=1)
    assert list_ids(lake) == [ids[2], ids[1]]


def test_when_run_dry_then_it_says_the_same_and_deletes_nothing(lake: Lake) -> None:
    for n in range(4):
        put_out(lake, n)
    before = data_files(lake), list_ids(lake)
    promised = retention.prune(lake, keep=1, dry_run=True)
    assert (data_files(lake), list_ids(lake)) == before
    assert retention.prune(lake, keep=1) == promised


def test_when_pruned_then_raw_and_job_rows_stay_and_only_old_drafts_go(lake: Lake) -> None:
    put_out(lake, 1)
    ensure_job_tables(lake)
    lake.write(b"raw", "raw", "shop", "load_id=1", "part.parquet")
    kept = {lake.relative(stored) for stored in lake.files()}
    for folder, draft in (("feature_store", "x.1.draft"), ("raw/shop/load_id=2", "part.parquet.1.tmp")):
        for suffix, days in (("old", 2.0), ("young", 0.5)):
            file = Path(lake.path(folder, f"{suffix}{draft}"))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"half")
            age(file, days)
    done = retention.prune(lake, keep=1)
    assert {Path(name).name for name in done.drafts} == {"oldx.1.draft", "oldpart.parquet.1.tmp"}
    assert kept <= {lake.relative(stored) for stored in lake.files()}


def test_when_something_is_younger_than_the_limit_then_it_stays(lake: Lake) -> None:
    ids = [put_out(lake, n) for n in range(3)]
    age(Path(lake.path("releases", f"{ids[0]}.json")), days=1)
    done = retention.prune(lake, keep=1, young=timedelta(hours=1))
    assert (len(done.releases), done.files) == (1, [])
    assert list_ids(lake) == [ids[2], ids[1]]


def test_when_a_file_comes_again_after_it_was_pruned_then_the_release_has_it(lake: Lake) -> None:
    put_out(lake, 1)
    put_out(lake, 2)
    retention.prune(lake, keep=1)
    put_out(lake, 1)
    assert [fault for _, fault in retention.verify(lake) if fault] == []


def test_when_less_than_one_release_would_stay_then_it_refuses(lake: Lake) -> None:
    put_out(lake, 1)
    with pytest.raises(ValueError, match="expected at least 1, found 0"):
        retention.prune(lake, keep=0)


def test_when_files_are_damaged_or_missing_then_verification_names_them(lake: Lake) -> None:
    put_out(lake, 1)
    release = open_release(lake)
    Path(release.files("fct_changing")[0]).write_bytes(b"PAR1 damaged PAR1")
    Path(release.files("dim_same")[0]).unlink()
    faults = dict(retention.verify(lake))
    assert faults[release.manifest.tables["dim_same"].files[0].file] == "missing"
    assert "damaged: expected sha256" in str(faults[release.manifest.tables["fct_changing"].files[0].file])


def test_when_a_damaged_table_is_built_again_then_the_file_is_whole(lake: Lake) -> None:
    put_out(lake, 1)
    Path(open_release(lake).files("fct_changing")[0]).write_bytes(b"PAR1 damaged PAR1")
    put_out(lake, 1)
    assert [fault for _, fault in retention.verify(lake) if fault] == []


def test_when_a_release_has_lost_a_file_then_readers_are_not_rolled_back_to_it(lake: Lake) -> None:
    old, new = put_out(lake, 1), put_out(lake, 2)
    Path(open_release(lake, old).files("fct_changing")[0]).unlink()
    with pytest.raises(ReleaseError, match="lacks files of fct_changing"):
        roll_back(lake, old)
    assert current_id(lake) == new


def test_when_drafts_of_killed_builds_are_older_than_a_day_then_a_sweep_takes_them_and_no_release(lake: Lake) -> None:
    put_out(lake, 1)
    for name, days in (("a.1.draft", 2.0), ("b.1.draft", 0.1)):
        file = Path(lake.path("processed", name))
        file.write_bytes(b"half")
        age(file, days)
    retention.sweep_drafts(lake)
    assert {Path(name).name for name in data_files(lake) if name.endswith(".draft")} == {"b.1.draft"}
    assert [fault for _, fault in retention.verify(lake) if fault] == []
