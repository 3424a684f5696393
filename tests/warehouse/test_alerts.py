"""Each kind of trouble, put into the rows of daily meters that land day by day: the alert that it gives, and no other."""

import shutil
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from tests.projects import Project, make_project, source
from warehouse.landing import land
from warehouse.releases import Release, open_release
from warehouse.store import read

FIRST, N_DAYS, N_SINGLE = pd.Timestamp("2021-01-04"), 110, 8
DAY, HOUR = pd.Timedelta(days=1), pd.Timedelta(hours=1)
LAST = FIRST + (N_DAYS - 1) * DAY
METERS = ["calm", "dead", "other unit", "revised", "rising", "season", "stuck"]


def readings() -> pd.DataFrame:
    """Meters that read about 100 a day, with what went wrong in the last two days."""
    rng = np.random.default_rng(0)
    days = pd.date_range(FIRST, periods=N_DAYS)
    values = {meter: 100 * np.exp(rng.normal(0, 0.1, N_DAYS)) for meter in METERS}
    values["season"] *= 1 + 4 * (days.dayofweek == 6)  # a Sunday is five times another day, as ever
    values["dead"][-3:], values["stuck"][-4:] = 0, values["stuck"][-4]
    values["other unit"][-2:] *= 1000
    values["rising"][-2:] *= 5
    wide = pd.DataFrame(values, index=days.rename("ds"))
    return wide.melt(ignore_index=False, var_name="series", value_name="y").reset_index()


def deliver(project: Project, rows: pd.DataFrame, at: pd.Timestamp) -> None:
    """Land the rows at a moment."""
    inbox = project.folder / "inbox" / "meters"
    inbox.mkdir(parents=True, exist_ok=True)
    rows.to_parquet(inbox / f"{at:%Y%m%dT%H}.parquet", index=False)
    land(project.lake, "meters", project.sources["meters"], lambda line: None, at=at.to_pydatetime())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    declared = source(
        "meters", "D", fill="carry", support="non_negative", hold_back_last=False, stale_after=20, key=("series", "ds")
    )
    project = make_project(tmp_path_factory.mktemp("alerts"), declared, models=["fct_alerts"])
    rows = readings()
    single = pd.date_range(LAST - (N_SINGLE - 1) * DAY, LAST)
    deliver(project, rows[rows["ds"] < single[0]], single[0] + HOUR)
    for day in single:
        deliver(project, rows[rows["ds"] == day], day + DAY + 2 * HOUR)
    corrected = rows[(rows["series"] == "revised") & (rows["ds"] > LAST - 6 * DAY)]
    deliver(project, corrected.assign(y=corrected["y"] * 2), LAST + DAY + 3 * HOUR)
    return project


@pytest.fixture(scope="module")
def clock() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAKE_NOW", f"{LAST + DAY + 4 * HOUR:%Y-%m-%d %H:%M:%S}")
        yield patch


@pytest.fixture(scope="module")
def release(project: Project, clock: pytest.MonkeyPatch) -> Release:
    return project.build()


def alerts(release: Release) -> pd.DataFrame:
    found = read(release, "fct_alerts")
    return found.assign(series=found["unique_id"].str.removeprefix("meters:"))


def test_each_trouble_has_one_alert_with_its_cause_and_what_is_calm_has_none(release: Release) -> None:
    found = alerts(release).query("is_open").dropna(subset="series").set_index("series")
    assert found["cause"].to_dict() == {
        "dead": "data quality", "stuck": "data quality", "other unit": "data quality",
        "rising": "drift", "revised": "revised input",
    }  # fmt: skip
    assert found.loc["other unit", "measure"] == "unit_change"
    assert found.loc["other unit", "value"] == pytest.approx(3, abs=0.1)
    assert (found["first_seen_ds"] > LAST - 2 * DAY).all()


def test_a_warehouse_that_is_built_anew_has_the_same_alerts(project: Project, release: Release) -> None:
    before = alerts(release)
    shutil.rmtree(project.folder / "work")
    pd.testing.assert_frame_equal(alerts(project.build()), before)


def test_a_delivery_that_does_not_come_is_late_and_one_that_came_is_not(
    project: Project, release: Release, clock: pytest.MonkeyPatch
) -> None:
    assert alerts(release).query("cause == 'late input'").empty
    clock.setenv("LAKE_NOW", f"{LAST + 3 * DAY:%Y-%m-%d %H:%M:%S}")
    project.dbt("build", "--select", "int_measures_loads+")
    (late,) = alerts(open_release(project.lake)).query("cause == 'late input'").to_dict("records")
    assert (late["measure"], late["first_seen_ds"], late["is_open"]) == ("late_periods", LAST + DAY, True)
    assert late["value"] == pytest.approx(2 - (1 + 2 / 24), abs=1e-9)
