"""Land the sources, build and test the warehouse, publish a release: `python -m scripts.run_etl [--source NAME] [--land-only]`."""

import argparse
import sys
from collections.abc import Sequence

from configs.contracts import SourceConfig
from configs.settings import Settings, get_settings
from warehouse import dbt
from warehouse.dbt import DbtError
from warehouse.lake import Lake
from warehouse.landing import Landing, land_all
from warehouse.sources.base import SourceError


def main(arguments: Sequence[str] = ()) -> int:
    asked = _parser().parse_args(arguments)
    settings = get_settings()
    errors: list[Exception] = []
    try:
        sources = chosen(settings, asked.source)
        errors += land_all(Lake(settings.lake_root), sources, print, _show)
        if not errors and not asked.land_only:
            dbt.build(settings)
    except (SourceError, DbtError) as error:
        errors.append(error)
    for failed in errors:
        print(f"etl stopped: {failed}", file=sys.stderr)
    return 1 if errors else 0


def _show(landing: Landing) -> None:
    print("\n".join(report(landing)), flush=True)


def chosen(settings: Settings, names: Sequence[str]) -> dict[str, SourceConfig]:
    """The sources by these names, all without any; raises SourceError that lists those there are."""
    if unknown := [name for name in names if name not in settings.sources]:
        raise SourceError(f"unknown source {', '.join(unknown)}; there are: {', '.join(settings.sources)}")
    return {name: settings.sources[name] for name in names or settings.sources}


def report(landing: Landing) -> list[str]:
    """What landing a source did, in lines to print."""
    name, loads = landing.source, landing.load_ids
    done = f"{landing.rows:,} rows landed in {_counted(len(loads), 'load')}" if loads else "nothing new"
    known = f", {landing.known:,} of {landing.pieces:,} known before" if landing.known else ""
    lines = [f"{name}: {done}{known}"]
    if landing.empty:
        lines.append(f"{name}: no rows in {', '.join(landing.empty)}")
    if landing.extra_columns:
        lines.append(f"{name}: columns beyond the contract, landed too: {', '.join(landing.extra_columns)}")
    return lines


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", action="append", default=[], metavar="NAME", help="land this one only; repeatable")
    parser.add_argument("--land-only", action="store_true", help="stop when the sources have landed")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
