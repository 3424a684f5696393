"""The named sets of BENCH_DATA: M3, M4 yearly and hourly, M5."""

from pathlib import Path

from bench.pairs import Pair, levels_of
from configs.settings import bench_data

# freq, season length and fill, as in a source's contract.
SETS = {
    "m3_monthly": ("ME", 12, ""),
    "m3_quarterly": ("QE", 4, ""),
    "m3_yearly": ("YE", 1, ""),
    "m3_other": ("D", 1, ""),
    "m4_yearly": ("YE", 1, ""),
    "m4_hourly": ("h", 24, ""),
    "m5": ("D", 7, "zero"),
}
# The hierarchy of a set, by columns of its static.parquet.
LEVELS = {"m5": levels_of("total=,state=state_id,store=store_id,category=cat_id,department=dept_id")}
# What models say of their own intervals is compared with ours.
WITH_NATIVE = ("m4_yearly", "m4_hourly")
_FILES = ("train", "test", "static")


def named(name: str) -> Pair:
    """A set of BENCH_DATA, with its levels where it has some."""
    freq, season_length, fill = SETS[name]
    folder, _, group = name.partition("_")
    stem = bench_data() / folder / (f"{group}_" if group else "")
    train, test, static = (Path(f"{stem}{part}.parquet") if group else stem / f"{part}.parquet" for part in _FILES)
    levels = LEVELS.get(name, {})
    calendar = stem / "calendar.parquet"
    return Pair(
        name, train, test, freq, season_length, fill,
        static if levels else None, levels, calendar if calendar.exists() else None,
    )  # fmt: skip
