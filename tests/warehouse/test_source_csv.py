"""CSV: any compression, any encoding, many files; what comes out is the text that went in."""

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from landed import DEPOTS, HEADER, csv_source, loads, rows, values

from tests.conftest import quiet
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.sources.base import SourceError

LINES = HEADER + "north,01/02/2020,3\nsouth,02/02/2020,4.50\n"
LANDED = [("north", "01/02/2020", "3"), ("south", "02/02/2020", "4.50")]
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "csv": bytes,
    "csv.gz": gzip.compress,
    "csv.xz": lzma.compress,
    "csv.bz2": bz2.compress,
    "csv.zst": lambda data: pa.compress(data, "zstd", asbytes=True),
}


@pytest.mark.parametrize("suffix", PACKERS)
def test_compressed_files_land_like_plain_ones(empty_lake: Lake, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"depots.{suffix}"
    file.write_bytes(PACKERS[suffix](LINES.encode()))
    land(empty_lake, "depots", csv_source(file), quiet)
    assert values(empty_lake, "Depot", "day", "parcels") == LANDED


@pytest.mark.parametrize("suffix", ["csv.gz", "csv.xz", "csv.bz2", "csv.zst"])
def test_when_a_compressed_file_is_cut_off_then_nothing_lands(empty_lake: Lake, tmp_path: Path, suffix: str) -> None:
    whole = HEADER + "".join(f"depot {n},{n % 28 + 1:02}/02/2020,{n * 7919 % 1000}\n" for n in range(5000))
    file = tmp_path / f"depots.{suffix}"
    packed = PACKERS[suffix](whole.encode())
    file.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(SourceError, match=f"depots: depots.{suffix}: not a readable UTF-8 CSV"):
        land(empty_lake, "depots", csv_source(file), quiet)
    assert loads(empty_lake) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le"])
def test_text_lands_whatever_its_encoding(empty_lake: Lake, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "depots.csv"
    file.write_bytes("Dépôt,day\nMünchen,1\nÅre,2\n".encode(encoding))
    columns = {"Dépôt": {"as": "depot", "type": "string"}, "day": {"type": "integer"}}
    land(empty_lake, "depots", csv_source(file, encoding=encoding, columns=columns), quiet)
    assert values(empty_lake, "Dépôt", "day") == [("München", "1"), ("Åre", "2")]


def test_a_byte_order_mark_is_no_part_of_the_first_name(empty_lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "depots.csv"
    file.write_bytes(LINES.encode("utf-8-sig"))
    land(empty_lake, "depots", csv_source(file), quiet)
    assert values(empty_lake, "Depot", "day", "parcels") == LANDED


def test_when_a_file_is_in_another_encoding_then_the_error_says_what_was_expected(
    empty_lake: Lake, tmp_path: Path
) -> None:
    file = tmp_path / "depots.csv"
    file.write_bytes((HEADER + "München,01/02/2020,3\n").encode("latin-1"))
    with pytest.raises(SourceError, match=r"not a readable UTF-8 CSV \(see `encoding`, `delimiter`\)"):
        land(empty_lake, "depots", csv_source(file), quiet)


def test_when_the_encoding_is_mended_then_the_same_file_lands_again(empty_lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "depots.csv"
    file.write_bytes((HEADER + "Łódź,01/02/2020,3\n").encode("cp1250"))
    land(empty_lake, "depots", csv_source(file, encoding="latin-1"), quiet)
    land(empty_lake, "depots", csv_source(file, encoding="cp1250"), quiet)
    assert ("Łódź",) in values(empty_lake, "Depot")


def test_quoted_delimiters_quotes_and_newlines_stay_in_the_value(empty_lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "depots.csv"
    file.write_text(HEADER + '"north;\nby ""the"" sea, upper",01/02/2020,\nsouth,02/02/2020,"  4 "\n')
    land(empty_lake, "depots", csv_source(file), quiet)
    expected = [('north;\nby "the" sea, upper', ""), ("south", "  4 ")]
    assert values(empty_lake, "Depot", "parcels") == expected


def test_a_name_in_the_header_may_hold_the_delimiter_and_a_newline(empty_lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "depots.csv"
    file.write_text('day;"parcels;\nall"\n1;007\n')
    columns = {"day": {"type": "integer"}, "parcels;\nall": {"as": "parcels", "type": "double"}}
    land(empty_lake, "depots", csv_source(file, delimiter=";", columns=columns), quiet)
    assert values(empty_lake, "parcels;\nall") == [("007",)]


def test_values_that_look_like_nothing_stay_text(empty_lake: Lake, tmp_path: Path) -> None:
    odd = ["NA", "NULL", "nan", "", "0012", "1e5", "TRUE"]
    file = tmp_path / "depots.csv"
    file.write_text(HEADER + "".join(f"{value},01/02/2020,1\n" for value in odd))
    land(empty_lake, "depots", csv_source(file), quiet)
    assert [depot for (depot,) in values(empty_lake, "Depot")] == odd


def test_every_file_of_a_glob_lands_under_its_own_name(empty_lake: Lake, tmp_path: Path) -> None:
    for n in (2, 1):
        (tmp_path / f"depots-{n}.csv").write_text(HEADER + f"north,0{n}/02/2020,{n}\n" * n)
    (tmp_path / "other.csv").write_text(HEADER + "east,01/02/2020,9\n")
    landing = land(empty_lake, "depots", csv_source(tmp_path / "depots-*.csv"), quiet)
    assert (landing.pieces, len(landing.load_ids), landing.rows) == (2, 2, 3)
    expected = [("depots-1.csv", 1, "1"), ("depots-2.csv", 1, "2"), ("depots-2.csv", 2, "2")]
    assert values(empty_lake, "_file", "_row", "parcels") == expected


def test_rows_of_more_than_one_block_with_newlines_in_them_are_numbered_through(
    empty_lake: Lake, tmp_path: Path
) -> None:
    n, wide = 3_000, '"' + "x\n" * 4_000 + '"'
    file = tmp_path / "depots.csv"
    file.write_text(HEADER + "".join(f"{wide},01/02/2020,{number}\n" for number in range(n)))
    assert land(empty_lake, "depots", csv_source(file), quiet).rows == n
    assert [(row["_row"], row["parcels"]) for row in rows(empty_lake)] == [(i + 1, str(i)) for i in range(n)]


def test_when_no_file_is_like_the_path_then_the_error_names_it(empty_lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"depots: expected files like .*/depots-\*\.csv, found none"):
        land(empty_lake, "depots", csv_source(tmp_path / "depots-*.csv"), quiet)


def test_when_the_delimiter_is_another_then_the_error_shows_the_columns_that_were_found(
    empty_lake: Lake, tmp_path: Path
) -> None:
    file = tmp_path / "depots.csv"
    file.write_text(LINES.replace(",", ";"))
    with pytest.raises(SourceError) as error:
        land(empty_lake, "depots", csv_source(file), quiet)
    assert f"missing columns {list(DEPOTS)}" in str(error.value)
    assert "found ['Depot;day;parcels']" in str(error.value)


def test_a_file_whose_name_looks_like_a_wildcard_is_that_file(empty_lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "depots[1].csv").write_text(LINES)
    (tmp_path / "depots1.csv").write_text(HEADER + "east,01/02/2020,9\n")
    land(empty_lake, "depots", csv_source(tmp_path / "depots[1].csv"), quiet)
    assert {file for (file,) in values(empty_lake, "_file")} == {"depots[1].csv"}


def test_when_the_path_is_a_folder_then_the_error_says_so(empty_lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"is a folder; name its files, as .*/\*"):
        land(empty_lake, "depots", csv_source(tmp_path), quiet)


def test_when_the_place_is_of_another_kind_then_the_error_says_what_is_expected(empty_lake: Lake) -> None:
    with pytest.raises(SourceError, match="expected a local path or gs://bucket/path, found s3://"):
        land(empty_lake, "depots", csv_source("s3://bucket/depots.csv"), quiet)
