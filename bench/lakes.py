"""Small lakes of their own for benchmarks: the tests' sample of invoices, growing from run to run."""

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

from configs.settings import PROJECT_DIR, Kind, Settings, load_settings
from models_py import jobs
from warehouse import dbt
from warehouse.lake import Lake
from warehouse.landing import land

SAMPLE = PROJECT_DIR / "tests" / "fixtures" / "online_retail_sample.csv"
SERIES = "weekly_units:21682"  # regular demand to the end of the sample
_CHEAP = ["seasonal_naive", "imapa"]
_STAMP = "%m/%d/%Y %H:%M"


def small_settings(folder: Path, lake_root: str | None = None) -> Settings:
    """Settings of a lake in `folder`, or at `lake_root`, with cheap models; its input is `input.csv` in the folder."""
    source = folder / "input.csv"
    if not source.exists():
        source.write_bytes(SAMPLE.read_bytes())
    forecasting = {"portfolio": dict.fromkeys(get_args(Kind), _CHEAP), "n_windows": 2, "workers": 1}
    return load_settings(
        lake_root=lake_root or str(folder / "lake"),
        lake_work=str(folder / "work"),
        artifacts_root=(lake_root or str(folder)) + "/artifacts",
        sources={"online_retail": {"path": str(source), "fetch": None}},
        forecasting=forecasting,
        lake={"cache": str(folder / "cache")},
        llm_api_key=None,
        api_key=None,
    )


def grow(settings: Settings, number: int) -> None:
    """Sell the product of `SERIES` once more, a day later than all before: what is landed next is new."""
    source = input_of(settings)
    with source.open(newline="", encoding="utf-8") as data:
        last = list(csv.reader(data))[-1]
    moment = datetime.strptime(last[4], _STAMP) + timedelta(days=1)
    with source.open("a", newline="", encoding="utf-8") as data:
        row = [
            str(900_000 + number),
            SERIES.split(":")[1],
            "ADDED LATER",
            "3",
            moment.strftime(_STAMP),
            "2.10",
            "",
            "United Kingdom",
        ]
        csv.writer(data).writerow(row)


def input_of(settings: Settings) -> Path:
    """The file that is landed."""
    return Path(str(settings.sources["online_retail"].path))


def land_all(settings: Settings) -> None:
    for name, config in settings.sources.items():
        land(Lake(settings.lake_root), name, config, _quiet)


PHASES: dict[str, Callable[[Settings], object]] = {
    "land": land_all,
    "build": lambda settings: dbt.build(settings, echo=_quiet),
    "train": jobs.train,
    "infer": jobs.infer,
    "publish": lambda settings: dbt.build(settings, select=["source:jobs+"], echo=_quiet),
}


def run_flow(settings: Settings, entering: Callable[[str], None] = lambda phase: None) -> None:
    """From the input to a release with forecasts; `entering` hears of each phase."""
    for name, phase in PHASES.items():
        entering(name)
        phase(settings)


def _quiet(line: str) -> None:
    """Show nothing."""
