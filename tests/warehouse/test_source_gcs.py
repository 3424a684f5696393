"""Sources in a bucket, and a lake in one: the same code, against a real object store."""

import gzip
import re
from pathlib import Path

import fsspec
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from landed import HEADER, csv_source

from configs.contracts import SourceConfig
from tests.conftest import quiet
from warehouse import raw
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.sources.base import SourceError


def folder(request: pytest.FixtureRequest) -> str:
    """A name for this test alone, without what a path would take for a wildcard."""
    return re.sub(r"\W", "-", request.node.name)


@pytest.fixture(params=["local", "bucket"])
def lake(request: pytest.FixtureRequest, gcs: str, tmp_path: Path) -> Lake:
    return Lake(str(tmp_path / "lake") if request.param == "local" else f"gs://lake/{folder(request)}")


@pytest.fixture
def drop(request: pytest.FixtureRequest, gcs: str) -> str:
    """A folder of a bucket for this test, with two files of depots."""
    drop = f"gs://drop/{folder(request)}"
    for n in (1, 2):
        packed = gzip.compress(f"{HEADER}north,0{n}/02/2020,{n}\n".encode())
        fsspec.filesystem("gs").pipe_file(f"{drop}/depots-{n}.csv.gz", packed)
    return drop


def landed(lake: Lake, source: str) -> list[dict[str, object]]:
    files = sorted(raw.loads(lake, source).values())
    return [row for file in files for row in pq.read_table(lake.fs.open(file)).to_pylist()]


def test_files_of_a_bucket_land_once(lake: Lake, drop: str) -> None:
    source = csv_source(f"{drop}/depots-*.csv.gz")
    assert land(lake, "depots", source, quiet).rows == 2
    assert {(row["_file"], row["parcels"]) for row in landed(lake, "depots")} == {
        ("depots-1.csv.gz", "1"),
        ("depots-2.csv.gz", "2"),
    }
    again = land(lake, "depots", source, quiet)
    assert (again.known, again.rows, len(landed(lake, "depots"))) == (2, 0, 2)


def test_an_object_that_was_written_anew_lands(lake: Lake, drop: str) -> None:
    source = csv_source(f"{drop}/depots-1.csv.gz")
    land(lake, "depots", source, quiet)
    packed = gzip.compress(f"{HEADER}north,01/02/2020,7\n".encode())
    fsspec.filesystem("gs").pipe_file(f"{drop}/depots-1.csv.gz", packed)
    assert land(lake, "depots", source, quiet).rows == 1


def test_partitions_of_a_bucket_become_columns(lake: Lake, drop: str) -> None:
    for region in ("north", "south"):
        with fsspec.open(f"{drop}/region={region}/part-0.parquet", "wb") as out:
            pq.write_table(pa.table({"parcels": [1.0, 2.0]}), out)
    columns = {"region": {"type": "string"}, "parcels": {"type": "double"}}
    source = SourceConfig(kind="parquet", path=f"{drop}/**/*.parquet", columns=columns)
    assert land(lake, "sales", source, quiet).rows == 4
    assert {(row["region"], row["parcels"]) for row in landed(lake, "sales")} == {
        (region, parcels) for region in ("north", "south") for parcels in (1.0, 2.0)
    }


def test_a_table_grows_into_a_bucket_by_its_watermark(gcs: str, postgres_url: str) -> None:
    lake = Lake("gs://lake/watermark")
    columns = {"id": {"type": "integer"}, "day": {"type": "date"}}
    source = SourceConfig(kind="sql", url=postgres_url, table="gcs_depots", columns=columns, watermark="day")
    with psycopg.connect(postgres_url, autocommit=True) as con:
        con.execute("create table gcs_depots as select 1 as id, date '2020-02-01' as day")
        assert land(lake, "depots", source, quiet).rows == 1
        assert land(lake, "depots", source, quiet).rows == 0
        con.execute("insert into gcs_depots values (2, '2020-02-02')")
        assert land(lake, "depots", source, quiet).rows == 2
    assert {row["id"] for row in landed(lake, "depots")} == {1, 2}


def test_a_file_that_breaks_the_contract_leaves_nothing_in_the_bucket(gcs: str, drop: str) -> None:
    lake = Lake(f"gs://lake/{drop.rsplit('/', 1)[-1]}")
    fsspec.filesystem("gs").pipe_file(f"{drop}/depots-1.csv.gz", gzip.compress(b"Depot,day\nnorth,1\n"))
    with pytest.raises(SourceError, match="missing columns"):
        land(lake, "depots", csv_source(f"{drop}/depots-1.csv.gz"), quiet)
    assert [path.rsplit("/", 2)[-2:] for path in lake.fs.find(lake.root)] == [["load_id=none", "part.parquet"]]


def test_when_a_bucket_or_an_object_is_absent_then_the_error_names_the_path(lake: Lake) -> None:
    for path in ("gs://drop/no-such-file.csv", "gs://drop/no-such-*.csv", "gs://no-such-bucket/a*.csv"):
        with pytest.raises(SourceError) as error:
            land(lake, "depots", csv_source(path), quiet)
        assert path in str(error.value)
