"""The tables of a release as ibis expressions, and their rows."""

import hashlib
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.operations as ops
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.operations import Node
from ibis.expr.types import Table

from api.bound import Statements, Values
from api.errors import not_found
from api.work import running
from warehouse.lake import Lake
from warehouse.releases import Release

Row = dict[str, Any]
_STATEMENTS = Statements()


def table(release: Release, name: str) -> Table:
    """A mart of a release; raises ApiProblem 404 where the release is from before it."""
    if name not in release.manifest.tables:
        detail = f"release {release.id} is from before {name} was published: ask without ?release="
        raise not_found("not-in-release", "Not in this release", detail)
    return _handle(release.lake, release.files(name)[0], name)


def rows(release: Release, expression: Table, values: Values | None = None) -> list[Row]:
    """All rows of an expression over tables of the release, with `values` in its holes."""
    cursor = release.duckdb(*_tables(expression.op()))
    with running(cursor):
        found = cursor.execute(*_STATEMENTS.of(expression.op(), values))
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def batches(release: Release, expression: Table, size: int, values: Values | None = None) -> pa.RecordBatchReader:
    """The same, `size` rows at a time, as they are made: in the order of the files."""
    cursor = release.duckdb(*_tables(expression.op()))
    with running(cursor):
        return cursor.execute(*_STATEMENTS.of(expression.op(), values)).to_arrow_reader(size)


def fingerprint(expression: Table, values: Values | None = None) -> str:
    """The same text for the same question, in each process and of each release."""
    return hashlib.sha256(repr(_STATEMENTS.of(expression.op(), values)).encode()).hexdigest()[:16]


@lru_cache(maxsize=512)
def _tables(expression: Node) -> tuple[str, ...]:
    """The tables that it reads: a release has many more, and readers of a new one would wait for them all to be opened."""
    return tuple({table.name for table in expression.find(ops.UnboundTable)})


@lru_cache(maxsize=512)
def _handle(lake: Lake, file: str, name: str) -> Table:
    """A table by its schema alone; files never change, so a schema is read once."""
    schema = pq.read_schema(file, filesystem=None if lake.is_local else lake.fs)
    return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)
