"""Alignment in every frequency, held against pandas, and for rows at random against what alignment promises."""

import math
from functools import cache
from itertools import cycle
from typing import Any

import pandas as pd
import pytest
from by_pandas import BERLIN, CASES, CLOSURE, closed, delivered, expected, local, rows_of
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from configs.settings import PROJECT_DIR
from tests.projects import SET, Project, make_project, source
from warehouse.releases import Release
from warehouse.store import read

RANDOM = {
    "random_hours": "h", "random_days": "D", "random_business_days": "B", "random_weeks": "W-SUN", "random_months": "ME",
}  # fmt: skip
SPAN = {"random_hours": 40, "random_days": 300, "random_business_days": 300, "random_weeks": 800, "random_months": 2000}
AMOUNTS = st.integers(-4000, 4000).map(lambda n: n / 4)
LABELS = st.sampled_from(["a", "b", "c", None]) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
SPOILED = st.sampled_from([{}] * 9 + [{"ds": pd.NaT}, {"y": None}, {"y": math.nan}, {"y": math.inf}, {"series": ""}])


@cache
def random_rows() -> pd.DataFrame:
    """Rows of 100 examples, each of a series of the next set; among them are rows that cannot be read, and equal ones."""
    found: list[dict[str, Any]] = []
    turn = cycle(RANDOM)
    of_series = st.lists(st.tuples(st.floats(0, 1), AMOUNTS, SPOILED), min_size=5, max_size=20)

    @settings(max_examples=100, database=None, derandomize=True, phases=[Phase.generate], deadline=None)
    @given(LABELS, of_series)
    def collect(series: str | None, observed: list[tuple[float, float, dict[str, Any]]]) -> None:
        name = next(turn)
        for share, y, spoiled in observed:
            ds = pd.Timestamp("2020-01-30") + pd.Timedelta(days=share * SPAN[name]).round("s")
            found.append({"set": name, "series": series, "ds": ds, "y": y, **spoiled})

    collect()
    return pd.DataFrame(found)


def clock_hours() -> pd.DataFrame:
    """By the clock of Berlin, every half an hour of the two days on which it is changed, and of those after them."""
    days = ["2021-03-28", "2021-03-29", "2021-10-31", "2021-11-01"]
    at = [moment for day in days for moment in pd.date_range(day, periods=48, freq="30min")]
    return pd.DataFrame({"series": "clock", "ds": at, "y": range(1, len(at) + 1)}).astype({"y": float})


PROMO = {"promo": {"agg": "max", "fill": "carry", "known": True}, "price": {"agg": "mean", "fill": "carry"}}
PROMOTED = source(
    "promoted", "D", covariates=PROMO, total="all shops",
    columns={"promo": {"type": "double"}, "price": {"type": "double", "min": 0, "max": 100, "broken": "blank"}},
)  # fmt: skip


def promoted() -> pd.DataFrame:
    """Twenty days of two shops with prices that are impossible now and then, promotions that are planned, and a shop called as the total."""
    days = pd.date_range("2021-01-01", periods=20)
    north = pd.DataFrame({"series": "north", "ds": days, "y": 1.0, "promo": 0.0, "price": 9.0})
    north.loc[[3, 4], "price"] = [-1.0, 500.0]
    south = north.assign(series="south", y=2.0, price=7.0).iloc[5:]
    to_come = pd.to_datetime(["2021-01-21", "2021-01-23", "2031-01-01"])
    planned = pd.DataFrame({"series": "north", "ds": to_come, "promo": [1.0, 3.0, 1.0]})
    named = pd.DataFrame({"series": ["all shops"], "ds": days[:1], "y": 5.0})
    return pd.concat([north, south, planned, named], ignore_index=True)


HOSTILE = "x'; drop table y; -- {{ 1 / 0 }} %/="
GROUPED = source(
    "grouped", "D", columns={"kind": {"type": "string"}}, hierarchy={"total": [], "kind": ["kind"]}, hold_back_last=False
)  # fmt: skip


def grouped() -> pd.DataFrame:
    """Ten days of three shops, two of which are of a kind with a hostile name."""
    kinds = pd.DataFrame({"series": ["north", "south", "west"], "kind": [HOSTILE, HOSTILE, None], "y": [1.0, 2.0, 4.0]})
    return kinds.merge(pd.DataFrame({"ds": pd.date_range("2021-01-01", periods=10)}), how="cross")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    by_pandas = [source(name, **case.fields) for name, case in CASES.items()]
    at_random = [source(name, freq) for name, freq in RANDOM.items()]
    clock = source("clock_hours", "h", time_zone=BERLIN)
    closures = f"easter,{CLOSURE[0]:%Y-%m-%d},{CLOSURE[-1]:%Y-%m-%d},Easter\n"
    sources = [*by_pandas, *at_random, clock, PROMOTED, GROUPED]
    made = make_project(tmp_path_factory.mktemp("aligned"), *sources, closures=closures)
    for name, case in CASES.items():
        made.deliver(name, delivered(case, rows_of(name)))
    for name, rows in random_rows().groupby("set"):
        made.deliver(str(name), rows.drop(columns="set"))
    made.deliver("clock_hours", clock_hours())
    made.deliver("promoted", promoted())
    made.deliver("grouped", grouped())
    return made


@pytest.fixture(scope="module")
def release(project: Project) -> Release:
    return project.build()


def of_set(release: Release, table: str, name: str) -> pd.DataFrame:
    found = read(release, table).query("series_set == @name").reset_index(drop=True)
    return found.assign(series=found["unique_id"].str.removeprefix(f"{name}:"))


COLUMNS = ["series", "ds", "y", "is_filled"]


@pytest.mark.parametrize("name", CASES)
def test_series_are_what_pandas_makes_of_their_rows(release: Release, name: str) -> None:
    wanted = expected(name)
    assert wanted["is_filled"].any()
    pd.testing.assert_frame_equal(of_set(release, "feat_panel", name)[COLUMNS], wanted[COLUMNS], check_dtype=False)
    shown = wanted[wanted["is_actual"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(of_set(release, "fct_actuals", name)[COLUMNS], shown[COLUMNS], check_dtype=False)


@pytest.mark.parametrize("name", CASES)
def test_the_horizon_goes_on_where_the_history_ends(release: Release, name: str) -> None:
    case, future = CASES[name], of_set(release, "feat_future", name)
    last, horizon = expected(name)["ds"].max(), int(case.more.get("horizon", SET["horizon"]))
    steps = case.between(last, last + pd.DateOffset(years=horizon + 1))[1 : horizon + 1]
    assert set(future["cutoff"]) == {last}
    for _, of_series in future.groupby("series"):
        assert list(of_series["ds"]) == list(steps)
        assert list(of_series["h"]) == list(range(1, horizon + 1))
        assert (of_series["is_open"] == ~closed(case, steps)).all()


@pytest.mark.parametrize("name", CASES)
def test_every_row_is_used_or_waits_for_its_period_to_end(release: Release, name: str) -> None:
    case, rows = CASES[name], rows_of(name)
    period = case.period(rows["ds"])
    n_waiting = int((period == period.max()).sum()) if case.more.get("hold_back_last", True) else 0
    accounting = read(release, "rpt_row_accounting").query("series_set == @name").set_index("reason")["n_rows"]
    assert accounting["used"] == len(rows) - n_waiting
    assert accounting.get("incomplete_period", 0) == n_waiting
    assert accounting.sum() == len(rows)


def test_days_of_a_zone_have_23_and_25_hours_by_the_clock(release: Release) -> None:
    hours = of_set(release, "feat_panel", "berlin_hours").query("series == 'whole'").set_index("ds")
    clock = hours.index.tz_localize("UTC").tz_convert(BERLIN)
    per_day = hours.groupby(clock.date).size()
    assert per_day[pd.Timestamp("2021-03-28").date()] == 23
    assert per_day[pd.Timestamp("2021-10-31").date()] == 25
    assert set(per_day[2:-2]) == {23, 24, 25}
    assert (hours["hour"] == clock.hour).all()
    assert (hours["day_of_week"] == clock.dayofweek + 1).all()
    blocks = of_set(release, "feat_panel", "berlin_four_hours")
    assert set(blocks["hour"]) == {0, 4, 8, 12, 16, 20}


@pytest.mark.parametrize("name", ["days", "month_ends", "berlin_hours"])
def test_holidays_are_those_of_the_period_by_the_clock(release: Release, name: str) -> None:
    seed = pd.read_csv(PROJECT_DIR / "dbt_project" / "seeds" / "holidays.csv", parse_dates=["ds"])
    days = seed.loc[seed["holidays"] == "england_and_wales", "ds"]
    steps = of_set(release, "feat_panel", name).drop_duplicates("ds").set_index("ds")["n_holidays"]
    clock = pd.Series(steps.index, index=steps.index)
    if name == "berlin_hours":
        clock = local(clock).dt.tz_localize(None)
    unit = "M" if name == "month_ends" else "D"
    counts = days.dt.to_period(unit).value_counts()
    assert (steps == clock.dt.to_period(unit).map(counts).fillna(0)).all()
    assert steps.sum() > 0


@pytest.mark.parametrize(
    ("name", "per_year"), {"months": 12, "month_ends": 12, "quarter_ends": 4, "year_ends": 1}.items()
)
def test_levels_are_of_as_many_periods_as_were_asked_for(release: Release, name: str, per_year: int) -> None:
    facts = read(release, "rpt_series_facts").query("unique_id == @name + ':whole'").set_index("fact_id")
    whole, recent = expected(name).query("series == 'whole'"), int(SET["recent"])
    y, ds = whole["y"].to_numpy(), whole["ds"].to_numpy()
    values = {
        "recent_level": y[-recent:].mean(), "year_ago_level": y[-recent - per_year : -per_year].mean(),
        "last_cycle_sum": y[-per_year:].sum(), "previous_cycle_sum": y[-2 * per_year : -per_year].sum(),
    }  # fmt: skip
    assert facts["value"][list(values)].to_dict() == pytest.approx(values)
    assert facts.loc["recent_level", "period_start"] == ds[-recent]
    assert facts.loc["last_cycle_sum", "period_start"] == ds[-per_year]


def accounting(release: Release, name: str) -> dict[str, int]:
    counts = read(release, "rpt_row_accounting").query("series_set == @name")
    return {str(reason): int(n) for reason, n in zip(counts["reason"], counts["n_rows"], strict=True)}


def test_an_hour_that_the_clock_skips_is_rejected_and_one_that_comes_twice_is_one(release: Release) -> None:
    rejected = read(release, "rpt_rejected_rows").query("series_set == 'clock_hours'")
    skipped = rejected[rejected["reject_reason"] == "nonexistent_ds"]
    assert sorted(skipped["_row"]) == [5, 6]
    assert accounting(release, "clock_hours") == {"used": 4 * 48 - 4, "nonexistent_ds": 2, "incomplete_period": 2}
    shown = of_set(release, "fct_actuals", "clock_hours").query("n_rows > 0")
    rows = clock_hours().drop(index=[4, 5]).assign(hour=lambda found: found["ds"].dt.floor("h"))
    utc = rows["hour"].dt.tz_localize(BERLIN, ambiguous=False).dt.tz_convert("UTC").dt.tz_localize(None)
    pd.testing.assert_series_equal(
        shown.set_index("ds")["y"], rows.groupby(utc)["y"].sum()[:-1], check_names=False, check_index_type=False
    )


def test_values_that_break_their_contract_are_blank_and_counted_where_it_says_so(release: Release) -> None:
    blanked = read(release, "rpt_blanked_values").query("series_set == 'promoted'").set_index("reason")["n_values"]
    assert blanked.to_dict() == {"out_of_range_price": 2}
    north = of_set(release, "feat_panel", "promoted").query("series == 'north'")
    assert (north["x_price"] == 9).all()
    assert not north["is_filled"].any()


def test_what_is_known_in_advance_is_used_without_an_amount(release: Release) -> None:
    assert accounting(release, "promoted") == {
        "used": 33, "used_as_covariates": 2, "incomplete_period": 2, "beyond_horizon": 1, "series_named_as_total": 1,
    }  # fmt: skip
    future = of_set(release, "feat_future", "promoted")
    assert list(future.query("series == 'north'")["x_promo"]) == [0, 1, 1, 3, 3]
    assert list(future.query("series == 'south'")["x_promo"]) == [0] * 5
    assert future["x_price"].isna().all()


def test_a_total_is_the_sum_of_its_series_whatever_a_series_is_called(release: Release) -> None:
    panel = of_set(release, "feat_panel", "promoted")
    total = panel.query("series == 'all shops'").set_index("ds")["y"]
    parts = panel.query("series != 'all shops'").groupby("ds")["y"].sum()
    pd.testing.assert_series_equal(total, parts)


def test_facts_are_of_sums_as_of_series_whatever_their_groups_are_called(release: Release) -> None:
    facts = read(release, "rpt_series_facts").query("fact_id == 'recent_level'").set_index("unique_id")["value"]
    named = {"total": 7.0, f"kind={HOSTILE}": 3.0, "kind=(none)": 4.0, "north": 1.0, "south": 2.0, "west": 4.0}
    found = {uid.removeprefix("grouped:"): value for uid, value in facts.items() if uid.startswith("grouped:")}
    assert found == named


@pytest.mark.parametrize("name", RANDOM)
def test_whatever_the_rows_the_accepted_amounts_survive_and_the_steps_are_regular(release: Release, name: str) -> None:
    rows = random_rows().query("set == @name").reset_index(drop=True)
    rejected = read(release, "rpt_rejected_rows").query("series_set == @name")
    accepted = rows.drop(index=rejected["_row"] - 1)
    assert 10 < len(accepted) < len(rows) == sum(accounting(release, name).values())
    shown = of_set(release, "fct_actuals", name)
    assert shown["y"].sum() == accepted["y"].sum()
    assert shown.groupby("series")["y"].sum().to_dict() == accepted.groupby("series")["y"].sum().to_dict()
    panel = read(release, "feat_panel").query("series_set == @name")
    assert (panel.groupby("unique_id")["t"].diff().dropna() == 1).all()
    assert panel.groupby("unique_id")["ds"].is_monotonic_increasing.all()
    assert panel.groupby("t")["ds"].nunique().eq(1).all()


def test_whatever_the_rows_each_is_rejected_for_what_is_wrong_with_it(release: Release) -> None:
    rejected = read(release, "rpt_rejected_rows")
    for name, of_name in random_rows().groupby("set"):
        found = rejected[rejected["series_set"] == name].set_index("_row")["reject_reason"]
        for number, row in enumerate(of_name.itertuples(), 1):
            assert found.get(number) in (_wrong_with(row) or {None, "exact_duplicate", "incomplete_period"})


def _wrong_with(row: Any) -> set[str]:
    # A float that is NaN may land as none: pandas has one word for both.
    found = {"missing_series"} if not row.series else set()
    found |= {"unparsable_ds"} if row.ds is pd.NaT else set()
    return found | ({"missing_y", "non_finite_y"} if pd.isna(row.y) or math.isinf(row.y) else set())
