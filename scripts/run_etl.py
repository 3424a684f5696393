"""Land all sources, build and test the warehouse, publish a release."""

import sys

from configs.settings import get_settings
from warehouse import dbt
from warehouse.dbt import DbtError
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.sources.base import SourceError


def main() -> int:
    settings = get_settings()
    lake = Lake(settings.lake_root)
    try:
        for name, config in settings.sources.items():
            landing = land(lake, name, config)
            print(
                f"{name}: {f'{landing.rows:,} rows landed' if landing.is_new else 'nothing new'} (load {landing.load_id})"
            )
            if landing.extra_columns:
                print(f"{name}: columns beyond the contract, landed too: {', '.join(landing.extra_columns)}")
        dbt.build(settings)
    except (SourceError, DbtError) as error:
        print(f"etl stopped: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
