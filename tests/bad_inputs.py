"""A maker for each row of docs/BAD_INPUT.md: it makes what is wrong and answers what a user sees."""

import gzip
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from fastapi.testclient import TestClient
from pydantic import ValidationError

from api.app import create_app
from configs.contracts import SourceConfig
from configs.settings import load_settings
from models_py import artifacts
from models_py.artifacts import ArtifactError
from scripts.run_etl import report
from tests.projects import Project, source
from warehouse import retention
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.releases import open_release
from warehouse.sources.base import SourceError
from warehouse.store import read

PASSWORD = "hunter2"
HEADER = b"depot,day,parcels\n"
GOOD = HEADER + b"north,2020-02-01,3\nsouth,2020-02-02,4\n"
ENTRY: dict[str, Any] = {
    "kind": "csv", "path": "depots.csv",
    "columns": {"depot": {"type": "string"}, "day": {"type": "date"}, "parcels": {"type": "double"}},
}  # fmt: skip
SERIES_SET = source("x", "D")["x"]["series_sets"]["x"]


@dataclass(frozen=True)
class Place:
    """Where makers work: a folder of their own, and a project whose build has all rejected rows."""

    folder: Path
    project: Project


def landed(place: Place, data: bytes | None, name: str = "depots.csv", **fields: Any) -> str:
    """What landing a file says: the report, or the error."""
    if data is not None:
        (place.folder / name).write_bytes(data)
    config = SourceConfig(**{**ENTRY, "path": str(place.folder / name), **fields})
    return _landed(place, config)


def _landed(place: Place, config: SourceConfig) -> str:
    try:
        return "\n".join(report(land(Lake(str(place.folder / "lake")), "depots", config, lambda line: None)))
    except SourceError as error:
        return str(error)


def database(place: Place, url: str, table: str = "depots") -> str:
    return _landed(place, SourceConfig(**{**ENTRY, "kind": "sql", "path": None, "url": url, "table": table}))


def without_table(place: Place) -> str:
    with sqlite3.connect(place.folder / "shop.db") as con:
        con.execute("create table parcels (day text)")
    return database(place, f"sqlite:///{place.folder / 'shop.db'}")


def configured(**fields: Any) -> Callable[[Place], str]:
    """What reading the settings says when the entry of a source has these fields."""

    def make(place: Place) -> str:
        try:
            load_settings(sources={"depots": {**ENTRY, **fields}})
        except ValidationError as error:
            return str(error)
        return "nothing"

    return make


def same_set_twice(place: Place) -> str:
    try:
        load_settings(sources={name: {**ENTRY, "series_sets": {"daily": SERIES_SET}} for name in ("depots", "vans")})
    except ValidationError as error:
        return str(error)
    return "nothing"


def file(data: bytes | None, name: str = "depots.csv", **fields: Any) -> Callable[[Place], str]:
    return lambda place: landed(place, data, name, **fields)


def moments(place: Place) -> str:
    """A column of moments where the contract has the clock of a zone."""
    times = pd.DataFrame({"depot": ["north"], "day": [pd.Timestamp("2020-02-01", tz="UTC")], "parcels": [3.0]})
    times.to_parquet(place.folder / "depots.parquet")
    columns = {**ENTRY["columns"], "day": {"type": "timestamp"}}
    return landed(place, None, "depots.parquet", kind="parquet", columns=columns, time_zone="Europe/Berlin")


def broken_artifact(place: Place) -> str:
    store = Lake(str(place.folder / "artifacts"))
    names = (artifacts.SELECTION, artifacts.CALIBRATION)
    about = {
        "format": artifacts.FORMAT, "schema_version": artifacts.SCHEMA_VERSION, "run_id": "train-1", "release_id": "r1",
        "created_at": "2024-01-01T00:00:00", "config": {"levels": [80]}, "files": dict.fromkeys(names, "0" * 64),
    }  # fmt: skip
    store.write(json.dumps(about).encode(), "train-1", artifacts.METADATA)
    for name in names:
        store.write(b"something else", "train-1", name)
    try:
        artifacts.load(store, "train-1")
    except ArtifactError as error:
        return str(error)
    return "nothing"


def broken_release(place: Place) -> str:
    release = open_release(place.project.lake)
    file = Path(place.project.lake.path(release.manifest.tables["dim_metric"].files[0].file))
    whole = file.read_bytes()
    file.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    faults = [f"{name}: {fault}" for name, fault in retention.verify(place.project.lake, release.id) if fault]
    file.write_bytes(whole)
    return "\n".join(faults)


def asked(method: str, path: str, **body: Any) -> Callable[[Place], str]:
    """The detail of the problem that the API answers."""

    def make(place: Place) -> str:
        lake, none = place.project.lake.root, str(place.folder / "none")
        settings = load_settings(app_env="test", lake_root=lake, artifacts_root=none, llm_api_key=None, api_key=None)
        with TestClient(create_app(settings)) as http:
            answer = http.request(method, path, **body)
        return str(answer.json()["detail"])

    return make


def generated(**body: Any) -> Callable[[Place], str]:
    return asked("POST", "/api/v1/forecasts/generate", json=body)


HOSTILE = ["x'; drop table dim_series; --", "{{ 1 / 0 }} {% raw %}", "<script>alert(1)</script> **bold** [a](b) | c"]
# Rows of one load, each with what is wrong in place of what is right; `_row` counts from 1.
RIGHT: dict[str, Any] = {"series": "north", "ds": "2021-03-02 10:00:00", "y": "3", "price": "5"}
WRONG_ROWS: dict[str, dict[str, Any]] = {
    "row-without-its-series": {"series": ""},
    "row-with-an-unreadable-date": {"ds": "soon"},
    "row-without-a-date": {"ds": None},
    "row-with-an-unreadable-number": {"y": "three"},
    "row-without-an-amount": {"y": None},
    "row-that-is-nan": {"y": "nan"},
    "row-that-is-infinite": {"y": "inf"},
    "row-that-is-negative": {"y": "-3"},
    "row-out-of-range": {"price": "101"},
    "row-in-the-future": {"ds": "2999-01-01 00:00:00"},
    "row-at-an-hour-that-is-not": {"ds": "2021-03-28 02:30:00"},
    "row-named-as-the-total": {"series": "all depots"},
    "row-twice": {"ds": "2021-03-03 10:00:00"},
    "row-in-conflict": {"ds": "2021-03-04 10:00:00"},
    "row-of-a-period-that-runs": {"ds": "2021-04-09 10:00:00"},
}
AFTER = [
    {"ds": "2021-03-03 10:00:00"}, {"ds": "2021-03-04 10:00:00", "y": "4"}, {"ds": "2021-03-10 10:00:00"},
    *({"series": name, "ds": f"2021-03-{day} 10:00:00"} for name in HOSTILE for day in (10, 11)),
    *({"series": "south", "ds": f"2021-03-{day} 10:00:00"} for day in range(10, 26)),
]  # fmt: skip
DEPOTS = source(
    "depots", "D", time_zone="Europe/Berlin", key=("series", "ds"), support="non_negative", total="all depots",
    columns={"price": {"type": "double", "min": 0, "max": 100}},
)  # fmt: skip


def wrong_rows() -> pd.DataFrame:
    """All values as text, as those of a CSV."""
    return pd.DataFrame([{**RIGHT, **wrong} for wrong in (*WRONG_ROWS.values(), *AFTER)], dtype="string")


def rejected(row: int) -> Callable[[Place], str]:
    """The reason why a row was rejected."""

    def make(place: Place) -> str:
        rows = read(open_release(place.project.lake), "rpt_rejected_rows").set_index("_row")
        return str(rows.loc[row, "reject_reason"]) if row in rows.index else "used"

    return make


def gap(place: Place) -> str:
    panel = read(open_release(place.project.lake), "feat_panel").query("unique_id == 'depots:north'").set_index("ds")
    return f"is_filled is {panel.loc['2021-03-05', 'is_filled']}"


def hostile_names(place: Place) -> str:
    series = set(read(open_release(place.project.lake), "dim_series")["unique_id"])
    return "used" if {f"depots:{name}" for name in HOSTILE} <= series else f"not among {series}"


MAKERS: dict[str, Callable[[Place], str]] = {
    "missing-column": file(b"depot\nnorth\n"),
    "retyped-column": file(HEADER + b"north,2020-02-01,three\nsouth,2020-02-02,four\n"),
    "extra-column": file(b"depot,day,parcels,van\nnorth,2020-02-01,3,red\n"),
    "column-twice": file(b"depot,day,parcels,Parcels\nnorth,2020-02-01,3,4\n"),
    "empty-file": file(b""),
    "header-only": file(HEADER),
    "ragged-lines": file(HEADER + b"north,2020-02-01\n"),
    "cut-off-gz": file(gzip.compress(GOOD)[:-12], "depots.csv.gz"),
    "not-a-gz": file(GOOD, "depots.csv.gz"),
    "not-a-parquet": file(b"no Parquet at all", "depots.parquet", kind="parquet"),
    "other-encoding": file("depot,day,parcels\nMünchen,2020-02-01,3\n".encode("latin-1")),
    "other-delimiter": file(GOOD.replace(b",", b";")),
    "no-such-file": file(None),
    "glob-without-match": file(None, "depots-*.csv"),
    "folder": lambda place: landed(place, None, "."),
    "dates-mostly-unreadable": file(HEADER + b"north,01.02.2020,3\nsouth,02.02.2020,4\n"),
    "moments-for-a-clock": moments,
    "table-that-is-not-there": without_table,
    "database-down": lambda place: database(place, f"postgres://u:{PASSWORD}@127.0.0.1:1/shop"),
    "unknown-freq": configured(series_sets={"daily": {**SERIES_SET, "freq": "daily"}}),
    "unknown-time-zone": configured(time_zone="Europe/Berln"),
    "key-not-in-columns": configured(key=["shop"]),
    "misspelt-setting": configured(delimeter=";"),
    "unknown-type": configured(columns={"day": {"type": "datetime"}}),
    "closed-weeks": configured(series_sets={"weekly": {**SERIES_SET, "freq": "W-MON", "closed_iso_weekdays": [7]}}),
    "total-of-means": configured(series_sets={"daily": {**SERIES_SET, "agg": "mean", "total": "all"}}),
    "password-in-url": configured(kind="sql", path=None, table="depots", url=f"mysql://u:{PASSWORD}@db/shop"),
    "one-set-of-two-sources": same_set_twice,
    "unknown-series": asked("GET", "/api/v1/series/depots:nowhere"),
    "huge-horizon": generated(unique_ids=["depots:south"], h=10**6),
    "no-artifact": generated(unique_ids=["depots:south"], h=1),
    "unknown-release": asked("GET", "/api/v1/series?release=20200101T000000-00000000"),
    "broken-artifact": broken_artifact,
    "broken-release-file": broken_release,
    "gap": gap,
    "hostile-names": hostile_names,
    **{name: rejected(row) for row, name in enumerate(WRONG_ROWS, 1)},
}
