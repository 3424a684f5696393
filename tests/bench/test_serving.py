"""The crowd that reads are measured on: copies of what was really forecast, in a release like any other."""

from datetime import datetime

import numpy as np
import pytest

from api import queries
from bench.crowd import crowd, publish_again
from bench.serving import BARS, table
from configs.settings import Settings
from warehouse.lake import Lake
from warehouse.releases import Release, open_release
from warehouse.store import read


@pytest.fixture
def lake(own_sample: Settings) -> Lake:
    return Lake(own_sample.lake_root)


def test_each_series_has_copies_with_ids_of_their_own_which_the_api_finds(lake: Lake) -> None:
    before = open_release(lake)
    series = read(before, "dim_series")
    crowd(lake, 3 * len(series))
    after = open_release(lake)
    ids, rows = read(after, "dim_series")["unique_id"], read(after, "fct_forecasts")
    assert len(ids) == len(set(ids)) == 3 * len(series)
    assert set(series["unique_id"]) < set(ids)
    assert len(rows) == 3 * len(read(before, "fct_forecasts"))
    assert list(rows["unique_id"]) == sorted(rows["unique_id"])
    for uid in series["unique_id"]:
        for copy in (uid, f"{uid}-0001", f"{uid}-0002"):
            assert steps(after, copy) == steps(before, uid)


def steps(release: Release, uid: str) -> list[tuple[datetime, int]]:
    """What the API says is forecast of a series."""
    return [(item.ds, item.h) for item in queries.forecast_page(release, uid, None, None, 1000, None).items]


def test_what_is_published_again_differs_in_its_forecasts_alone(lake: Lake) -> None:
    before = open_release(lake)
    publish_again(lake, 1.0)
    after = open_release(lake)
    old, new = read(before, "fct_forecasts"), read(after, "fct_forecasts")
    assert np.allclose(new["y_hat"], old["y_hat"] + 1)
    changed = [name for name in after.manifest.tables if after.manifest.tables[name] != before.manifest.tables[name]]
    assert changed == ["fct_forecasts"]


def test_every_part_that_a_bar_is_of_is_told() -> None:
    told = table({part: {"p99_ms": 1.0} for bar in BARS for part in bar.of})
    assert {line.split()[0] for line in told.splitlines()} == {part for bar in BARS for part in bar.of}
