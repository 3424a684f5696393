"""Replay what a source delivered, week by week as if live, and write which alerts were open each time.

`python -m scripts.replay --deliveries FOLDER --from 20110221T060000 --alerts alerts.parquet`

FOLDER has a folder for each moment, `20110214T060000` in UTC, with the files that came then: none, where none came. Those
before `--from` land at once; on them is trained. From there on each moment is what happens in production: land, build and
publish, forecast. The alerts of a moment know the forecasts that were made before it. It wants a lake of its own.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from configs.settings import Settings, get_settings
from models_py import jobs
from warehouse import dbt
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.releases import open_release
from warehouse.store import read

# Between a delivery and the build that sees it.
PAUSE = timedelta(hours=2)
_FORMAT = "%Y%m%dT%H%M%S"


def moments(deliveries: Path) -> list[datetime]:
    """When something was delivered, or should have been, in order."""
    return sorted(datetime.strptime(folder.name, _FORMAT) for folder in deliveries.iterdir() if folder.is_dir())


def deliver(settings: Settings, deliveries: Path, moment: datetime) -> None:
    """Put the moment's files where the only source of the project is read from, and land them at that time."""
    ((name, source),) = settings.sources.items()
    inbox = Path(str(source.path)).parent
    inbox.mkdir(parents=True, exist_ok=True)
    for file in sorted((deliveries / moment.strftime(_FORMAT)).iterdir()):
        shutil.copy(file, inbox / f"{moment.strftime(_FORMAT)}-{file.name}")
    if any(inbox.iterdir()):
        land(Lake(settings.lake_root), name, source, lambda line: None, at=moment)


def build(settings: Settings, moment: datetime) -> pd.DataFrame:
    """Build and publish by the clock of the moment; the alerts, with `moment`."""
    dbt.build(settings, echo=lambda line: None, now=moment + PAUSE)
    return read(open_release(Lake(settings.lake_root)), "fct_alerts").assign(moment=moment)


def begin(settings: Settings, deliveries: Path, first: datetime) -> None:
    """Land what came before, and train on it."""
    before = [at for at in moments(deliveries) if at < first]
    for moment in before:
        deliver(settings, deliveries, moment)
    build(settings, before[-1])
    jobs.train(settings)


def replay(settings: Settings, deliveries: Path, first: datetime, retrain_every: int = 0) -> pd.DataFrame:
    """The rows of fct_alerts at each moment from `first` on, with `moment`; trained on what came before, and again after every so many."""
    seen = []
    for number, moment in enumerate(at for at in moments(deliveries) if at >= first):
        started = time.monotonic()
        if number == 0:
            begin(settings, deliveries, moment)
        deliver(settings, deliveries, moment)
        seen.append(build(settings, moment))
        if number and retrain_every and number % retrain_every == 0:
            jobs.train(settings)
        jobs.infer(settings)
        n_open = int(seen[-1]["is_open"].sum())
        print(f"{moment:%Y-%m-%d}: {n_open} alerts open, {time.monotonic() - started:.1f} s", flush=True)
    return pd.concat(seen, ignore_index=True)


def main(arguments: Sequence[str] = ()) -> int:
    asked = _parser().parse_args(arguments)
    first = datetime.strptime(asked.first, _FORMAT)
    replay(get_settings(), asked.deliveries, first, asked.retrain_every).to_parquet(asked.alerts, index=False)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deliveries", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--from", dest="first", required=True, metavar="MOMENT", help="build from this moment on")
    parser.add_argument("--alerts", type=Path, required=True, metavar="FILE", help="Parquet of the alerts, by moment")
    parser.add_argument("--retrain-every", type=int, default=0, metavar="N", help="train again every N moments")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
