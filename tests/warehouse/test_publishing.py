"""Publications do not overwrite each other, and readers of one release do not wait for another."""

import errno
import gc
import json
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from api import deps
from api.deps import Releases
from tests.warehouse.kept import put_out_kept
from warehouse import manifests, publishing, releases, retention
from warehouse.lake import Lake
from warehouse.releases import Manifest, Release, ReleaseError
from warehouse.store import read


@pytest.fixture
def put_out(tmp_path: Path) -> Callable[[int], str]:
    """Publish a release of one table, `fct_n` with the value `n`, in the lake `small`."""

    def put(n: int) -> str:
        draft = tmp_path / f"{n}.draft"
        pd.DataFrame({"n": [n]}).to_parquet(draft)
        drafts = [{"table": "fct_n", "layer": "marts", "files": [{"path": str(draft), "rows": 1}]}]
        return releases.publish(Lake(str(tmp_path / "small")), drafts, ["fct_n"], "test").release_id

    return put


@pytest.fixture
def small(tmp_path: Path) -> Lake:
    return Lake(str(tmp_path / "small"))


def test_when_many_publish_at_once_then_all_do_and_each_builds_on_the_one_before(
    small: Lake, put_out: Callable[[int], str]
) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(put_out, range(16)))
    chain, at = [], releases.current_id(small)
    while at:
        chain.append(at)
        at = releases.open_release(small, at).manifest.parent
    assert set(chain) == set(releases.list_ids(small)) == ids
    assert chain == releases.list_ids(small)


def test_when_the_pointer_moves_after_it_was_read_then_nothing_is_published_and_no_manifest_stays(
    small: Lake, put_out: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = put_out(1), put_out(2)
    write = manifests.write_manifest

    def slow(lake: Lake, manifest: Manifest) -> None:
        write(lake, manifest)
        lake.write(json.dumps({"release_id": first}).encode(), "current.json")  # somebody who takes no lock

    monkeypatch.setattr(publishing, "write_manifest", slow)
    with pytest.raises(ReleaseError, match=f"no longer {second}, another build came first; run `dbt build` again"):
        put_out(3)
    assert releases.current_id(small) == first
    assert set(releases.list_ids(small)) == {first, second}


def test_when_a_newer_version_notes_more_in_a_manifest_then_this_one_reads_it_all_the_same(
    small: Lake, put_out: Callable[[int], str]
) -> None:
    name = f"{put_out(1)}.json"
    noted = json.loads(small.read("releases", name))
    noted["later"] = noted["tables"]["fct_n"]["later"] = "unknown here"
    small.write(json.dumps(noted).encode(), "releases", name)
    assert read(releases.open_release(small), "fct_n")["n"].item() == 1


@pytest.mark.parametrize("release_id", ["../current", "20200101T000000-00000000", "x" * 5000, ""])
def test_when_an_id_is_no_release_then_nothing_else_is_opened(
    small: Lake, put_out: Callable[[int], str], release_id: str
) -> None:
    put_out(1)
    if release_id:
        with pytest.raises(ReleaseError, match="unknown release"):
            releases.open_release(small, release_id)
    else:
        assert releases.open_release(small, release_id).id == releases.current_id(small)


def test_when_a_release_is_no_longer_kept_open_then_it_is_closed_once_nobody_reads_it(
    small: Lake, put_out: Callable[[int], str]
) -> None:
    opened = Releases(small)
    reader = opened.get(put_out(0))
    closed = weakref.ref(reader._connection)
    for n in range(1, 6):
        opened.get(put_out(n))
    assert reader.duckdb().table("fct_n").fetchall() == [(0,)]  # a request that began before goes on
    del reader
    gc.collect()
    assert closed() is None


def test_when_a_release_is_slow_to_open_then_readers_of_others_do_not_wait(
    small: Lake, put_out: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow_id, quick_id = put_out(1), put_out(2)
    go, real = threading.Event(), deps._open

    def opening(lake: Lake, release_id: str) -> Release:
        assert release_id != slow_id or go.wait(10)
        return real(lake, release_id)

    monkeypatch.setattr(deps, "_open", opening)
    opened = Releases(small)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(opened.get, slow_id)
        assert opened.get(quick_id).id == opened.get().id == quick_id
        assert not waiting.done()
        go.set()
        assert waiting.result(10).id == slow_id


@pytest.mark.parametrize("has_links", [True, False])
def test_when_a_table_has_several_files_that_stay_then_all_are_read_and_none_is_written_twice(
    small: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    def refuse(source: str, target: str) -> None:
        raise OSError(errno.EXDEV, "other disk")

    if not has_links:
        monkeypatch.setattr("os.link", refuse)
    first = put_out_kept(small, tmp_path / "kept", [1, 2])
    second = put_out_kept(small, tmp_path / "kept", [2, 3])
    for release, values in ((first, [1, 2]), (second, [2, 3])):
        assert list(read(release, "fct_n")["n"]) == values
        assert release.duckdb("fct_n").sql("select list(n order by n) from fct_n").fetchall() == [(values,)]
        assert release.manifest.tables["fct_n"].rows == 2
    assert first.files("fct_n")[1] == second.files("fct_n")[0]
    assert {file.name for file in (tmp_path / "kept").iterdir()} == {"1.parquet", "2.parquet", "3.parquet"}
    links = Path(second.files("fct_n")[0]).stat().st_nlink
    assert links == (2 if has_links else 1)
    assert [fault for _, fault in retention.verify(small) if fault] == []


def test_a_manifest_from_when_tables_had_one_file_is_read(small: Lake, put_out: Callable[[int], str]) -> None:
    place = ("releases", f"{put_out(7)}.json")
    said = json.loads(small.read(*place))
    small.write(json.dumps({**said, "tables": {k: v["files"][0] for k, v in said["tables"].items()}}).encode(), *place)
    release = releases.open_release(small)
    assert list(read(release, "fct_n")["n"]) == [7]
    assert list(retention.verify(small)) == [(release.manifest.tables["fct_n"].files[0].file, None)]
