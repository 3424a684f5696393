"""A release with very many series: a small one, made by the whole flow, whose marts are filled up with copies of its series."""

import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.measure import run
from bench.pairs import Pair
from bench.projects import project_environment
from warehouse import releases
from warehouse.lake import Lake
from warehouse.manifests import Manifest

NAME, HORIZON, DAYS = "demand", 28, 200
BASE = 250  # series that are really trained
FORECASTS = "fct_forecasts"
_CROWDED = (FORECASTS, "fct_actuals", "fct_series_status", "dim_series")
CODEC: Final = "lz4_raw"
ROW_GROUP = 61_440  # of marts, as in dbt_project/macros/publish.sql


def make_project(folder: Path) -> Path:
    """A project whose lake has a release of BASE daily series, forecast by a trained artifact."""
    project = _pair(folder).make_project(folder)
    environment = project_environment(project)
    for script in ("run_etl", "train", "inference"):
        run([sys.executable, "-m", f"scripts.{script}"], project, environment, folder / f"{script}.log")
    return project


def _pair(folder: Path) -> Pair:
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(1)
    days = pd.date_range("2024-01-01", periods=DAYS + HORIZON, freq="D", unit="us")
    week = 1 + 0.3 * np.sin(2 * np.pi * np.arange(len(days)) / 7)
    y = random.poisson(random.gamma(3, 10, (BASE, 1)) * week).astype(float)
    ids = np.array([f"s{i:04}" for i in range(BASE)])
    rows = pd.DataFrame({"unique_id": np.repeat(ids, len(days)), "ds": np.tile(days, BASE), "y": y.ravel()})
    is_train = rows["ds"] < days[DAYS]
    train, test = folder / "train.parquet", folder / "test.parquet"
    rows[is_train].to_parquet(train)
    rows[~is_train].to_parquet(test)
    return Pair(NAME, train, test, "D", 7)


def crowd(lake: Lake, n_series: int) -> Manifest:
    """Publish the current release with as many copies of its series as make n_series; raises ReleaseError as `publish` does."""
    release = releases.open_release(lake)
    copies = max(1, n_series // release.manifest.tables["dim_series"].rows)
    drafts = []
    for table in _CROWDED:
        rows = release.dataset(table).to_table()
        drafts.append(_draft(lake, release, table, rows.schema, _copies(rows, copies)))
    return releases.publish(lake, drafts, list(release.manifest.tables), "crowd", release.id)


def publish_again(lake: Lake, by: float) -> Manifest:
    """Publish the current release with other forecasts: each y_hat `by` more. All its rows are written anew."""
    release = releases.open_release(lake)
    file = pq.ParquetFile(release.local_files(FORECASTS)[0])
    place = file.schema_arrow.get_field_index("y_hat")
    parts = (file.read_row_group(i) for i in range(file.num_row_groups))
    moved = (rows.set_column(place, file.schema_arrow.field(place), pc.add(rows["y_hat"], by)) for rows in parts)
    drafts = [_draft(lake, release, FORECASTS, file.schema_arrow, moved)]
    return releases.publish(lake, drafts, list(release.manifest.tables), "again", release.id)


def _draft(
    lake: Lake, release: releases.Release, table: str, schema: pa.Schema, parts: Iterable[pa.Table]
) -> dict[str, object]:
    """The parts of a mart as one file, written as `dbt build` writes it."""
    written = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal written
        for part in parts:
            written += len(part)
            yield from part.to_batches()

    draft = Path(lake.path("work")) / f"draft-{table}.parquet"
    draft.parent.mkdir(parents=True, exist_ok=True)
    reader = pa.RecordBatchReader.from_batches(schema, batches())
    release.duckdb().from_arrow(reader).write_parquet(str(draft), compression=CODEC, row_group_size=ROW_GROUP)
    return {"table": table, "layer": "marts", "files": [{"path": str(draft), "rows": written}]}


def _copies(rows: pa.Table, copies: int) -> Iterator[pa.Table]:
    """Copies of all series, about a row group at a time, each with a scale of its own; the first one of a series keeps its id."""
    ids = rows["unique_id"].to_numpy(zero_copy_only=False)
    random = np.random.default_rng(2)
    edges = [*np.flatnonzero(np.r_[True, ids[1:] != ids[:-1]]), len(ids)]
    waiting: list[pa.Table] = []
    for start, end in pairwise(edges):
        own = rows.slice(start, end - start)
        many = own.take(pa.array(np.tile(np.arange(len(own)), copies)))
        suffix = np.repeat([f"-{i:04}" if i else "" for i in range(copies)], len(own))
        place = rows.schema.get_field_index("unique_id")
        renamed = pc.binary_join_element_wise(many["unique_id"].cast(pa.string()), pa.array(suffix), "")
        many = many.set_column(place, rows.schema.field(place), renamed.cast(rows.schema.field(place).type))
        waiting.append(_scaled(many, np.repeat(random.uniform(0.5, 2.0, copies), len(own))))
        if sum(map(len, waiting)) >= ROW_GROUP:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


def _scaled(rows: pa.Table, by: npt.NDArray[np.float64]) -> pa.Table:
    """The amounts of each row times a factor of its own: no two copies are alike, or they would compress to nothing."""
    for place, field in enumerate(rows.schema):
        if pa.types.is_floating(field.type):
            rows = rows.set_column(place, field, pc.multiply(rows[field.name], pa.array(by)).cast(field.type))
    return rows


if __name__ == "__main__":
    publish_again(Lake(sys.argv[1]), by=1.0)
