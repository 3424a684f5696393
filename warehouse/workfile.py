"""dbt's private database: one build at a time, and a fresh one where a kill has broken it."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from warehouse import locks
from warehouse.locks import Busy

DATABASE = "warehouse.duckdb"
_LOCK = "build.lock"
# What DuckDB 1.5 says of a file, or of its log, that is damaged.
_DAMAGED = (
    "not a valid duckdb", "could not read enough bytes", "corrupt", "checksum",
    "replaying wal", "deserializ", "serialization error",
)  # fmt: skip
_claimed: dict[Path, int] = {}


def claim(work: Path, wait_seconds: float, say: Callable[[str], None]) -> None:
    """Keep other builds out of the folder `work` until this process ends, however it ends.

    While another build has it, wait up to `wait_seconds` and `say` for which process. Raises Busy, naming the process,
    when that is over.
    """
    if work not in _claimed:
        _claimed[work] = locks.take(work / _LOCK, wait_seconds, say)


def mend(work: Path, say: Callable[[str], None]) -> None:
    """Remove the database where DuckDB says that it is damaged, and `say` so: the next build makes a new one.

    One that cannot be opened for another reason is left alone. Only within `claim`.
    """
    database = work / DATABASE
    fault = _fault(database) if database.exists() else None
    if fault is None:
        return
    database.unlink()
    database.with_name(DATABASE + ".wal").unlink(missing_ok=True)
    say(f"{database} was damaged and has been removed: it is built anew ({fault})")


def is_usable(work: Path, say: Callable[[str], None] = print) -> bool:
    """Whether there is a database to build a part of; a damaged one is removed, unless a build runs in it."""
    try:
        with locks.held(work / _LOCK, wait_seconds=0):
            mend(work, say)
    except Busy:
        return True
    return (work / DATABASE).exists()


def _fault(database: Path) -> str | None:
    try:
        duckdb.connect(str(database)).close()
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        return said if any(sign in str(error).lower() for sign in _DAMAGED) else None
    return None
