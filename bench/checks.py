"""What must hold of a lake at every moment, and after every run."""

import csv
from collections.abc import Iterator

import pandas as pd
import pyarrow.dataset as pads

from bench.lakes import input_of
from configs.settings import Settings
from warehouse.lake import Lake
from warehouse.releases import Release, ReleaseError, current_id, open_release
from warehouse.retention import verify
from warehouse.store import read

_KEYS = {
    "runs": ["run_id"],
    "forecasts": ["run_id", "unique_id", "ds", "model"],
    "backtests": ["run_id", "unique_id", "cutoff", "ds", "model"],
    "series_status": ["run_id", "unique_id"],
}


def torn(settings: Settings) -> Iterator[str]:
    """What is wrong with what readers get: files, or tables that do not belong together."""
    lake = Lake(settings.lake_root)
    if current_id(lake) is None:
        return
    try:
        release = open_release(lake)
        yield from (f"{file}: {fault}" for file, fault in verify(lake) if fault)
        yield from skewed(release)
    except (ReleaseError, OSError, ValueError) as error:
        yield f"the current release cannot be read: {error}"


def skewed(release: Release) -> Iterator[str]:
    """Tables of a release that disagree with each other or with the manifest."""
    for name in ("fct_forecasts", "fct_actuals"):
        rows, expected = release.dataset(name).count_rows(), release.manifest.tables[name].rows
        if rows != expected:
            yield f"{release.id}: {name} has {rows} rows, its manifest says {expected}"
    summary, accounting = read(release, "rpt_monitoring_summary"), read(release, "rpt_row_accounting")
    if summary["rows_in"].sum() != accounting["n_rows"].sum():
        yield f"{release.id}: rows in {summary['rows_in'].sum()}, accounted for {accounting['n_rows'].sum()}"
    unknown = set(read(release, "fct_forecasts", ["run_id"])["run_id"]) - set(read(release, "fct_runs")["run_id"])
    if unknown:
        yield f"{release.id}: forecasts of runs that it does not know: {sorted(unknown)}"


def lost_rows(settings: Settings) -> Iterator[str]:
    """Lines of the input that are not in raw, and runs that are recorded without their rows."""
    raw = _table(settings, "raw", "online_retail")
    with input_of(settings).open(newline="", encoding="utf-8") as data:
        invoices = {line["Invoice"] for line in csv.DictReader(data)}
    if missing := invoices - set(raw["Invoice"]):
        yield f"invoices that did not land: {sorted(missing)[:5]}"
    runs = _table(settings, "jobs", "runs")
    for kind, table in (("train", "backtests"), ("inference", "forecasts"), ("inference", "series_status")):
        empty = set(runs.loc[runs["kind"] == kind, "run_id"]) - set(_table(settings, "jobs", table)["run_id"])
        if empty:
            yield f"runs without rows in {table}: {sorted(empty)}"
    used = read(open_release(Lake(settings.lake_root)), "rpt_row_accounting").query("series_set == 'weekly_units'")
    if used["n_rows"].sum() != len(raw):
        yield f"{len(raw)} raw rows, {used['n_rows'].sum()} accounted for in the current release"


def doubled_rows(settings: Settings) -> Iterator[str]:
    """Raw rows of one content that landed twice, and job rows that are there twice."""
    raw = _table(settings, "raw", "online_retail")
    digests = pd.Series(raw["_load_id"].unique()).str.rsplit("-", n=1).str[-1]
    if digests.duplicated().any():
        yield f"landed twice: {sorted(digests[digests.duplicated()])}"
    if raw.duplicated(["_load_id", "_file", "_row"]).any():
        yield "raw rows that are there twice"
    for table, key in _KEYS.items():
        if twice := int(_table(settings, "jobs", table).duplicated(key).sum()):
            yield f"{table}: {twice} rows twice"


def _table(settings: Settings, *parts: str) -> pd.DataFrame:
    """All rows below a folder of the lake, of finished files only."""
    lake = Lake(settings.lake_root)
    files = [stored.path for stored in lake.files(*parts) if stored.path.endswith(".parquet")]
    return pads.dataset(files, filesystem=None if lake.is_local else lake.fs).to_table().to_pandas()
