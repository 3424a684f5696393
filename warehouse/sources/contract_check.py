"""Does what came keep the contract? Names and types before anything is written, text values before it becomes a load."""

from typing import Any

import ibis
import pyarrow as pa

from configs.contracts import ORIGIN_COLUMNS, Column, SourceConfig, repeated
from warehouse.sources.base import SourceError

_TEXT = ("text", "null")
_NUMBERS = ("integer", "floating", "decimal")
_TIMES = ("date", "timestamp")
# What a column may be in a typed source, by the contract's type. Text is read value by value, as that of a CSV.
ACCEPTED: dict[str, tuple[str, ...]] = {
    "string": (*_TEXT, "integer", "decimal", "boolean", *_TIMES),
    "integer": (*_TEXT, *_NUMBERS, "boolean"),
    "double": (*_TEXT, *_NUMBERS),
    "boolean": (*_TEXT, "boolean", "integer"),
    "date": (*_TEXT, *_TIMES),
    "timestamp": (*_TEXT, *_TIMES),
    "timestamptz": (*_TEXT, *_TIMES),
}
_MOST_UNREADABLE = 0.5
_SHOWN = 40


def check_schema(where: str, config: SourceConfig, schema: pa.Schema) -> tuple[str, ...]:
    """The columns that came on top of the contract.

    Raises SourceError that begins with `where` and names the column, what was expected and what was found.
    """
    names = schema.names
    if twice := repeated(name.lower() for name in names):
        raise _stop(where, f"expected each column once (upper and lower case are one), found more than once: {twice}")
    if taken := [name for name in names if name.lower() in ORIGIN_COLUMNS]:
        raise _stop(where, f"columns {taken} have names that landing gives; rename them at the source")
    if missing := [name for name in config.columns if name not in names]:
        raise _stop(where, f"missing columns {missing}; expected {list(config.columns)}, found {names}")
    for field in schema:
        _check_type(where, field, config.columns.get(field.name))
        _check_clock(where, config, field)
    return tuple(name for name in names if name not in config.columns)


def check_values(where: str, config: SourceConfig, file: str, schema: pa.Schema) -> None:
    """Stop a load whose text, in some column, is mostly not what the contract says it is.

    `file` is a local Parquet file with `schema` and `_row`. Raises SourceError that names the column, its type, the
    share that cannot be read and the first such value. Where it is half or less, SQL rejects row by row.
    """
    suspects = {
        name: column
        for name, column in config.columns.items()
        if column.type != "string" and _family(schema.field(name).type) == "text"
    }
    if not suspects:
        return
    rows = ibis.duckdb.connect().read_parquet(file, hive_partitioning=False)
    measures = [measure for number, each in enumerate(suspects.items()) for measure in _measures(rows, number, *each)]
    (found,) = rows.aggregate(measures).to_pyarrow().to_pylist()
    for number, (name, column) in enumerate(suspects.items()):
        given, unread = found[f"given_{number}"] or 0, found[f"unread_{number}"] or 0
        if unread > _MOST_UNREADABLE * given:
            first = f"the first in row {found[f'row_{number}']}: {found[f'first_{number}'][:_SHOWN]!r}"
            what = column.type + (f" as {column.format}" if column.format else "")
            raise _stop(
                where, f"column {name!r}: expected {what}, found {unread:,} of {given:,} values that are not, {first}"
            )


def _check_type(where: str, field: pa.Field, column: Column | None) -> None:
    if pa.types.is_nested(field.type):
        raise _stop(
            where, f"column {field.name!r}: expected plain values, found {field.type}; flatten it at the source"
        )
    if column and _family(field.type) not in ACCEPTED[column.type]:
        expected = ", ".join(kind for kind in ACCEPTED[column.type] if kind != "null")
        raise _stop(where, f"column {field.name!r}: expected {column.type} ({expected}), found {field.type}")


def _check_clock(where: str, config: SourceConfig, field: pa.Field) -> None:
    """A moment is not what a wall clock says: read as one, in the source's time zone, it would be another moment."""
    column = config.columns.get(field.name)
    is_moment = pa.types.is_timestamp(field.type) and field.type.tz is not None
    if column and config.time_zone and is_moment and column.type in ("date", "timestamp"):
        raise _stop(
            where,
            f"column {field.name!r}: expected {column.type} by the clock of {config.time_zone}, found moments ({field.type}); "
            "say `type: timestamptz`",
        )


def _stop(where: str, why: str) -> SourceError:
    return SourceError(f"{where}: {why}; nothing of it was landed: mend the source, or its contract in dbt_project.yml")


_FAMILIES = {
    "text": (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view),
    "null": (pa.types.is_null,),
    "integer": (pa.types.is_integer,),
    "floating": (pa.types.is_floating,),
    "decimal": (pa.types.is_decimal,),
    "boolean": (pa.types.is_boolean,),
    "date": (pa.types.is_date,),
    "timestamp": (pa.types.is_timestamp,),
}


def _family(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return _family(kind.value_type)
    return next((name for name, tests in _FAMILIES.items() if any(test(kind) for test in tests)), str(kind))


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def try_strptime(text: str, format: str) -> ibis.dtype("timestamp"):  # type: ignore[valid-type]
    """DuckDB's own: the time that a text says, null where it does not."""


def _measures(rows: Any, number: int, name: str, column: Column) -> list[Any]:
    text = rows[name].strip()
    given = (text != "").fill_null(False)
    unread = given & ~_is_read(text, column).fill_null(False)
    return [
        given.sum().name(f"given_{number}"),
        unread.sum().name(f"unread_{number}"),
        rows["_row"].min(where=unread).name(f"row_{number}"),
        rows[name].argmin(rows["_row"], where=unread).name(f"first_{number}"),
    ]


def _is_read(text: Any, column: Column) -> Any:
    if column.format:
        return try_strptime(text, column.format).notnull()
    if column.type == "integer":
        number = text.try_cast("float64")
        return number == number.floor()
    return text.try_cast(_DUCKDB_TYPES[column.type]).notnull()


_DUCKDB_TYPES = {
    "double": "float64",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "timestamptz": "timestamp('UTC')",
}
