"""What the SQL says, on real messy lines: counted by hand from the CSV with the csv module."""

import csv
from collections import Counter
from datetime import datetime, timedelta

import pandas as pd
import pytest

from configs.settings import Settings
from tests.conftest import READ_BY_RUNS, SAMPLE, build
from warehouse.lake import Lake
from warehouse.releases import Release, open_release
from warehouse.store import read


@pytest.fixture
def release(sample: Settings) -> Release:
    return open_release(Lake(sample.lake_root))


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8") as data:
        return list(csv.DictReader(data))


def sold(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    """Distinct lines that are a sale."""
    distinct = {tuple(line.values()): line for line in lines}.values()
    return [x for x in distinct if x["Invoice"][0] != "C" and int(x["Quantity"]) > 0 and float(x["Price"]) > 0]


def monday(line: dict[str, str]) -> datetime:
    moment = datetime.strptime(line["InvoiceDate"], "%m/%d/%Y %H:%M")
    return datetime(moment.year, moment.month, moment.day) - timedelta(days=moment.weekday())


def test_every_landed_row_is_used_or_rejected_with_a_reason(release: Release, lines: list[dict[str, str]]) -> None:
    accounting = read(release, "rpt_row_accounting").query("series_set == 'weekly_units'").set_index("reason")["n_rows"]
    last_week = max(monday(x) for x in sold(lines))
    cancelled = [x for x in lines if x["Invoice"][0] == "C"]
    valid = [x for x in lines if x["Invoice"][0] != "C" and int(x["Quantity"]) > 0 and float(x["Price"]) > 0]
    assert accounting.sum() == len(lines)
    assert accounting["cancellation"] == len(cancelled)
    assert accounting["exact_duplicate"] == len(valid) - len(sold(lines))
    assert accounting["incomplete_period"] == sum(monday(x) == last_week for x in sold(lines))
    assert accounting["used"] == sum(monday(x) < last_week for x in sold(lines))
    assert (
        len(read(release, "rpt_rejected_rows").query("series_set == 'weekly_units'")) == len(lines) - accounting["used"]
    )


def test_weekly_units_are_the_sums_of_sales_with_zeros_between_first_and_last(
    release: Release, lines: list[dict[str, str]]
) -> None:
    expected: Counter[tuple[str, datetime]] = Counter()
    last_week = max(monday(x) for x in sold(lines))
    for line in sold(lines):
        if monday(line) < last_week:
            expected[f"weekly_units:{line['StockCode']}", monday(line)] += int(line["Quantity"])
    actuals = read(release, "fct_actuals").query("series_set == 'weekly_units'")
    found = {(r.unique_id, r.ds.to_pydatetime()): r.y for r in actuals.itertuples() if r.y}
    assert found == dict(expected)
    for unique_id, rows in actuals.groupby("unique_id"):
        weeks = [ds for name, ds in expected if name == unique_id]
        assert list(rows["ds"]) == list(pd.date_range(min(weeks), max(weeks), freq="7D"))


def test_saturday_sales_count_on_sunday_and_no_closed_day_is_an_actual(release: Release) -> None:
    daily = read(release, "fct_actuals").query("unique_id == 'daily_revenue:all countries'")
    assert (daily["ds"].dt.dayofweek != 5).all()
    assert pd.Timestamp("2010-12-25") not in set(daily["ds"])
    assert daily.loc[daily["ds"] == "2009-12-06", "y"].item() > 0


def test_the_total_is_the_sum_of_its_countries(release: Release) -> None:
    daily = read(release, "fct_actuals").query("series_set == 'daily_revenue'")
    is_total = daily["unique_id"] == "daily_revenue:all countries"
    total = daily[is_total].set_index("ds")["y"]
    parts = daily[~is_total].groupby("ds")["y"].sum()
    pd.testing.assert_series_equal(total[total > 0], parts[parts > 0], check_names=False)


def test_every_series_has_a_status_with_a_reason(release: Release) -> None:
    series, status = read(release, "dim_series"), read(release, "fct_series_status")
    assert set(series["unique_id"]) == set(status["unique_id"])
    by_name = status.set_index("unique_id")
    assert by_name.loc["weekly_units:21682", "status"] == "ok"
    assert by_name.loc["weekly_units:21134", "status"] == "stale"
    assert by_name.loc["weekly_units:23430", "status"] == "short"
    assert by_name.loc["weekly_units:23843", "reason"] == "no complete period yet"
    assert status["reason"].str.len().gt(10).all()


def test_features_at_a_past_cutoff_do_not_know_what_came_later(release: Release, own_sample: Settings) -> None:
    build(own_sample, READ_BY_RUNS, variables='{"as_of": "2011-07-05", "publish_as_of": true}')
    then = (
        read(open_release(Lake(own_sample.lake_root)), "feat_panel")
        .query("series_set == 'weekly_units'")
        .reset_index(drop=True)
    )
    cutoff = then["ds"].max()
    known = read(release, "feat_panel").query("ds <= @cutoff and series_set == 'weekly_units'").reset_index(drop=True)
    hindsight = ["is_trailing", "is_actual"]  # says whether a sale came later; never a feature
    assert pd.Timestamp("2011-06-01") < cutoff < pd.Timestamp("2011-07-05")
    pd.testing.assert_frame_equal(then.drop(columns=hindsight), known.drop(columns=hindsight))


def test_seasonal_naive_is_scored_beside_every_model(release: Release) -> None:
    accuracy = read(release, "fct_accuracy")
    served = accuracy.query("model == 'served' and horizon_bucket == 'all'")
    naive = accuracy.query("model == 'seasonal_naive' and horizon_bucket == 'all'")
    both = served.merge(naive, on=["unique_id", "cutoff", "run_id"], suffixes=("", "_naive"))
    assert len(both) == len(served) > 0
    expected = 1 - both["mae"] / both["mae_naive"].where(both["mae_naive"] > 0)
    pd.testing.assert_series_equal(both["value_add"], expected, check_names=False)


def by_hand(rows: pd.DataFrame) -> dict[str, float]:
    """A row of rpt_accuracy, from the rows of fct_accuracy that it sums up."""
    of_series = rows.assign(scaled=rows["mase"] * rows["n"], squared=rows["rmsse"] ** 2 * rows["n"]).groupby(
        "unique_id"
    )
    mase = of_series["scaled"].sum(min_count=1) / of_series["n"].sum()
    rmsse = (of_series["squared"].sum(min_count=1) / of_series["n"].sum()) ** 0.5
    n, error = rows["n"].sum(), (rows["mae"] * rows["n"]).sum()
    covered = rows[rows["coverage_80"].notna()]
    return {
        "n": n, "n_series": rows["unique_id"].nunique(), "mae": error / n, "wape": error / rows["sum_abs_y"].sum(),
        "bias": (rows["bias"] * rows["n"]).sum() / n, "mase": mase.mean(), "mase_median": mase.median(),
        "rmsse": rmsse.mean(), "rmsse_median": rmsse.median(),
        **{
            name: (covered[name] * covered["n"]).sum() / covered["n"].sum() if len(covered) else float("nan")
            for name in ("coverage_80", "width_80")
        },
    }  # fmt: skip


@pytest.mark.parametrize("grouped_by", ["all", "demand_class", "level"])
def test_the_accuracy_of_a_group_is_that_of_all_steps_and_the_mean_of_its_series(
    release: Release, grouped_by: str
) -> None:
    series = read(release, "dim_series").set_index("unique_id")
    accuracy = read(release, "fct_accuracy")
    accuracy["all"], accuracy["level"] = "all", accuracy["unique_id"].map(series["level"])
    accuracy["demand_class"] = accuracy["unique_id"].map(series["demand_class"])
    if grouped_by != "level":
        accuracy = accuracy[accuracy["level"] == "bottom"]
    found = read(release, "rpt_accuracy").query("grouped_by == @grouped_by")
    grain = ["series_set", "group_name", "basis", "model", "horizon_bucket"]
    expected = {key: by_hand(rows) for key, rows in accuracy.groupby(["series_set", grouped_by, *grain[2:]])}
    assert set(found[grain].itertuples(index=False, name=None)) == set(expected)
    for row in found.to_dict("records"):
        told = expected[tuple(row[name] for name in grain)]
        assert {name: row[name] for name in told} == pytest.approx(told, rel=1e-9, nan_ok=True)


def test_value_added_to_a_group_is_against_seasonal_naive_on_the_same_series(release: Release) -> None:
    found = read(release, "rpt_accuracy").query(
        "grouped_by == 'level' and basis == 'backtest' and horizon_bucket == 'all'"
    )
    naive = found[found["model"] == "seasonal_naive"]
    assert naive["value_add"].dropna().tolist() == pytest.approx([0] * naive["value_add"].notna().sum(), abs=1e-12)
    assert naive["value_add"].notna().any()
    assert (found["value_add"].dropna() <= 1).all()
