"""Parquet: types unchanged, partitions from folders, row group by row group."""

import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from landed import loads, rows, values

from configs.contracts import SourceConfig
from tests.conftest import quiet
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.sources.base import SourceError

COLUMNS = {"day": {"type": "date"}, "parcels": {"type": "double"}}
DAYS = [date(2020, 2, 1), date(2020, 2, 2)]


def parquet_source(path: Path | str, columns: dict[str, Any] | None = None) -> SourceConfig:
    return SourceConfig(kind="parquet", path=str(path), columns=columns or COLUMNS)


def write(file: Path, **columns: Any) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"day": DAYS, "parcels": [3.0, 4.5], **columns}), file)
    return file


def test_types_and_values_stay_as_they_were(empty_lake: Lake, tmp_path: Path) -> None:
    extra = {
        "n": pa.array([1, None], pa.int16()),
        "price": pa.array([Decimal("1.10"), None]),
        "at": pa.array([datetime(2020, 2, 1, 10), None], pa.timestamp("ms", "Europe/London")),
        "depot": pa.array(["north", None]).dictionary_encode(),
        "open": [True, None],
    }
    file = write(tmp_path / "depots.parquet", **extra)
    landing = land(empty_lake, "depots", parquet_source(file), quiet)
    landed = pq.read_table(loads(empty_lake)[0])
    before = pq.read_table(file)
    assert landed.select(before.column_names).equals(before)
    assert landing.extra_columns == list(extra)


def test_origin_columns_are_plain_text_and_numbers_to_sql(empty_lake: Lake, tmp_path: Path) -> None:
    land(empty_lake, "depots", parquet_source(write(tmp_path / "depots.parquet")), quiet)
    landed = duckdb.read_parquet(str(loads(empty_lake)[0]), hive_partitioning=False)
    types = dict(zip(landed.columns, map(str, landed.types), strict=True))
    text = dict.fromkeys(("_source", "_load_id", "_file"), "VARCHAR")
    assert types == {"day": "DATE", "parcels": "DOUBLE", **text, "_loaded_at": "TIMESTAMP", "_row": "BIGINT"}


def test_folders_named_key_and_value_become_text_columns(empty_lake: Lake, tmp_path: Path) -> None:
    for folder in (
        "region=north/year=2020",
        "region=s%C3%BCd/year=2021",
        "region=__HIVE_DEFAULT_PARTITION__/year=2021",
    ):
        write(tmp_path / "sales" / folder / "part-0.parquet")
    columns = {**COLUMNS, "region": {"type": "string"}, "year": {"type": "integer"}}
    land(empty_lake, "sales", parquet_source(tmp_path / "sales/**/*.parquet", columns), quiet)
    found = set(values(empty_lake, "region", "year", source="sales"))
    assert found == {("north", "2020"), ("süd", "2021"), (None, "2021")}
    assert "region=north/year=2020/part-0.parquet" in {row["_file"] for row in rows(empty_lake, "sales")}


def test_the_same_bytes_in_two_partitions_are_two_loads(empty_lake: Lake, tmp_path: Path) -> None:
    first = write(tmp_path / "region=north" / "part-0.parquet")
    (tmp_path / "region=south").mkdir()
    shutil.copy(first, tmp_path / "region=south" / "part-0.parquet")
    columns = {**COLUMNS, "region": {"type": "string"}}
    source = parquet_source(tmp_path / "region=*/*.parquet", columns)
    assert land(empty_lake, "sales", source, quiet).rows == 4
    assert land(empty_lake, "sales", source, quiet).known == 2


def test_a_column_that_the_file_has_itself_is_not_taken_from_its_folder(empty_lake: Lake, tmp_path: Path) -> None:
    write(tmp_path / "region=north" / "part-0.parquet", region=["n", "n"])
    land(empty_lake, "sales", parquet_source(tmp_path / "region=*/*.parquet"), quiet)
    assert values(empty_lake, "region", source="sales") == [("n",), ("n",)]


def test_files_of_many_row_groups_are_numbered_through(empty_lake: Lake, tmp_path: Path) -> None:
    n = 300_000
    table = pa.table({"day": [DAYS[0]] * n, "parcels": [float(i) for i in range(n)]})
    pq.write_table(table, tmp_path / "depots.parquet", row_group_size=70_000)
    assert land(empty_lake, "depots", parquet_source(tmp_path / "depots.parquet"), quiet).rows == n
    landed = pq.read_table(loads(empty_lake)[0])
    assert landed["_row"].to_pylist() == list(range(1, n + 1))
    assert landed["parcels"].equals(table["parcels"])


RETYPED = {
    "text that is no number": ("parcels", pa.array(["three", "four"]), "expected double, found 2 of 2 values"),
    "a time for a number": (
        "parcels",
        pa.array(DAYS),
        r"expected double \(text, integer, floating, decimal\), found date32",
    ),
    "a number for a time": ("day", pa.array([1, 2]), r"expected date \(text, date, timestamp\), found int64"),
    "truth for a number": ("parcels", pa.array([True, False]), "expected double .* found bool"),
    "bytes for a number": ("parcels", pa.array([b"3", b"4"]), "expected double .* found binary"),
    "a list": ("parcels", pa.array([[1.0], [2.0]]), "expected plain values, found list<"),
}


@pytest.mark.parametrize("case", RETYPED)
def test_when_a_column_has_another_type_then_it_is_named_and_nothing_lands(
    empty_lake: Lake, tmp_path: Path, case: str
) -> None:
    column, found, message = RETYPED[case]
    file = write(tmp_path / "depots.parquet", **{column: found})
    with pytest.raises(SourceError, match=f"depots: depots.parquet: column '{column}': {message}"):
        land(empty_lake, "depots", parquet_source(file), quiet)
    assert loads(empty_lake) == []


def test_when_a_column_beyond_the_contract_is_nested_then_it_is_named(empty_lake: Lake, tmp_path: Path) -> None:
    file = write(tmp_path / "depots.parquet", address=[{"town": "Leeds"}, {"town": "York"}])
    with pytest.raises(SourceError, match="column 'address': expected plain values, found struct<town: string>"):
        land(empty_lake, "depots", parquet_source(file), quiet)


FITTING = {
    "integers for double": ("double", pa.array([3, 4])),
    "decimals for double": ("double", pa.array([Decimal("3.5"), None])),
    "whole floats for integer": ("integer", pa.array([3.0, None])),
    "dates for timestamp": ("timestamp", pa.array(DAYS)),
    "timestamps for date": ("date", pa.array([datetime(2020, 2, 1), None])),
    "zoned timestamps": ("timestamptz", pa.array([datetime(2020, 2, 1), None], pa.timestamp("us", "UTC"))),
    "text for double": ("double", pa.array(["3", " 4.5 "])),
    "text for boolean": ("boolean", pa.array(["true", "f"])),
    "large text for date": ("date", pa.array(["2020-02-01", ""], pa.large_string())),
    "codes for string": ("string", pa.array([12, 13])),
    "nothing at all": ("double", pa.nulls(2)),
}


@pytest.mark.parametrize("case", FITTING)
def test_types_that_hold_the_same_values_are_accepted(empty_lake: Lake, tmp_path: Path, case: str) -> None:
    kind, found = FITTING[case]
    file = write(tmp_path / "depots.parquet", value=found)
    assert land(empty_lake, "depots", parquet_source(file, {"value": {"type": kind}}), quiet).rows == 2


def test_when_a_file_is_no_parquet_or_cut_off_then_the_error_names_it(empty_lake: Lake, tmp_path: Path) -> None:
    file = write(tmp_path / "depots.parquet")
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(SourceError, match=r"depots: depots\.parquet: not a readable Parquet file"):
        land(empty_lake, "depots", parquet_source(file), quiet)
    assert loads(empty_lake) == []


def test_when_a_page_is_damaged_then_nothing_of_the_file_lands(empty_lake: Lake, tmp_path: Path) -> None:
    n = 200_000
    file = tmp_path / "depots.parquet"
    numbers = [float(i * 7919 % 10007) for i in range(n)]
    pq.write_table(
        pa.table({"day": [DAYS[0]] * n, "parcels": numbers}), file, row_group_size=50_000, compression="zstd"
    )
    data = bytearray(file.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    file.write_bytes(data)
    with pytest.raises(SourceError, match="not a readable Parquet file"):
        land(empty_lake, "depots", parquet_source(file), quiet)
    assert loads(empty_lake) == []
    assert list(Path(empty_lake.root).rglob("*.tmp")) == []
