"""Faults change raw lines as they say, deliveries bring each line once, and the judge counts what a replay said."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bench import judge
from bench.deliveries import COLUMNS, WEEK, half, sample, timed, weekly, write
from bench.faults import CAUSES, Fault, inject
from bench.plans import VARIANTS

FIRST = pd.Timestamp("2010-01-04")
BROKEN = FIRST + 70 * WEEK


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    """Two products over 80 weeks, 16 orders of 3 and of 4 units a week; before Christmas 64."""
    days = [
        FIRST + week * WEEK + pd.Timedelta(hours=10 + 24 * (i % 5))
        for week in range(80)
        for i in range(64 if week % 52 > 44 else 16)
    ]
    rows = [
        (f"{code}{i}", code, "", units, f"{day:%m/%d/%Y %H:%M}", "1.0", "", "")
        for code, units in (("A", "3"), ("B", "4"))
        for i, day in enumerate(days)
    ]
    return timed(pd.DataFrame(rows, columns=COLUMNS))


def broken(lines: pd.DataFrame, kind: str, how: str) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """(lines with the fault, units of A before, units of A after)."""
    code = None if kind == "late file" else "A"
    faulty = inject(lines, Fault(kind, code, BROKEN, how), np.random.default_rng(0))
    return faulty, weekly(lines)[0]["A"], weekly(faulty)[0]["A"].reindex(weekly(lines)[0].index, fill_value=0)


@pytest.mark.parametrize(
    ("kind", "how"), [(kind, how) for kind, hows in VARIANTS.items() for how in dict.fromkeys(hows)]
)
def test_a_fault_leaves_other_products_and_what_was_delivered_before_it_alone(
    lines: pd.DataFrame, kind: str, how: str
) -> None:
    faulty, _, _ = broken(lines, kind, how)
    others, was = (rows[rows["StockCode"] == "B"][COLUMNS].sort_values(COLUMNS).to_numpy() for rows in (faulty, lines))
    assert (others == was).all()
    known, before = (
        rows[rows["delivered"] <= BROKEN + pd.Timedelta(hours=6)][COLUMNS].sort_values(COLUMNS).to_numpy()
        for rows in (faulty, lines)
    )
    assert (known == before).all()


@pytest.mark.parametrize(
    ("kind", "how", "ratio"),
    [("level shift", "10", 10), ("level shift", "0.1", 0.1), ("unit change", "100", 100), ("dead sensor", "silent", 0), ("dead sensor", "stuck", 1)],
)  # fmt: skip
def test_from_its_week_on_a_series_is_so_many_times_what_it_was(
    lines: pd.DataFrame, kind: str, how: str, ratio: float
) -> None:
    _, was, now = broken(lines, kind, how)
    assert (now[: BROKEN - WEEK] == was[: BROKEN - WEEK]).all()
    assert now[BROKEN:].sum() / was[BROKEN:].sum() == pytest.approx(ratio, rel=0.1, abs=0.07)


def test_a_season_that_was_not_there_is_so_many_times_more_and_then_fewer(lines: pd.DataFrame) -> None:
    at = FIRST + 55 * WEEK
    faulty = inject(lines, Fault("seasonality break", "A", at, "4"), np.random.default_rng(0))
    now, was = weekly(faulty)[0]["A"], weekly(lines)[0]["A"]
    assert (now[: at - WEEK] == was[: at - WEEK]).all()
    assert (now[at : at + 12 * WEEK] == 4 * was[at : at + 12 * WEEK]).all()
    assert now[at + 13 * WEEK :].sum() / was[at + 13 * WEEK :].sum() == pytest.approx(0.25, abs=0.07)


def test_a_revision_brings_eight_weeks_again_with_the_file_of_its_week(lines: pd.DataFrame) -> None:
    faulty, was, now = broken(lines, "revised history", "1")
    assert (now[BROKEN - 8 * WEEK : BROKEN - WEEK] == 2 * was[BROKEN - 8 * WEEK : BROKEN - WEEK]).all()
    assert (now[BROKEN:] == was[BROKEN:]).all()
    assert set(faulty.loc[faulty["Invoice"].str.endswith("R0"), "delivered"]) == {BROKEN + WEEK + pd.Timedelta(hours=6)}


def test_of_a_late_file_all_or_the_rest_comes_with_the_next_one(lines: pd.DataFrame, tmp_path: Path) -> None:
    for how, left in (("file", 0), ("rest", 2 / 5)):
        faulty, _, _ = broken(lines, "late file", how)
        write(faulty, tmp_path / how, BROKEN, BROKEN + 2 * WEEK)
        delivered = [
            len(pd.read_csv(file)) if file.exists() else 0
            for file in ((tmp_path / how / f"{BROKEN + k * WEEK:%Y%m%d}T060000" / "lines.csv") for k in (0, 1, 2))
        ]
        of_week = int((lines["week"] == BROKEN).sum())
        assert delivered[0] == (lines["week"] < BROKEN).sum()
        assert delivered[1] / of_week == pytest.approx(left, abs=0.1)
        assert sum(delivered) == (lines["week"] <= BROKEN + WEEK).sum()


def test_every_kind_has_its_cause_and_comes_twice() -> None:
    assert set(VARIANTS) == set(CAUSES)
    assert {len(hows) for hows in VARIANTS.values()} == {2}


def test_the_halves_share_no_product_and_a_sample_is_the_same_for_the_same_seed(lines: pd.DataFrame) -> None:
    codes = [str(code) for code in range(400)]
    assert sorted(half(codes, 0) + half(codes, 1)) == sorted(codes)
    units = pd.DataFrame(np.random.default_rng(0).poisson(2, (60, 400)).astype(float), columns=codes)
    drawn = sample(units, codes, 100, seed=1)
    assert drawn == sample(units, codes, 100, seed=1) != sample(units, codes, 100, seed=2)
    assert len(drawn) == pytest.approx(100, abs=3)


def said(unique_id: str | None, week: int, opened: int, cause: str, is_open: bool = True) -> dict[str, object]:
    """What fct_alerts said when a week was over; weeks from BROKEN."""
    moment = BROKEN + (week + 1) * WEEK + pd.Timedelta(hours=6)
    return {
        "series_set": "s",
        "unique_id": unique_id,
        "measure": "m",
        "cause": cause,
        "is_open": is_open,
        "first_seen_ds": BROKEN + opened * WEEK,
        "moment": moment,
    }


def test_a_fault_is_found_by_an_open_alert_of_its_series_with_its_cause_within_two_weeks() -> None:
    fault = Fault("level shift", "A", BROKEN, "8")
    for rows, ok, cause in (
        ([said("s:A", 1, 1, "drift")], True, "drift"),
        ([said("s:A", 2, 2, "drift")], False, "drift"),
        ([said("s:A", 0, 0, "model error"), said("s:A", 1, 1, "drift")], True, "model error / drift"),
        ([said("s:A", 1, 1, "data quality")], False, "data quality"),
        ([said("s:A", 1, 1, "drift", is_open=False)], False, ""),
        ([said("s:A", 1, -3, "drift")], False, ""),
        ([said("s:BA", 1, 1, "drift"), said(None, 1, 1, "drift")], False, ""),
    ):  # fmt: skip
        (found,) = judge.faults_found(pd.DataFrame(rows), [fault]).to_dict("records")
        assert (found["ok"], found["cause"]) == (ok, cause)


def test_what_opens_elsewhere_or_long_after_a_fault_counts_as_false_and_what_stays_open_once() -> None:
    rows = [
        *(said("s:A", week, 1, "drift") for week in (1, 2, 3)), *(said("s:B", week, 0, "drift") for week in (-1, 0, 1)),
        *(said("s:C", week, 2, "drift") for week in (2, 3)), said("s:C", 5, 5, "drift"), said("s:A", 10, 10, "drift"),
        said(None, 3, 3, "late input"), said("s:D", 4, 4, "drift", is_open=False),
    ]  # fmt: skip
    false = judge.false_alerts(pd.DataFrame(rows), [Fault("level shift", "A", BROKEN, "8")])
    assert sorted(false["unique_id"]) == ["", "s:A", "s:C", "s:C"]


def test_series_weeks_of_a_fault_do_not_count() -> None:
    weeks = pd.date_range(BROKEN, periods=20, freq=WEEK)
    units = pd.DataFrame({"A": 1.0, "B": [np.nan, *[1.0] * 19]}, index=weeks)
    assert judge.clean_series_weeks(units, []) == 39
    assert (
        judge.clean_series_weeks(
            units, [Fault("level shift", "A", weeks[4], "8"), Fault("late file", None, weeks[9], "file")]
        )
        == 39 - 9
    )
