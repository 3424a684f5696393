"""How accurate the served pipeline is: `python -m bench.accuracy [SET ...] [--preset balanced]` or one pair of files.

Each set is landed, built, trained, forecast and published as a user would, in a project of its own; then the forecasts of
the release are scored with values that no step saw. The named sets are of BENCH_DATA (M3, M4, M5). A pair is
`--train A.parquet --test B.parquet --freq ME --season-length 12`, both long: unique_id, ds, y and covariates. With
`--static C.parquet --hierarchy total=,state=state_id` sums of its series are forecast and scored, too, as those of M5 are.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pandas as pd

from bench.bars import conclude, verdicts
from bench.levels import level_figures
from bench.measure import run
from bench.native import native_figures
from bench.official import official_difference
from bench.pairs import KEY, Pair, PairError, levels_of
from bench.projects import project_environment
from bench.scores import scores
from bench.sets import SETS, WITH_NATIVE, named
from configs.settings import Preset
from warehouse.lake import Lake
from warehouse.releases import open_release
from warehouse.store import read

_STEPS = ("scripts.run_etl", "scripts.train", "scripts.inference")
_VALUES = ["y_hat", "y_hat_naive", "lo_80", "hi_80", "lo_95", "hi_95"]
SHOWN = ["series", "smape", "mase", "owa", "wape", "rmsse", "mase_ratio", "rmsse_ratio", "coverage_80", "coverage_95",
         "msis_95", "cpu_seconds", "cpu_ms_per_series"]  # fmt: skip
PRESET = "balanced"


def measure(pair: Pair, folder: Path, preset: str = PRESET, native: bool = False) -> dict[str, float]:
    """Scores of what was served, and what it took: CPU seconds of training and forecasting.

    With a hierarchy `level_figures`; with `native` also `native_figures`; of a named set `official_difference`, where it can be.
    """
    cpu, project = _flow(pair, folder, preset)
    train, test = pair.read()
    served = forecasts(Lake(str(project / "data")), pair.name)
    rows = scored(served, train, test)
    rows.to_parquet(folder / "forecast.parquet")
    ordered = train.dropna(subset="y").sort_values(["unique_id", "ds"])
    histories = {str(uid): y.to_numpy(float) for uid, y in ordered.groupby("unique_id")["y"]}
    found = scores(rows, histories, pair.season_length)
    if pair.static:
        found |= level_figures(served, train, test, pd.read_parquet(pair.static), pair.hierarchy)
    if native:
        found |= native_figures(rows, histories, pair.season_length)
    if (
        pair.name in SETS
        and (difference := official_difference(pair.name, folder / "forecast.parquet", found)) is not None
    ):
        found["official_difference"] = difference
    return {**found, "cpu_seconds": cpu, "cpu_ms_per_series": 1000 * cpu / found["series"]}


def _flow(pair: Pair, folder: Path, preset: str) -> tuple[float, Path]:
    """From files to a release with forecasts: CPU seconds of training and forecasting, and the project."""
    project = pair.make_project(folder)
    environment, cpu = project_environment(project, FORECASTING__PRESET=preset), 0.0
    for step in _STEPS:
        cost = run([sys.executable, "-m", step], project, environment, folder / f"{step}.log")
        cpu += cost.cpu_seconds if step != "scripts.run_etl" else 0.0
        print(
            f"{pair.name} {step}: {cost.seconds:.0f} s, CPU {cost.cpu_seconds:.0f} s, {cost.peak_gib:.1f} GiB",
            flush=True,
        )
    return cpu, project


def scored(served: pd.DataFrame, train: pd.DataFrame, test: pd.DataFrame) -> pd.DataFrame:
    """The forecast of each row of the test whose series has a history; raises PairError where there is none."""
    known = test["unique_id"].isin(train["unique_id"])
    if not known.all():
        print(
            f"{test.loc[~known, 'unique_id'].nunique()} series of the test have no history and are left out", flush=True
        )
    rows = served.merge(test.loc[known, [*KEY, "y"]], on=KEY, how="right")
    if missing := int(rows["y_hat"].isna().sum()):
        raise PairError(f"expected a forecast for each row of the test, found none for {missing}")
    return rows


def forecasts(lake: Lake, series_set: str) -> pd.DataFrame:
    """The forecasts of the current release, as unique_id of the source, h and values."""
    rows = read(open_release(lake), "fct_forecasts", ["unique_id", "h", *_VALUES])
    return rows.assign(unique_id=rows["unique_id"].str.removeprefix(f"{series_set}:"))


def table(figures: Mapping[str, Mapping[str, float]]) -> str:
    """The figures that all sets have, and below them those that only some have."""
    rows = [
        f"{name:<16}" + "".join(f"{rounded(c, found[c]):>{len(c) + 4}}" for c in SHOWN)
        for name, found in figures.items()
    ]
    more = [
        f"{name:<16}{figure}: {value:.4g}"
        for name, found in figures.items()
        for figure, value in found.items()
        if figure.startswith(("rmsse_ratio_", "coherence", "msis_95_", "native_", "official_"))
    ]
    return "\n".join([f"{'set':<16}" + "".join(f"{c:>{len(c) + 4}}" for c in SHOWN), *rows, *more])


def rounded(figure: str, value: float) -> float:
    """As a reader wants it; what is compared with something very small stays as it is."""
    if figure in ("coherence", "official_difference"):
        return value
    return round(value, 1 if figure.startswith("cpu_") else 4)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", help=f"of {', '.join(SETS)}; default: all")
    parser.add_argument("--preset", choices=get_args(Preset), default=PRESET, help=f"of models; default: {PRESET}")
    parser.add_argument("--train", type=Path)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--freq")
    parser.add_argument("--season-length", type=int)
    parser.add_argument("--fill", default="", help="zero, carry, season or interpolate; default: by the data")
    parser.add_argument("--static", type=Path, help="unique_id and what --hierarchy groups by")
    parser.add_argument(
        "--hierarchy", type=levels_of, default={}, help="total=,state=state_id,kind_store=kind+store_id"
    )
    parser.add_argument("--calendar", type=Path, help="ds and covariates that all series have, known in advance")
    parser.add_argument(
        "--native", action="store_true", help=f"score models' own intervals, too; of {', '.join(WITH_NATIVE)} always"
    )
    parser.add_argument("--folder", type=Path, help="keep everything here; default: a temporary folder")
    return parser


def _asked(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """What the command line says; ends with a message where that cannot be measured."""
    asked = parser.parse_args()
    if unknown := [name for name in asked.sets if name not in SETS]:
        parser.error(f"unknown: {', '.join(unknown)}; expected {', '.join(SETS)}, or --train and --test")
    if asked.train and not (asked.test and asked.freq and asked.season_length):
        parser.error("--train needs --test, --freq and --season-length beside it")
    return asked


def main() -> int:
    asked = _asked(_parser())
    if asked.train:
        where = (asked.train, asked.test, asked.freq, asked.season_length, asked.fill, asked.static, asked.hierarchy)
        pairs = [Pair("pair", *where, asked.calendar)]
    else:
        pairs = [named(name) for name in asked.sets or SETS]
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        figures = {
            pair.name: measure(pair, folder / pair.name, asked.preset, asked.native or pair.name in WITH_NATIVE)
            for pair in pairs
        }
    print(f"preset {asked.preset}\n{table(figures)}")
    shown = {name: {figure: rounded(figure, value) for figure, value in of.items()} for name, of in figures.items()}
    conclude("accuracy", verdicts(figures), preset=asked.preset, sets=shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
