"""Databases to land from: each has a table `depots` that grows."""

import sqlite3
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from configs.contracts import SourceConfig

COLUMNS = {"id": {"type": "integer"}, "noted_at": {"type": "timestamp"}, "parcels": {"type": "double"}}


FIRST = [(1, "2020-02-01 10:00:00", 3.0), (2, "2020-02-02 10:00:00", None)]


class Shop:
    """A database with a table `depots` that grows; `run` takes SQL, `source` is its entry."""

    def __init__(self, url: str, table: str, run: Callable[[str], Any]) -> None:
        self.url, self.table, self.run = url, table, run
        run(f"create table {table} (id integer, noted_at timestamp, parcels double precision)")

    def add(self, *found: tuple[int, str, float | None]) -> None:
        listed = ", ".join(f"({n}, '{at}', {'null' if y is None else y})" for n, at, y in found)
        self.run(f"insert into {self.table} values {listed}")

    def source(self, **fields: Any) -> SourceConfig:
        return SourceConfig(**{"kind": "sql", "url": self.url, "table": self.table, "columns": COLUMNS, **fields})


def sqlite_shop(folder: Path) -> Shop:
    file = folder / "shop.db"

    def run(sql: str) -> None:
        with sqlite3.connect(file) as con:
            con.execute(sql)
        con.close()

    return Shop(f"sqlite:///{file}", "depots", run)


def duckdb_shop(folder: Path) -> Shop:
    file = folder / "shop.duckdb"

    def run(sql: str) -> None:
        with duckdb.connect(str(file)) as con:
            con.execute(sql)

    return Shop(f"duckdb:///{file}", "depots", run)


def postgres_shop(url: str) -> Shop:
    def run(sql: str) -> None:
        with psycopg.connect(url, autocommit=True) as con:
            con.execute(sql)

    schema = f"shop_{uuid.uuid4().hex[:8]}"
    run(f"create schema {schema}")
    return Shop(url, f"{schema}.depots", run)
