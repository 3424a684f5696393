"""Tables of SQLite, DuckDB and PostgreSQL: the same contract, and with a watermark only what is new."""

from pathlib import Path

import pytest
from landed import loads, rows, values
from shops import COLUMNS, FIRST, Shop, duckdb_shop, postgres_shop, sqlite_shop

from tests.conftest import quiet
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.sources.base import SourceError


@pytest.fixture(params=["sqlite", "duckdb", "postgres"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Shop:
    if request.param == "postgres":
        return postgres_shop(request.getfixturevalue("postgres_url"))
    return {"sqlite": sqlite_shop, "duckdb": duckdb_shop}[request.param](tmp_path)


def test_a_table_lands_with_its_values_and_their_origin(shop: Shop, empty_lake: Lake) -> None:
    shop.add(*FIRST)
    landing = land(empty_lake, "depots", shop.source(), quiet)
    found = [(row["id"], str(row["noted_at"]), row["parcels"]) for row in rows(empty_lake)]
    assert found == FIRST
    origin = (landing.load_ids[0], shop.table)
    assert values(empty_lake, "_row", "_load_id", "_file") == [(1, *origin), (2, *origin)]


def test_when_nothing_changed_then_the_same_table_lands_nothing(shop: Shop, empty_lake: Lake) -> None:
    shop.add(*FIRST)
    land(empty_lake, "depots", shop.source(), quiet)
    again = land(empty_lake, "depots", shop.source(), quiet)
    assert (again.known, again.rows, len(loads(empty_lake))) == (1, 0, 1)


def test_the_order_of_rows_in_the_table_does_not_make_another_content(shop: Shop, empty_lake: Lake) -> None:
    shop.add(*FIRST)
    land(empty_lake, "depots", shop.source(), quiet)
    shop.run(f"delete from {shop.table} where id = 1")
    shop.add(FIRST[0])
    assert land(empty_lake, "depots", shop.source(), quiet).known == 1


def test_with_a_watermark_only_new_rows_and_those_at_the_boundary_are_read(shop: Shop, empty_lake: Lake) -> None:
    shop.add(*FIRST)
    source = shop.source(watermark="noted_at", key=["id"])
    land(empty_lake, "depots", source, quiet)
    shop.add((3, "2020-02-02 10:00:00", 5.0), (4, "2020-02-03 10:00:00", 6.0))
    assert land(empty_lake, "depots", source, quiet).rows == 3
    assert sorted(values(empty_lake, "id")) == [(1,), (2,), (2,), (3,), (4,)]


def test_when_nothing_is_new_since_the_watermark_then_nothing_lands(shop: Shop, empty_lake: Lake) -> None:
    shop.add(*FIRST)
    source = shop.source(watermark="noted_at", key=["id"])
    land(empty_lake, "depots", source, quiet)
    for _ in range(2):
        landing = land(empty_lake, "depots", source, quiet)
        assert (landing.rows, landing.known, len(loads(empty_lake))) == (0, 1, 1)


def test_a_row_that_changed_at_the_watermark_lands(shop: Shop, empty_lake: Lake) -> None:
    shop.add(*FIRST)
    source = shop.source(watermark="noted_at", key=["id"])
    land(empty_lake, "depots", source, quiet)
    shop.run(f"update {shop.table} set parcels = 7 where id = 2")
    assert land(empty_lake, "depots", source, quiet).rows == 1
    assert (2, 7.0) in values(empty_lake, "id", "parcels")


def test_rows_without_a_watermark_are_not_lost(shop: Shop, empty_lake: Lake) -> None:
    shop.add(*FIRST)
    source = shop.source(watermark="noted_at", key=["id"])
    land(empty_lake, "depots", source, quiet)
    shop.run(f"insert into {shop.table} values (9, null, 1)")
    land(empty_lake, "depots", source, quiet)
    assert (9,) in values(empty_lake, "id")
    assert land(empty_lake, "depots", source, quiet).rows == 0


def test_numbers_can_be_watermarks(shop: Shop, empty_lake: Lake) -> None:
    shop.add((9, "2020-02-01 10:00:00", 3.0))
    source = shop.source(watermark="id")
    land(empty_lake, "depots", source, quiet)
    shop.add((10, "2020-01-01 10:00:00", 4.0))
    land(empty_lake, "depots", source, quiet)
    assert sorted({row["id"] for row in rows(empty_lake)}) == [9, 10]


def test_when_the_table_is_not_there_then_the_error_lists_those_that_are(shop: Shop, empty_lake: Lake) -> None:
    with pytest.raises(SourceError, match=r"depots: expected the table .*wrong, found.*: depots"):
        land(empty_lake, "depots", shop.source(table=f"{shop.table[:-6]}wrong"), quiet)


def test_when_the_table_has_no_rows_then_the_error_says_so(shop: Shop, empty_lake: Lake) -> None:
    with pytest.raises(SourceError, match="has no rows; nothing was landed"):
        land(empty_lake, "depots", shop.source(), quiet)


def test_when_a_column_is_missing_then_it_is_named_before_any_row_is_read(shop: Shop, empty_lake: Lake) -> None:
    shop.add(*FIRST)
    columns = {**COLUMNS, "depot": {"type": "string"}}
    with pytest.raises(
        SourceError, match=r"missing columns \['depot'\]; expected .*, found \['id', 'noted_at', 'parcels'\]"
    ):
        land(empty_lake, "depots", shop.source(columns=columns, watermark="depot"), quiet)


def test_when_a_column_has_another_type_then_it_is_named(shop: Shop, empty_lake: Lake) -> None:
    shop.add(*FIRST)
    columns = {**COLUMNS, "id": {"type": "date"}}
    with pytest.raises(SourceError, match=r"column 'id': expected date .*, found int"):
        land(empty_lake, "depots", shop.source(columns=columns), quiet)
    assert loads(empty_lake) == []
