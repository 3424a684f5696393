"""A lake in a bucket, by the same code as on disk, against a real server that enforces preconditions: publishing, cache."""

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from api.deps import Releases
from tests import gcs
from tests.warehouse.kept import put_out_kept
from warehouse import objects, retention
from warehouse.cache import FileCache
from warehouse.lake import Lake
from warehouse.releases import Release, ReleaseError, current_id, list_ids, open_release, publish, roll_back
from warehouse.store import read


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of this module's own; processes that are started find it, too."""
    with gcs.start_server(tmp_path_factory.mktemp("gcs")) as url, pytest.MonkeyPatch.context() as patch:
        for name, value in gcs.environment(url).items():
            patch.setenv(name, value)
        yield url


@pytest.fixture
def lake(url: str) -> Lake:
    """An empty lake in a bucket of its own."""
    bucket = f"bucket-{uuid.uuid4().hex}"
    gcs.make_bucket(url, bucket)
    return Lake(f"gs://{bucket}/lake")


@pytest.fixture(autouse=True)
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setattr("warehouse.releases.shared_cache", lambda: FileCache(folder, 10**9))
    return folder


@pytest.fixture
def put_out(lake: Lake, tmp_path: Path) -> Callable[..., str]:
    """Publish a release of a mart and a feature table, `n` rows each."""

    def put(n: int, same: int = 3) -> str:
        drafts = []
        for table, layer, rows in (("fct_n", "marts", n), ("dim_same", "marts", same), ("feat_n", "features", n)):
            draft = tmp_path / f"{table}.{threading.get_ident()}.draft"
            pd.DataFrame({"unique_id": [f"s{i}" for i in range(rows)], "ds": range(rows)}).to_parquet(draft)
            drafts.append({"table": table, "layer": layer, "files": [{"path": str(draft), "rows": rows}]})
        return publish(lake, drafts, [], "test").release_id

    return put


def count(release: Release, table: str) -> int:
    found = release.duckdb(table).table(table).count("*").fetchone()
    assert found
    return int(found[0])


def fetches(lake: Lake, monkeypatch: pytest.MonkeyPatch, instead: Callable[[int, str], object]) -> list[str]:
    """What is fetched from now on; `instead(n, target)` comes before the n-th fetch, and in its place if it says so."""
    real, calls = lake.fs.get_file, list[str]()

    def fetch(source: str, target: str) -> None:
        calls.append(source)
        if not instead(len(calls), target):
            real(source, target)

    monkeypatch.setattr(lake.fs, "get_file", fetch)
    return calls


def wait_for(readers: Releases, release_id: str) -> None:
    deadline = time.monotonic() + 10
    while readers.get().id != release_id:
        assert time.monotonic() < deadline


def test_when_the_object_changed_then_a_conditional_write_does_not_happen(lake: Lake) -> None:
    absent = lake.read_versioned("pointer.json")
    assert absent == (None, 0)
    assert lake.replace(b"one", absent, "pointer.json")
    seen = lake.read_versioned("pointer.json")
    assert not lake.replace(b"two", absent, "pointer.json")
    assert lake.replace(b"three", seen, "pointer.json")
    assert lake.replace(b"three", seen, "pointer.json")  # asked again because the answer was lost: it is there
    assert not lake.replace(b"four", seen, "pointer.json")
    assert lake.read("pointer.json") == b"three"


def test_when_many_publish_at_once_then_each_builds_on_the_one_before_and_losers_leave_no_manifest(
    lake: Lake, put_out: Callable[..., str]
) -> None:
    won, lost = [put_out(1)], list[str]()

    def racer(n: int) -> None:
        try:
            won.append(put_out(n))
        except ReleaseError as error:
            lost.append(str(error))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(racer, range(2, 10)))
    assert len(won) + len(lost) == 9
    assert all("another build came first; run `dbt build` again" in message for message in lost)
    assert set(list_ids(lake)) == set(won)
    chain, at = [], current_id(lake)
    while at:
        chain.append(at)
        at = open_release(lake, at).manifest.parent
    assert sorted(chain) == sorted(won)
    assert [fault for _, fault in retention.verify(lake) if fault] == []


def test_when_the_pointer_moves_beside_a_rollback_then_the_rollback_refuses(
    lake: Lake, put_out: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, _ = put_out(1), put_out(2)
    real, newer = objects.put_if, list[str]()

    def slow(fs: object, path: str, data: bytes, expected: int) -> bool:
        if path.endswith("current.json") and not newer:
            newer.append("")
            newer.append(put_out(3))
        return real(fs, path, data, expected)

    monkeypatch.setattr(objects, "put_if", slow)
    with pytest.raises(ReleaseError, match="not rolled back"):
        roll_back(lake, old)
    assert current_id(lake) == newer[-1]


def test_each_mart_is_fetched_once_and_features_are_read_in_place(
    lake: Lake, put_out: Callable[..., str], cached: Path
) -> None:
    put_out(4)
    for _ in range(3):
        release = open_release(lake)
        assert count(release, "fct_n") == 4
        assert count(release, "feat_n") == 4
        assert list(read(release, "feat_n", unique_ids=["s2"])["unique_id"]) == ["s2"]
    assert {file.stem for file in cached.glob("*.parquet")} == {release.manifest.tables["fct_n"].sha256}
    assert release.ibis().table("dim_same").count().execute() == 3


def test_when_a_table_has_several_files_then_what_is_there_is_neither_uploaded_nor_fetched_again(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploaded, put = list[str](), lake.fs.put_file
    monkeypatch.setattr(lake.fs, "put_file", lambda file, *args: (uploaded.append(Path(file).stem), put(file, *args)))
    fetched = fetches(lake, monkeypatch, lambda n, target: None)
    for values in ([1, 2], [2, 3]):
        assert list(read(put_out_kept(lake, tmp_path / "kept", values), "fct_n")["n"]) == values
    assert uploaded == ["1", "2", "3"]
    assert len(fetched) == 3


def test_when_the_bucket_is_gone_then_what_was_fetched_is_still_read_also_by_a_plain_shell(
    lake: Lake, put_out: Callable[..., str], tmp_path: Path
) -> None:
    put_out(4)
    release = open_release(lake)
    release.save_views(str(tmp_path / "views.duckdb"))
    lake.fs.rm(lake.root, recursive=True)
    assert len(read(release, "fct_n")) == count(release, "fct_n") == 4
    with duckdb.connect(str(tmp_path / "views.duckdb"), read_only=True) as con:
        counts = [con.table(name).count("*").fetchall() for name in ("fct_n", "dim_same", "feat_n")]
    assert counts == [[(4,)], [(3,)], [(4,)]]


def test_when_a_file_in_the_bucket_is_damaged_then_the_error_names_it_and_both_hashes(
    lake: Lake, put_out: Callable[..., str], cached: Path
) -> None:
    put_out(4)
    release = open_release(lake)
    lake.fs.pipe_file(release.files("fct_n")[0], b"PAR1 damaged PAR1")
    expected = release.manifest.tables["fct_n"].sha256
    with pytest.raises(ReleaseError, match=f"{release.files('fct_n')[0]}: damaged; expected sha256 {expected}, found "):
        release.duckdb("fct_n")
    assert list(cached.glob("*.parquet")) == list(cached.glob("*.tmp")) == []
    lake.fs.rm_file(release.files("fct_n")[0])
    with pytest.raises(ReleaseError, match=r"fct_n/.*: missing"):
        release.duckdb("fct_n")


def test_when_a_fetch_is_damaged_once_then_it_is_tried_again(
    lake: Lake, put_out: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put_out(4)
    calls = fetches(lake, monkeypatch, lambda n, target: n == 1 and Path(target).write_bytes(b"half"))
    assert count(open_release(lake), "fct_n") == 4
    assert len(calls) == 2


def test_when_the_cache_is_full_then_the_least_recently_used_go_but_none_in_use_or_young(
    lake: Lake, put_out: Callable[..., str], cached: Path
) -> None:
    held, old, young = (open_release(lake, put_out(n)) for n in (4, 5, 6))
    for release in (held, old, young):
        release.local_files("fct_n")[0]
    for release, minutes in ((held, 30), (old, 20), (young, 0)):
        moment = time.time() - 60 * minutes
        os.utime(release.local_files("fct_n")[0], (moment, moment))
    paths = [Path(release.local_files("fct_n")[0]) for release in (held, old, young)]
    del old, release
    FileCache(cached, 1).make_room(0)
    assert [path.exists() for path in paths] == [True, False, True]
    assert count(held, "fct_n") == 4


def test_when_many_readers_start_at_once_then_a_file_is_fetched_once(
    lake: Lake, put_out: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put_out(4)
    calls = fetches(lake, monkeypatch, lambda n, target: time.sleep(0.2))
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: count(open_release(lake), "fct_n"), range(4))) == [4] * 4
    assert len(calls) == 1


def test_the_pointer_is_read_at_most_once_in_its_seconds(lake: Lake, put_out: Callable[..., str]) -> None:
    first = put_out(1)
    patient, eager = Releases(lake, pointer_seconds=60), Releases(lake, pointer_seconds=0)
    assert patient.get().id == eager.get().id == first
    second = put_out(2)
    assert patient.get().id == first
    wait_for(eager, second)


def test_when_the_new_release_is_damaged_then_readers_keep_the_one_before_until_it_is_mended(
    lake: Lake, put_out: Callable[..., str]
) -> None:
    first, eager = put_out(1), Releases(lake, pointer_seconds=0)
    assert eager.get().id == first
    second = put_out(2)
    file = open_release(lake).files("fct_n")[0]
    whole = lake.fs.cat_file(file)
    lake.fs.pipe_file(file, b"PAR1 damaged PAR1")
    for _ in range(20):
        assert eager.get().id == first
        time.sleep(0.02)
    lake.fs.pipe_file(file, whole)
    wait_for(eager, second)


def test_when_pruned_in_a_bucket_then_what_is_young_stays(lake: Lake, put_out: Callable[..., str]) -> None:
    ids = [put_out(n) for n in range(1, 4)]
    assert retention.prune(lake, keep=1).releases == []
    done = retention.prune(lake, keep=1, young=pd.Timedelta(0))
    assert (len(done.releases), len(done.files)) == (2, 4)
    assert list_ids(lake) == [ids[2]]
    assert [fault for _, fault in retention.verify(lake) if fault] == []
