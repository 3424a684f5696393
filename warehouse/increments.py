"""What a watermark needs to know of the loads that landed: its newest value, and whether rows are all known."""

from typing import Any

import ibis
from ibis.backends.duckdb import Backend

from configs.contracts import ORIGIN_COLUMNS
from warehouse import raw
from warehouse.lake import Lake


def newest(lake: Lake, source: str, watermark: str) -> Any:
    """The newest landed value of the column, as it was stored; None where nothing landed."""
    rows = _landed(lake, source, ibis.duckdb.connect())
    return None if rows is None or watermark not in rows.columns else rows[watermark].max().to_pyarrow().as_py()


def brings_news(lake: Lake, source: str, watermark: str, since: Any, draft: str) -> bool:
    """Whether the draft, read from `since` on, has a row that did not land yet.

    It begins with the rows that stood at the watermark before, so without this they would land again and again.
    """
    con = ibis.duckdb.connect()
    rows = con.read_parquet(draft, hive_partitioning=False).drop(*ORIGIN_COLUMNS)
    landed = _landed(lake, source, con)
    if landed is None or not set(rows.columns) <= set(landed.columns):
        return True
    before = landed.filter((landed[watermark] >= since) | landed[watermark].isnull()).select(*rows.columns)
    if before.schema() != rows.schema():
        return True
    return bool(rows.difference(before).count().to_pyarrow().as_py())


def _landed(lake: Lake, source: str, con: Backend) -> Any:
    files = list(raw.loads(lake, source).values())
    if not files:
        return None
    if not lake.is_local:
        con.con.register_filesystem(lake.fs)
    return con.read_parquet(files, union_by_name=True, hive_partitioning=False)
