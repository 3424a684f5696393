"""Reads of one series each, on a real API."""

import asyncio
from dataclasses import replace

from bench.load import Asked, read_beside_bare, read_on
from configs.settings import Settings
from warehouse.lake import Lake
from warehouse.releases import current_id, open_release
from warehouse.store import read


def asked(api_url: str, sample: Settings) -> Asked:
    """Some series whose steps are all there: a day on which a shop is closed has no forecast."""
    found = read(open_release(Lake(sample.lake_root)), "fct_forecasts", ["unique_id", "h"])
    weekly = found[found["unique_id"].str.startswith("weekly_units:")]
    return Asked(api_url, sorted(set(weekly["unique_id"]))[:5], int(weekly["h"].max()), rate=50, seconds=0.4)


def test_each_read_is_timed_and_of_the_one_release(api_url: str, sample: Settings) -> None:
    seen = asyncio.run(read_on(asked(api_url, sample)))
    assert (len(seen.turns), len(seen.milliseconds), seen.faults) == (20, 20, [])
    assert seen.releases == [current_id(Lake(sample.lake_root))]


def test_an_answer_that_is_not_whole_is_a_fault(api_url: str, sample: Settings) -> None:
    whole = asked(api_url, sample)
    assert len(asyncio.run(read_on(replace(whole, steps=whole.steps + 1))).faults) == 20
    unknown = asyncio.run(read_on(replace(whole, unique_ids=["nobody"])))
    assert len(unknown.faults) == 20
    assert unknown.faults[0].startswith("404 of nobody")


def test_when_nobody_answers_then_each_read_is_a_fault() -> None:
    seen = asyncio.run(read_on(Asked("http://127.0.0.1:9", ["a"], 1, rate=50, seconds=0.1)))
    assert (len(seen.faults), seen.milliseconds) == (5, [])


def test_beside_each_read_is_the_bare_query_of_the_same_series(api_url: str, sample: Settings) -> None:
    seen = read_beside_bare(replace(asked(api_url, sample), bare_lake=sample.lake_root))
    assert (len(seen.milliseconds), len(seen.bare_milliseconds), seen.faults) == (20, 20, [])
