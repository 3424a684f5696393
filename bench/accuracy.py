"""How accurate the served pipeline is: `python -m bench.accuracy [SET ...]` or one pair of files.

Each set is landed, built, trained, forecast and published as a user would, in a project of its own; then the forecasts of
the release are scored with values that no step saw. The named sets are of BENCH_DATA (M3, M4, M5). A pair is
`--train A.parquet --test B.parquet --freq ME --season-length 12`, both long: unique_id, ds, y and covariates. With
`--static C.parquet --hierarchy total=,state=state_id` sums of its series are forecast, too; with `--levels` those of M5.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bench.measure import run
from bench.pairs import KEY, Pair, PairError, levels_of
from bench.projects import project_environment
from bench.scores import scores
from configs.settings import bench_data
from warehouse.lake import Lake
from warehouse.releases import open_release
from warehouse.store import read

_STEPS = ("scripts.run_etl", "scripts.train", "scripts.inference")
_FILES = ("train", "test", "static")
_VALUES = ["y_hat", "y_hat_naive", "lo_80", "hi_80", "lo_95", "hi_95"]
_SETS = {
    "m3_monthly": ("ME", 12, ""),
    "m3_quarterly": ("QE", 4, ""),
    "m3_yearly": ("YE", 1, ""),
    "m3_other": ("D", 1, ""),
    "m4_yearly": ("YE", 1, ""),
    "m4_hourly": ("h", 24, ""),
    "m5": ("D", 7, "zero"),
}
# The hierarchy of a set, by columns of its static.parquet.
_LEVELS = {"m5": "total=,state=state_id,store=store_id,category=cat_id,department=dept_id"}
SHOWN = ["series", "smape", "mase", "owa", "wape", "rmsse", "mase_ratio", "rmsse_ratio", "coverage_80", "coverage_95",
         "msis_95", "cpu_seconds", "cpu_ms_per_series"]  # fmt: skip
Figures = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Bar:
    """What has to hold of the figures of one set, or of all of M3 together."""

    name: str
    of: tuple[str, ...]
    figure: Callable[[Figures], float]
    at_most: float


def pooled(figures: Figures) -> float:
    """sMAPE of M3 over all points (Makridakis & Hibon 2000, table 6)."""
    points = {"m3_monthly": 18, "m3_quarterly": 8, "m3_yearly": 6, "m3_other": 8}
    weights = {name: figures[name]["series"] * h for name, h in points.items()}
    return sum(figures[name]["smape_pooled"] * n for name, n in weights.items()) / sum(weights.values())


BARS = [
    Bar("M3 sMAPE", ("m3_monthly", "m3_quarterly", "m3_yearly", "m3_other"), pooled, 12.6),
    Bar("M3 monthly sMAPE", ("m3_monthly",), lambda f: f["m3_monthly"]["smape_pooled"], 13.4),
    Bar("M3 quarterly sMAPE", ("m3_quarterly",), lambda f: f["m3_quarterly"]["smape_pooled"], 9.0),
    Bar("M3 other sMAPE", ("m3_other",), lambda f: f["m3_other"]["smape_pooled"], 4.3),
    Bar("M4 yearly OWA", ("m4_yearly",), lambda f: f["m4_yearly"]["owa"], 0.770),
    Bar("M4 hourly OWA", ("m4_hourly",), lambda f: f["m4_hourly"]["owa"], 0.44),
    Bar("M5 RMSSE to seasonal naive", ("m5",), lambda f: f["m5"]["rmsse_ratio"], 0.78),
    *(
        Bar(f"{name} coverage {level}", (name,), lambda f, n=name, c=level: abs(f[n][f"coverage_{c}"] - c / 100), 0.03)  # type: ignore[misc]
        for name in _SETS
        for level in (80, 95)
    ),
]


def named(name: str, with_levels: bool = False) -> Pair:
    """A set of BENCH_DATA, with its levels where it has some and they are asked for."""
    freq, season_length, fill = _SETS[name]
    folder, _, group = name.partition("_")
    stem = bench_data() / folder / (f"{group}_" if group else "")
    train, test, static = (Path(f"{stem}{part}.parquet") if group else stem / f"{part}.parquet" for part in _FILES)
    levels = levels_of(_LEVELS[name]) if with_levels and name in _LEVELS else {}
    return Pair(name, train, test, freq, season_length, fill, static if levels else None, levels)


def measure(pair: Pair, folder: Path) -> dict[str, float]:
    """Scores of what was served, and what it took: CPU seconds of training and forecasting."""
    project = pair.make_project(folder)
    seconds = {}
    for step in _STEPS:
        cost = run([sys.executable, "-m", step], project, project_environment(project), folder / f"{step}.log")
        seconds[step] = cost.cpu_seconds
        print(
            f"{pair.name} {step}: {cost.seconds:.0f} s, CPU {cost.cpu_seconds:.0f} s, {cost.peak_gib:.1f} GiB",
            flush=True,
        )
    train, test = pair.read()
    rows = forecasts(Lake(str(project / "data")), pair.name).merge(test[[*KEY, "y"]], on=KEY, how="right")
    if missing := int(rows["y_hat"].isna().sum()):
        raise PairError(f"{pair.name}: expected a forecast for each row of {pair.test}, found none for {missing}")
    rows.to_parquet(folder / "forecast.parquet")
    ordered = train.dropna(subset="y").sort_values(["unique_id", "ds"])
    histories = {str(uid): y.to_numpy(float) for uid, y in ordered.groupby("unique_id")["y"]}
    cpu = seconds["scripts.train"] + seconds["scripts.inference"]
    found = scores(rows, histories, pair.season_length)
    return {**found, "cpu_seconds": round(cpu, 1), "cpu_ms_per_series": round(1000 * cpu / found["series"], 1)}


def forecasts(lake: Lake, series_set: str) -> pd.DataFrame:
    """The forecasts of the current release, as unique_id of the source, h and values."""
    rows = read(open_release(lake), "fct_forecasts", ["unique_id", "h", *_VALUES])
    return rows.assign(unique_id=rows["unique_id"].str.removeprefix(f"{series_set}:"))


def verdicts(figures: Figures) -> list[dict[str, object]]:
    """Each bar whose sets were measured: its figure, and whether it holds."""
    measured = [bar for bar in BARS if set(bar.of) <= set(figures)]
    return [
        {
            "bar": b.name,
            "found": round(b.figure(figures), 4),
            "at_most": b.at_most,
            "ok": b.figure(figures) <= b.at_most,
        }
        for b in measured
    ]


def table(figures: Mapping[str, Mapping[str, float]]) -> str:
    rows = [f"{name:<16}" + "".join(f"{found[c]:>{len(c) + 4}}" for c in SHOWN) for name, found in figures.items()]
    return "\n".join([f"{'set':<16}" + "".join(f"{c:>{len(c) + 4}}" for c in SHOWN), *rows])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", help=f"of {', '.join(_SETS)}; default: all")
    parser.add_argument("--train", type=Path)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--freq")
    parser.add_argument("--season-length", type=int)
    parser.add_argument("--fill", default="", help="zero, carry, season or interpolate; default: by the data")
    parser.add_argument("--static", type=Path, help="unique_id and what --hierarchy groups by")
    parser.add_argument(
        "--hierarchy", type=levels_of, default={}, help="total=,state=state_id,kind_store=kind+store_id"
    )
    parser.add_argument("--levels", action="store_true", help="forecast the sums of the named sets' levels, too")
    parser.add_argument("--folder", type=Path, help="keep everything here; default: a temporary folder")
    asked = parser.parse_args()
    if asked.train:
        where = (asked.train, asked.test, asked.freq, asked.season_length, asked.fill, asked.static, asked.hierarchy)
        pairs = [Pair("pair", *where)]
    else:
        pairs = [named(name, asked.levels) for name in asked.sets or _SETS]
    with tempfile.TemporaryDirectory() as scratch:
        figures = {pair.name: measure(pair, (asked.folder or Path(scratch)) / pair.name) for pair in pairs}
    held = verdicts(figures)
    print(table(figures))
    for verdict in held:
        print(
            f"{'ok  ' if verdict['ok'] else 'MISS'} {verdict['bar']}: {verdict['found']} (at most {verdict['at_most']})"
        )
    print(json.dumps({"bench": "accuracy", "sets": figures, "bars": held, "ok": all(v["ok"] for v in held)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
