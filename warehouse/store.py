"""Read the tables of a release as Arrow or pandas; append the tables that jobs write."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.lake import Lake
from warehouse.releases import Release
from warehouse.tables import JOB_TABLES

if TYPE_CHECKING:
    import pandas as pd  # takes 0.4 s, which not every caller needs


def ensure_job_tables(lake: Lake) -> None:
    """Give every job table a file without rows, so that dbt finds its columns before the first run, and those that are new since."""
    for table, schema in JOB_TABLES.items():
        part = ("jobs", table, "run_id=none", "part-0.parquet")
        if not (lake.exists(*part) and _schema(lake, *part).equals(schema)):
            _write(lake, schema.empty_table(), *part)


def read(
    release: Release, table: str, columns: Sequence[str] | None = None, unique_ids: Sequence[str] | None = None
) -> "pd.DataFrame":
    """A table of a release, or the part of it about some series, as pandas; each of its files sorted as it was published.

    Files are sorted by unique_id, so the part is read without the rest.
    """
    where = None if unique_ids is None else _is_in("unique_id", unique_ids)
    return release.dataset(table).to_table(columns=columns and list(columns), filter=where).to_pandas()


def append_job_rows(lake: Lake, table: str, run_id: str, frame: "pd.DataFrame", part: str = "0") -> None:
    """Append one part of a run to a job table; the same part again replaces itself, so a resumed run doubles nothing.

    Raises ValueError naming the columns when the frame lacks one of the table's.
    """
    schema = JOB_TABLES[table]
    missing = [name for name in schema.names if name not in frame.columns]
    if missing:
        raise ValueError(f"{table}: missing columns {missing}; expected {schema.names}, found {list(frame.columns)}")
    rows = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
    _write(lake, rows, "jobs", table, f"run_id={run_id}", f"part-{part}.parquet")


def _write(lake: Lake, rows: pa.Table, *parts: str) -> None:
    with lake.drafting(*parts) as draft:
        pq.write_table(rows, draft, compression="zstd")


def _schema(lake: Lake, *parts: str) -> pa.Schema:
    with lake.fs.open(lake.path(*parts), "rb") as data:
        return pq.read_schema(data).remove_metadata()


def _is_in(column: str, values: Sequence[str]) -> pc.Expression:
    return pc.field(column).isin(list(values)) & (pc.field(column) >= min(values)) & (pc.field(column) <= max(values))
