"""Values are bound: a statement is the same whatever they are, and answers what it would with them written out."""

from datetime import datetime
from typing import Any

import ibis
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.expr.types import Table

from api.bound import Statements, hole
from api.marts import rows, table
from configs.settings import Settings
from warehouse.lake import Lake
from warehouse.releases import open_release

SERIES = ibis.table({"unique_id": "string", "name": "string", "ds": "timestamp", "y": "float64"}, name="series")
TEXTS = st.text(st.characters(exclude_characters="\x00"), max_size=20)


def asked(name: str, other: str, ds: datetime, more: list[str]) -> Table:
    found = SERIES.filter((SERIES.unique_id == name) | SERIES.name.lower().contains(other))
    return found.filter((found.ds >= ds) | found.name.isin(more)).order_by("ds").limit(5)


@given(st.lists(TEXTS, min_size=2, max_size=4, unique=True), TEXTS, TEXTS, st.datetimes())
@settings(deadline=None, max_examples=50)
def test_a_value_is_a_parameter_and_never_part_of_the_statement(
    more: list[str], name: str, other: str, ds: datetime
) -> None:
    sql, values = Statements().of(asked(name, other, ds, more).op())
    assert sorted(map(str, values.values())) == sorted({name, other, *more} | {str(ds)})
    assert all(f"${parameter}" in sql for parameter in values)
    assert "'" not in sql


@given(TEXTS, st.datetimes(), st.booleans())
@settings(deadline=None, max_examples=20)
def test_what_is_given_with_the_question_fills_the_holes_by_name(name: str, ds: datetime, known: bool) -> None:
    wanted = {"unique_id": "string", "ds": "timestamp", "known": "boolean"}
    series = ibis.table(wanted, name="series")
    holes = [series[column] == hole(column, series[column].type()) for column in wanted]
    statements = Statements()
    sql, values = statements.of(series.filter(holes).op(), {"unique_id": name, "ds": ds, "known": known})
    again, others = statements.of(series.filter(holes).op(), {"unique_id": "other", "ds": ds, "known": known})
    assert list(values.values()) == [name, ds, known]
    assert (again, list(others.values())) == (sql, ["other", ds, known])


def test_other_values_have_the_same_statement_but_where_some_are_equal() -> None:
    statements, ds = Statements(), datetime(2020, 1, 1)
    first, _ = statements.of(asked("a", "b", ds, ["c", "d"]).op())
    again, values = statements.of(asked("e", "f", datetime(2021, 1, 1), ["g", "h"]).op())
    equal, fewer = statements.of(asked("a", "a", ds, ["c", "d"]).op())
    assert again == first
    assert {"e", "f", "g", "h", datetime(2021, 1, 1)} == set(values.values())
    assert equal != first
    assert len(fewer) == len(values) - 1


def test_what_columns_are_shown_is_part_of_a_shape_and_whose_they_are_is_not() -> None:
    statements = Statements()
    for name in ("a", "b", "c"):
        wanted = SERIES.filter(SERIES.unique_id == name).order_by("ds")
        statements.of(wanted.select("ds", "y").op())
        statements.of(wanted.select("ds", part=wanted.y / 2).op())
        statements.of(wanted.group_by("ds").aggregate(n=wanted.count()).op())
    assert len(statements) == 3


def test_when_more_shapes_are_asked_than_are_kept_then_each_is_still_right() -> None:
    statements = Statements(kept=2)
    for n in (1, 2, 3, 1, 2, 3):
        sql, values = statements.of(SERIES.filter(SERIES.name.isin([f"{i}" for i in range(n)])).op())
        assert sql.count("$") == len(values) == n


def test_bound_values_find_what_written_out_ones_would(sample: Settings) -> None:
    release = open_release(Lake(sample.lake_root))
    forecasts = table(release, "fct_forecasts")
    for uid, cutoff in {(row["unique_id"], row["cutoff"]) for row in rows(release, forecasts)}:
        wanted = forecasts.filter((forecasts.unique_id == uid) & (forecasts.cutoff == cutoff)).order_by("ds", "run_id")
        assert rows(release, wanted) == written_out(release, wanted) != []


def written_out(release: Any, expression: Table) -> list[dict[str, Any]]:
    found = release.duckdb().execute(ibis.to_sql(expression, dialect="duckdb"))
    return [dict(zip([column[0] for column in found.description], row, strict=True)) for row in found.fetchall()]
