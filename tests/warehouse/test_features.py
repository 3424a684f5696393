"""Features: they know nothing that came later, future rows are made as past ones are, and they are what pandas computes."""

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
import yaml

from configs.settings import PROJECT_DIR
from tests.projects import Project, make_project, source
from warehouse.releases import Release
from warehouse.store import read

FEATURES = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text())["vars"]["features"]
GRAINS = {"weeks": "week", "days": "day", "seasonal_hours": "hour", "interpolated_hours": "hour"}
# In the middle of a week; on a closure, after a gap that began before it.
PAST = ["2021-03-30 07:30:00", "2021-04-03 10:00:00"]
HOURS = {"season_length": 24, "recent": 48, "horizon": 30, "stale_after": 48, "closures": "easter", "agg": "mean"}
SETS = [
    source("weeks", "W-MON", season_length=52, support="non_negative", holidays="england_and_wales"),
    source(
        "days", "D", columns={"promo": {"type": "double"}, "price": {"type": "double"}}, horizon=20,
        closed_iso_weekdays=[7], closures="easter", season_length=6, holidays="england_and_wales",
        covariates={"promo": {"known": True, "agg": "max"}, "price": {}},
    ),
    source("seasonal_hours", "h", time_zone="Europe/London", fill="season", **HOURS),
    source("interpolated_hours", "h", fill="interpolate", **HOURS),
]  # fmt: skip
SPANS = {
    "weeks": ("2019-06-01", "D"),
    "days": ("2020-10-01", "D"),
    "seasonal_hours": ("2021-03-20", "h"),
    "interpolated_hours": ("2021-03-20", "h"),
}
HINDSIGHT = ["is_trailing", "is_actual"]  # say whether a row came later; never a feature
CALENDAR = [
    "minute", "hour", "day_of_week", "day_of_month", "week_of_year", "month", "quarter", "year", "n_holidays", "is_open", "season_key",
]  # fmt: skip


def rows_of(name: str) -> pd.DataFrame:
    """Two series whose rows are there or not at random, in runs; some have the same moment."""
    rng = np.random.default_rng(len(name))
    first, freq = SPANS[name]
    parts = []
    for series, begins in (("old", 0.0), ("young", 0.3)):
        at = pd.date_range(first, "2021-04-14 12:00", freq=freq)
        at = at[int(begins * len(at)) :]
        is_there = np.repeat(rng.uniform(size=len(at) // 4 + 1) < 0.7, 4)[: len(at)]
        is_there[[0, -1]] = True
        is_there &= ~((at >= "2021-04-01 20:00") & (at < "2021-04-02 00:00"))
        y = rng.poisson(3, len(at)) + rng.integers(0, 4, len(at)) / 4
        parts.append(pd.DataFrame({"series": series, "ds": at, "y": y})[is_there])
    rows = pd.concat(parts, ignore_index=True)
    if name == "days":
        rows["promo"], rows["price"] = rng.integers(0, 2, len(rows)).astype(float), rng.uniform(1, 9, len(rows))
    return rows


@dataclass(frozen=True)
class Features:
    """The panel and the future, as of `moment` or, without one, with everything."""

    panel: pd.DataFrame
    future: pd.DataFrame
    moment: str = ""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    closures, models = "easter,2021-04-02,2021-04-05,Easter\n", ["feat_panel", "feat_future"]
    made = make_project(tmp_path_factory.mktemp("features"), *SETS, closures=closures, models=models)
    for name in SPANS:
        made.deliver(name, rows_of(name))
    return made


@pytest.fixture(scope="module")
def whole(project: Project) -> Features:
    release: Release = project.build()
    return Features(read(release, "feat_panel"), read(release, "feat_future"))


@pytest.fixture(scope="module", params=PAST)
def past(project: Project, whole: Features, request: pytest.FixtureRequest) -> Features:
    """The features as of a moment, read from the private work file: nothing is published."""
    project.dbt("run", as_of=request.param)
    with duckdb.connect(str(project.folder / "work" / "warehouse.duckdb"), read_only=True) as work:
        panel, future = (
            work.sql(f"from features.{name} order by unique_id, ds").df() for name in ("feat_panel", "feat_future")
        )
    return Features(panel, future, request.param)


def of_set(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    return frame[frame["series_set"] == name].reset_index(drop=True)


@pytest.mark.parametrize("name", SPANS)
def test_what_is_known_at_a_cutoff_is_the_same_without_all_that_came_later(
    past: Features, whole: Features, name: str
) -> None:
    then, now = of_set(past.panel, name), of_set(whole.panel, name)
    (cutoff,) = of_set(past.future, name)["cutoff"].unique()
    known = now[now["known_at"] <= cutoff].drop(columns=HINDSIGHT).reset_index(drop=True)
    same = known[["unique_id", "ds"]].merge(then.drop(columns=HINDSIGHT), on=["unique_id", "ds"], validate="1:1")
    assert len(known) > 0.5 * len(now[now["ds"] <= cutoff])
    assert then["ds"].max() == cutoff < pd.Timestamp(past.moment)
    pd.testing.assert_frame_equal(same[known.columns], known, check_dtype=False, rtol=1e-9)


def test_only_interpolated_values_and_what_is_made_of_them_are_known_later(whole: Features) -> None:
    late = whole.panel[whole.panel["known_at"] > whole.panel["ds"]]
    assert set(late["series_set"]) == {"interpolated_hours"}
    assert late["is_filled"].all()
    assert (late["is_open"] & late["is_filled"]).sum() > 20
    # A closure in the middle of a gap has lags that are interpolated.
    assert (~late["is_open"]).any()


@pytest.mark.parametrize("name", SPANS)
def test_future_rows_of_a_cutoff_are_made_as_the_panel_is(past: Features, whole: Features, name: str) -> None:
    columns = [*CALENDAR, "x_promo"] if name == "days" else CALENDAR
    both = of_set(past.future, name).merge(of_set(whole.panel, name), on=["unique_id", "ds"], suffixes=("", "_then"))
    assert len(both) > 0 or name == "weeks"
    for column in columns:
        pd.testing.assert_series_equal(both[column], both[f"{column}_then"], check_names=False, check_dtype=False)


def test_what_is_not_known_in_advance_is_not_in_the_future(past: Features) -> None:
    assert of_set(past.future, "days")["x_price"].isna().all()
    assert of_set(past.future, "days")["x_promo"].notna().all()


def slope(y: np.ndarray) -> float:
    return float(np.polyfit(range(len(y)), y, 1)[0]) if len(y) > 1 else float("nan")


def recomputed(y: pd.Series, season_key: pd.Series, demand: pd.Series, season: int, f: dict[str, Any]) -> pd.DataFrame:
    """Features of one series by pandas; `demand` is y where there was demand, else none."""
    found = {f"lag_{n}": y.shift(n) for n in f["lags"]} | {"lag_season": y.shift(season)}
    for n in f["windows"]:
        window = y.rolling(n, min_periods=1)
        found |= {f"roll_mean_{n}": window.mean(), f"roll_std_{n}": window.std(ddof=0)}
        found |= {f"roll_min_{n}": window.min(), f"roll_max_{n}": window.max()}
    recent = y.rolling(f["profile"], min_periods=1)
    found |= {"recent_mean": recent.mean(), "trend": recent.apply(slope, raw=True)}
    found["season_mean"] = y.groupby(season_key).transform(lambda of_season: of_season.expanding().mean())
    n_obs = pd.Series(range(1, len(y) + 1), index=y.index)
    for name, power in {"scale": 1, "scale_sq": 2}.items():
        naive, seasonal = ((y - y.shift(n)).abs().pow(power).expanding().mean() for n in (1, season))
        found[name] = seasonal.where(n_obs > season, naive)
    with_demand = demand.expanding()
    found["adi"] = n_obs / with_demand.count()
    found["cv2"] = with_demand.var(ddof=0) / with_demand.mean() ** 2
    found["periods_since_demand"] = n_obs - n_obs.where(demand.notna()).ffill().fillna(0)
    return pd.DataFrame(found)


@pytest.mark.parametrize("name", SPANS)
def test_features_are_what_pandas_computes(whole: Features, name: str) -> None:
    season = {"weeks": 52, "days": 6}.get(name, 24)
    for _, series in of_set(whole.panel, name).groupby("unique_id"):
        is_demand = ~series["is_filled"] & ((series["y"] > 0) | (name != "weeks"))
        wanted = recomputed(
            series["y"], series["season_key"], series["y"].where(is_demand), season, FEATURES[GRAINS[name]]
        )
        found = series[wanted.columns]
        pd.testing.assert_frame_equal(found, wanted, check_dtype=False, rtol=1e-6, atol=1e-9)
        assert (series["n_obs"] == range(1, len(series) + 1)).all()
