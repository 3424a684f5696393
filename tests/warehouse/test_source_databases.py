"""What is particular to a kind of database: its types, its files, its passwords, the size of its tables."""

import tracemalloc
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from landed import loads, rows, values
from shops import COLUMNS, FIRST, duckdb_shop, postgres_shop, sqlite_shop

from configs.contracts import SourceConfig
from tests.conftest import quiet
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.sources.base import SourceError


def test_what_parquet_has_no_type_for_comes_as_text(postgres_url: str, empty_lake: Lake) -> None:
    shop = postgres_shop(postgres_url)
    kinds = {
        "n": ("numeric", "1234567890123.123456789012345"), "nan": ("numeric(10,2)", "NaN"), "mo": ("money", "$12.50"),
        "u": ("uuid", "8d5a9c1e-0000-4000-8000-000000000001"), "j": ("json", '{"a": 1}'), "t": ("time", "10:30:00"),
        "iv": ("interval", "1 day"), "ip": ("inet", "10.0.0.1/32"), "d": ("date", "2020-02-01"),
        "z": ("timestamptz", "2020-02-01 10:00:00+00"),
    }  # fmt: skip
    for name, (kind, value) in kinds.items():
        shop.run(f"alter table {shop.table} add column {name} {kind} default '{value}'")
    shop.run(f"insert into {shop.table} values (1, '2020-02-01', 1)")
    land(empty_lake, "depots", shop.source(columns={**COLUMNS, "n": {"type": "double"}}), quiet)
    (row,) = rows(empty_lake)
    assert {name: str(row[name]) for name in kinds} == {
        **{name: value for name, (_, value) in kinds.items()}, "z": "2020-02-01 10:00:00+00:00",
    }  # fmt: skip


def test_a_watermark_with_a_time_zone_is_a_moment(postgres_url: str, empty_lake: Lake) -> None:
    shop = postgres_shop(postgres_url)
    shop.run(f"alter table {shop.table} alter column noted_at type timestamptz")
    source = shop.source(watermark="noted_at", columns={**COLUMNS, "noted_at": {"type": "timestamptz"}})
    shop.add((1, "2020-02-01 10:00:00+02", 3.0))
    land(empty_lake, "depots", source, quiet)
    shop.add((2, "2020-02-01 07:59:59+00", 4.0), (3, "2020-02-01 08:00:01+00", 5.0))
    assert land(empty_lake, "depots", source, quiet).rows == 2
    assert {row["id"] for row in rows(empty_lake)} == {1, 3}


def test_arrays_are_refused_by_name(postgres_url: str, empty_lake: Lake) -> None:
    shop = postgres_shop(postgres_url)
    shop.run(f"alter table {shop.table} add column tags text[]")
    with pytest.raises(SourceError, match="column 'tags': expected plain values, found list<"):
        land(empty_lake, "depots", shop.source(), quiet)


def test_when_a_value_cannot_be_carried_then_the_error_names_the_table(postgres_url: str, empty_lake: Lake) -> None:
    shop = postgres_shop(postgres_url)
    shop.add((1, "infinity", 1.0))
    with pytest.raises(SourceError, match=f"depots: table {shop.table}: cannot be read: .*infinity"):
        land(empty_lake, "depots", shop.source(), quiet)
    assert loads(empty_lake) == []


def test_a_sqlite_column_of_many_types_comes_as_text(tmp_path: Path, empty_lake: Lake) -> None:
    shop = sqlite_shop(tmp_path)
    shop.add(*FIRST)
    shop.run("insert into depots values ('3a', '2020-02-03 10:00:00', 4)")
    land(empty_lake, "depots", shop.source(), quiet)
    assert [id for (id,) in values(empty_lake, "id")] == ["1", "2", "3a"]
    assert pq.read_schema(loads(empty_lake)[0]).field("id").type == "string"


def test_when_a_text_watermark_does_not_sort_as_time_then_nothing_lands(tmp_path: Path, empty_lake: Lake) -> None:
    shop = sqlite_shop(tmp_path)
    shop.add((1, "31/01/2020 10:00", 3.0), (2, "01/02/2020 10:00", 4.0))
    columns = {**COLUMNS, "noted_at": {"type": "timestamp", "format": "%d/%m/%Y %H:%M"}}
    with pytest.raises(
        SourceError, match="watermark noted_at: expected a column of type timestamp, or text as 2024-01-31"
    ):
        land(empty_lake, "depots", shop.source(watermark="noted_at", columns=columns), quiet)
    assert loads(empty_lake) == []


def test_when_the_file_is_not_there_then_none_is_made(tmp_path: Path, empty_lake: Lake) -> None:
    source = SourceConfig(kind="sql", url=f"sqlite:///{tmp_path}/no.db", table="depots", columns=COLUMNS)
    with pytest.raises(
        SourceError, match=r"cannot open the database sqlite://.*no\.db: expected a file there, found none"
    ):
        land(empty_lake, "depots", source, quiet)
    assert not (tmp_path / "no.db").exists()


def test_a_duckdb_file_is_opened_read_only(tmp_path: Path, empty_lake: Lake) -> None:
    shop = duckdb_shop(tmp_path)
    shop.add(*FIRST)
    (tmp_path / "shop.duckdb").chmod(0o444)
    before = (tmp_path / "shop.duckdb").read_bytes()
    land(empty_lake, "depots", shop.source(), quiet)
    assert (tmp_path / "shop.duckdb").read_bytes() == before


@pytest.mark.parametrize("password", ["hunter%402", "hunter2"])
def test_when_a_server_cannot_be_reached_then_the_error_has_no_password(empty_lake: Lake, password: str) -> None:
    url = f"postgres://user:{password}@127.0.0.1:1/shop"
    source = SourceConfig(kind="sql", url=url, table="depots", columns=COLUMNS)
    with pytest.raises(
        SourceError, match=r"depots: cannot open the database postgres://127\.0\.0\.1:1/shop: "
    ) as error:
        land(empty_lake, "depots", source, quiet)
    assert "hunter" not in str(error.value) + str(error.value.__cause__) + str(error.value.__context__) + repr(source)


MANY = 300_000


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_large_table_is_streamed(kind: str, request: pytest.FixtureRequest, tmp_path: Path, empty_lake: Lake) -> None:
    shop = postgres_shop(request.getfixturevalue("postgres_url")) if kind == "postgres" else sqlite_shop(tmp_path)
    numbers = f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {MANY}) select i from n"
    columns = "i as id, '2020-02-01' as noted_at, i * 0.5 as parcels, 'depot ' || i as depot"
    shop.run(f"create table {shop.table}_many as select {columns} from ({numbers}) as numbers")
    tracemalloc.start()
    landing = land(empty_lake, "depots", shop.source(table=f"{shop.table}_many"), quiet)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert landing.rows == MANY
    assert peak < 45e6, "bytes of Python objects; all rows at once are more than 75 MB"
