"""Rows that come late: what a second load revises, adds and repeats, and what was known before it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb
import pandas as pd
import pytest

from tests.projects import Project, make_project, source
from warehouse.releases import Release, current_id, open_release
from warehouse.store import read

KEY = ("series", "ds")
FIRST = pd.DataFrame(
    {
        "series": "shop",
        "ds": pd.to_datetime(["2021-03-01", "2021-03-02", "2021-03-04", "2021-03-05", "2021-03-06"]),
        "y": [1.0, 2.0, 4.0, 5.0, 6.0],
    }
)
# Of the second load: one day says the same, one is revised twice in it, one was missing, one comes for the first time.
SECOND = pd.DataFrame(
    {
        "series": "shop",
        "ds": pd.to_datetime(["2021-03-01", "2021-03-02", "2021-03-02", "2021-03-03", "2021-03-07"]),
        "y": [1.0, 20.0, 21.0, 3.0, 7.0],
    }
)
DAYS = list(pd.date_range("2021-03-01", "2021-03-06"))


@dataclass(frozen=True)
class History:
    """A project after two loads, each built; `between` is a moment between the loads, in UTC."""

    project: Project
    before: Release
    after: Release
    between: datetime


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    revised, repeated = source("revised", "D", key=KEY), source("repeated", "D")
    models = ["fct_actuals", "rpt_row_accounting", "rpt_rejected_rows"]
    project = make_project(tmp_path_factory.mktemp("late"), revised, repeated, models=models)
    for name in ("revised", "repeated"):
        project.deliver(name, FIRST)
    before, between = project.build(), now()
    for name in ("revised", "repeated"):
        project.deliver(name, SECOND)
    return History(project, before, project.build(), between)


def shown(release: Release, name: str = "revised") -> dict[pd.Timestamp, float]:
    actuals = read(release, "fct_actuals").query("series_set == @name")
    return dict(zip(actuals["ds"], actuals["y"], strict=True))


def outcomes(release: Release, name: str) -> dict[str, int]:
    counts = read(release, "rpt_row_accounting").query("series_set == @name")
    return dict(zip(counts["reason"], counts["n_rows"], strict=True))


def test_the_latest_load_wins_and_in_a_load_the_last_row(history: History) -> None:
    assert shown(history.after) == dict(zip(DAYS, [1.0, 21.0, 3.0, 4.0, 5.0, 6.0], strict=True))


def test_each_row_that_lost_says_to_what(history: History) -> None:
    rejected = read(history.after, "rpt_rejected_rows").query("series_set == 'revised'")
    found = {(row.reject_reason, row.ds.day, row.y) for row in rejected.itertuples()}
    assert found == {
        ("exact_duplicate", 1, 1.0), ("superseded", 2, 2.0), ("conflicting_duplicate", 2, 20.0), ("incomplete_period", 7, 7.0),
    }  # fmt: skip
    assert outcomes(history.after, "revised") == {
        "used": 6, "exact_duplicate": 1, "superseded": 1, "conflicting_duplicate": 1, "incomplete_period": 1,
    }  # fmt: skip


def test_without_a_key_other_amounts_are_more_rows_and_only_equal_rows_count_once(history: History) -> None:
    assert shown(history.after, "repeated") == dict(zip(DAYS, [1.0, 43.0, 3.0, 4.0, 5.0, 6.0], strict=True))
    assert outcomes(history.after, "repeated") == {"used": 8, "exact_duplicate": 1, "incomplete_period": 1}


def test_an_actual_says_when_the_newest_of_its_rows_landed(history: History) -> None:
    loaded = read(history.after, "fct_actuals").query("series_set == 'revised'").set_index("ds")["loaded_at"]
    # The first day's copy of the second load is the one that counts.
    is_new = {day.day: bool(at > pd.Timestamp(history.between)) for day, at in loaded.items()}
    assert is_new == {1: True, 2: True, 3: True, 4: False, 5: False, 6: False}


def test_a_day_without_rows_was_loaded_never(history: History) -> None:
    before = read(history.before, "fct_actuals").query("series_set == 'revised'").set_index("ds")
    gap = before.loc[pd.Timestamp("2021-03-03")]
    assert (gap["y"], gap["n_rows"], gap["is_filled"]) == (0, 0, True)
    assert pd.isna(gap["loaded_at"])


def test_an_older_release_still_shows_what_it_showed(history: History) -> None:
    old = open_release(history.project.lake, history.before.id)
    assert shown(old) == dict(zip(DAYS[:5], [1.0, 2.0, 0.0, 4.0, 5.0], strict=True))
    assert outcomes(old, "revised") == {"used": 4, "incomplete_period": 1}


@pytest.fixture(scope="module")
def as_known(history: History) -> tuple[str, pd.DataFrame]:
    """What dbt printed of a build as known between the loads, and its actuals in the private work file."""
    moment: dict[str, Any] = {"known_at": history.between.isoformat(sep=" ")}
    selected = ("--select", "+fct_actuals", "--indirect-selection", "cautious", "--exclude-resource-type", "unit_test")
    said = history.project.dbt("build", *selected, **moment)
    with duckdb.connect(str(history.project.folder / "work" / "warehouse.duckdb"), read_only=True) as work:
        return said, work.sql("from marts.fct_actuals order by unique_id, ds").df()


def test_what_was_known_at_a_moment_is_what_was_published_then(
    history: History, as_known: tuple[str, pd.DataFrame]
) -> None:
    pd.testing.assert_frame_equal(as_known[1], read(history.before, "fct_actuals"), check_dtype=False)


def test_a_build_as_known_in_the_past_does_not_become_what_readers_see(
    history: History, as_known: tuple[str, pd.DataFrame]
) -> None:
    assert f"Not published: built as known at {history.between.isoformat(sep=' ')}" in as_known[0]
    assert current_id(history.project.lake) == history.after.id
