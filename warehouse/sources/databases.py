"""Open a database and stream what a query of it gives, as Arrow. One opener for each scheme of an address."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import duckdb
import ibis
import psycopg
import pyarrow as pa
from ibis.common.exceptions import IbisError, TableNotFound

from configs.settings import PROJECT_DIR
from warehouse.sources.base import Rows, SourceError

DATABASE_ERRORS = (
    IbisError, pa.ArrowException, psycopg.Error, sqlite3.Error, duckdb.Error, OverflowError, UnicodeError, OSError,
)  # fmt: skip
_BATCH_ROWS = 50_000
_MOST_LISTED = 20


class Database(Protocol):
    """An open database: `table` for ibis to make queries of, `rows` to stream the result of one."""

    con: Any

    def table(self, name: str) -> Any: ...

    def rows(self, query: Any) -> Rows: ...


class Typed:
    """PostgreSQL and DuckDB: a column has one type. What Parquet has no like of (json, uuid, ...) comes as text."""

    def __init__(self, source: str, con: Any, most_digits: int) -> None:
        self.source, self.con, self.most_digits = source, con, most_digits

    def table(self, name: str) -> Any:
        table = _found(self.source, self.con, name)
        foreign = [column for column, kind in table.schema().items() if not _is_portable(kind, self.most_digits)]
        return table.mutate(**{column: table[column].cast("string") for column in foreign}) if foreign else table

    def rows(self, query: Any) -> Rows:
        # A named cursor on the server (PostgreSQL) or a streaming result (DuckDB): neither holds all rows here.
        reader = self.con.to_pyarrow_batches(query, chunk_size=_BATCH_ROWS)
        return Rows(reader.schema, iter(reader))


class Sqlite:
    """SQLite: each value has a type of its own, so a column is what all of its values are, else text.

    ibis would fetch the whole result at once, so the SQL that it writes is run on a cursor here.
    """

    def __init__(self, source: str, con: Any) -> None:
        self.source, self.con = source, con

    def table(self, name: str) -> Any:
        table = _found(self.source, self.con, name)
        stored = table.select(**{column: table[column].typeof() for column in table.columns}).distinct()
        kinds = [frozenset(kind) - {"null"} for kind in zip(*self._cursor(stored), strict=True)]
        types = [_SQLITE_TYPES.get(kind, "string") for kind in kinds] or ["string"] * len(table.columns)
        schema, short = _split(name)
        return ibis.table(dict(zip(table.columns, types, strict=True)), name=short, database=schema)

    def rows(self, query: Any) -> Rows:
        schema = query.schema().to_pyarrow()
        return Rows(schema, _batches(self._cursor(query), schema))

    def _cursor(self, query: Any) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self.con.raw_sql(self.con.compile(query))
        return cursor


_SQLITE_TYPES = {
    frozenset({"integer"}): "int64",
    frozenset({"real"}): "float64",
    frozenset({"integer", "real"}): "float64",
    frozenset({"blob"}): "binary",
}


@contextmanager
def connected(source: str, url: str) -> Iterator[Database]:
    """An open database for the block; raises SourceError that names the database but never its user or password."""
    database = _open(source, urlsplit(url))
    try:
        yield database
    finally:
        database.con.disconnect()


def _open(source: str, parts: SplitResult) -> Database:
    try:
        return _OPENERS[parts.scheme](source, parts)
    except DATABASE_ERRORS as error:
        reason = str(error).strip().replace(unquote(parts.password or "\0"), "***")
        said = f"{source}: cannot open the database {_said(parts)}: {reason}"
    # Outside of the handler, without the cause: its frames hold the password.
    raise SourceError(said)


def _found(source: str, con: Any, name: str) -> Any:
    """`table` or `schema.table`; raises SourceError that lists the tables there are."""
    schema, short = _split(name)
    with suppress(TableNotFound):
        return con.table(short, database=schema)
    there = ", ".join(sorted(con.list_tables(database=schema))[:_MOST_LISTED]) or "no table"
    raise SourceError(f"{source}: expected the table {name}, found{f' in {schema}' if schema else ''}: {there}")


def _split(name: str) -> tuple[str | None, str]:
    schema, _, short = name.rpartition(".")
    return schema or None, short


def _is_portable(kind: Any, most_digits: int) -> bool:
    if kind.is_decimal():
        return bool(kind.precision and kind.precision <= most_digits)
    plain = (kind.is_string(), kind.is_numeric(), kind.is_boolean(), kind.is_date(), kind.is_timestamp())
    # What is nested stays so, for the contract to refuse it by name.
    return any((*plain, kind.is_binary(), kind.is_nested()))


def _batches(cursor: sqlite3.Cursor, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    while rows := cursor.fetchmany(_BATCH_ROWS):
        columns = zip(*rows, strict=True)
        yield pa.record_batch([_array(*each) for each in zip(columns, schema, strict=True)], schema=schema)


def _array(values: tuple[Any, ...], field: pa.Field) -> pa.Array:
    try:
        return pa.array(values, field.type)
    except pa.ArrowTypeError:
        if not pa.types.is_string(field.type):
            raise
        return pa.array([str(value) if isinstance(value, int | float) else value for value in values], field.type)


def _sqlite(source: str, parts: SplitResult) -> Database:
    return Sqlite(source, ibis.sqlite.connect(_file(parts)))


def _duckdb(source: str, parts: SplitResult) -> Database:
    return Typed(source, ibis.duckdb.connect(_file(parts), read_only=True), most_digits=38)


def _postgres(source: str, parts: SplitResult) -> Database:
    given = {"host": parts.hostname, "user": parts.username, "password": parts.password, "database": parts.path[1:]}
    place = {name: unquote(value) for name, value in given.items() if value}
    con = ibis.postgres.connect(**place, port=parts.port or 5432, **dict(parse_qsl(parts.query)))
    # Its numeric may be NaN or of any precision, and its money has a sign: only text holds them all.
    return Typed(source, con, most_digits=0)


def _file(parts: SplitResult) -> Path:
    """sqlite:///file.db lies below the project's root, sqlite:////file.db at the disk's."""
    file = PROJECT_DIR / unquote(parts.path.removeprefix("/"))
    if not file.is_file():
        raise FileNotFoundError("expected a file there, found none")
    return file


def _said(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


_OPENERS: dict[str, Callable[[str, SplitResult], Database]] = {
    "sqlite": _sqlite,
    "duckdb": _duckdb,
    "postgres": _postgres,
    "postgresql": _postgres,
}
