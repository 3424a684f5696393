"""What pandas makes of rows in every frequency: the period that each counts in, the steps there are, what fills them."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

BERLIN = "Europe/Berlin"
CLOSURE = pd.date_range("2021-04-02", "2021-04-05")  # a Friday to a Monday
Moments = pd.Series


def floored(freq: str) -> Callable[[Moments], Moments]:
    return lambda at: at.dt.floor(freq)


def first_of(freq: str) -> Callable[[Moments], Moments]:
    return lambda at: at.dt.to_period(freq).dt.start_time


def last_of(freq: str) -> Callable[[Moments], Moments]:
    return lambda at: at.dt.to_period(freq).dt.end_time.dt.normalize()


def fortnight(at: Moments) -> Moments:
    """Two weeks each, counted from Monday, 3 January 2000."""
    first = pd.Timestamp("2000-01-03")
    return first + pd.to_timedelta((at - first).dt.days // 14 * 14, unit="D")


def local(at: Moments) -> Moments:
    return at.dt.tz_localize("UTC").dt.tz_convert(BERLIN)


def local_day(at: Moments) -> Moments:
    return local(at).dt.tz_localize(None).dt.normalize()


def local_four_hours(at: Moments) -> Moments:
    start = local(at).dt.tz_localize(None).dt.floor("4h")
    return start.dt.tz_localize(BERLIN).dt.tz_convert("UTC").dt.tz_localize(None)


def local_steps(first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
    """Every four hours by the clock of Berlin, in UTC."""
    ends = [at.tz_localize("UTC").tz_convert(BERLIN).tz_localize(None) for at in (first, last)]
    return pd.date_range(*ends, freq="4h").tz_localize(BERLIN).tz_convert("UTC").tz_localize(None)


def next_open(at: Moments) -> Moments:
    day = pd.offsets.CustomBusinessDay(holidays=list(CLOSURE))
    return at.dt.normalize().map(day.rollforward)


def on_monday(at: Moments) -> Moments:
    """The hour, of Sundays the first one of Monday."""
    return at.dt.floor("h").where(at.dt.dayofweek != 6, at.dt.normalize() + pd.Timedelta("1D"))


def without_sundays(first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
    hours = pd.date_range(first, last, freq="h")
    return hours[hours.dayofweek != 6]


@dataclass(frozen=True)
class Case:
    """A frequency and its rules; how pandas finds the period of a moment, and the steps from one period to another."""

    freq: str
    period: Callable[[Moments], Moments]
    steps: str | Callable[[pd.Timestamp, pd.Timestamp], pd.DatetimeIndex]
    first: str = "2021-01-01"
    last: str = "2021-12-31"
    agg: str = "sum"
    fill: str = "zero"
    season: Callable[[pd.DatetimeIndex], Any] | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, Any]:
        return {"freq": self.freq, "agg": self.agg, "fill": self.fill, **self.more}

    def between(self, first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
        return pd.date_range(first, last, freq=self.steps) if isinstance(self.steps, str) else self.steps(first, last)


ZONED = {"time_zone": BERLIN, "ds": "timestamptz"}
HOLIDAYS = {"holidays": "england_and_wales"}
DAY = {"first": "2021-03-01", "last": "2021-03-04"}
CASES = {
    "quarter_hours": Case("15min", floored("15min"), "15min", **DAY),
    "iso_quarter_hours": Case("PT15M", floored("15min"), "15min", **DAY, agg="mean", fill="interpolate"),
    "half_hours_of_old": Case("30T", floored("30min"), "30min", **DAY, agg="min", fill="carry"),
    "hours": Case("h", floored("h"), "h", **DAY, agg="last", fill="season", season=lambda ds: ds.hour, more={"season_length": 24}),
    "berlin_hours": Case("h", floored("h"), "h", "2021-03-20", "2021-11-10", agg="mean", fill="carry", more={**ZONED, **HOLIDAYS}),
    "berlin_four_hours": Case("4h", local_four_hours, local_steps, "2021-03-20", "2021-11-10", more=ZONED),
    "berlin_days": Case("D", local_day, "D", "2021-03-20", "2021-11-10", more=ZONED),
    "days": Case("P1D", floored("D"), "D", fill="season", agg="mean", season=lambda ds: ds.dayofweek, more=HOLIDAYS),
    "business_days": Case("B", next_open, "B", season=lambda ds: ds.dayofweek, more={"closures": "easter"}),
    "days_not_held_back": Case("D", floored("D"), "D", "2021-03-01", "2021-06-01", more={"hold_back_last": False}),
    "open_hours": Case("h", on_monday, without_sundays, "2021-03-01", "2021-03-13 20:00", more={"closed_iso_weekdays": [7], "horizon": 30}),
    "three_days": Case("3D", lambda at: pd.Timestamp("2000-01-01") + (at - pd.Timestamp("2000-01-01")).dt.floor("3D"), "3D"),
    "weeks": Case("W-MON", first_of("W-SUN"), "7D", fill="interpolate", agg="mean"),
    "sunday_weeks": Case("W-SUN", first_of("W-SAT"), "7D"),
    "fortnights": Case("2W", fortnight, "14D"),
    "months": Case("MS", first_of("M"), "MS", "2015-02-03", "2021-12-31", agg="max", fill="carry"),
    "iso_months": Case("P1M", first_of("M"), "MS", "2015-02-03", "2021-12-31"),
    "month_ends": Case("ME", last_of("M"), "ME", "2015-02-03", "2021-03-31", more=HOLIDAYS),
    "quarters": Case("QS", first_of("Q"), "QS", "2010-02-03", "2021-12-31"),
    "quarter_ends": Case("QE", last_of("Q"), "QE", "2010-05-03", "2021-12-31"),
    "half_years": Case("P6M", lambda at: first_of("Q")(at).where(at.dt.quarter % 2 == 1, first_of("Q")(at) - pd.DateOffset(months=3)), "6MS", "2005-02-03"),
    "years": Case("YS", first_of("Y"), "YS", "1995-05-05", "2021-12-31", agg="last", fill="interpolate"),
    "year_ends": Case("YE", last_of("Y"), "YE", "1995-05-05", "2021-12-31"),
}  # fmt: skip


def rows_of(name: str) -> pd.DataFrame:
    """Rows of three series: one over the whole span, one with a hole that starts late and ends early, one of a single row."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    first, last = pd.Timestamp(CASES[name].first), pd.Timestamp(CASES[name].last)

    def at(shares: Any) -> pd.DatetimeIndex:
        return first + pd.to_timedelta((shares * (last - first).total_seconds()).round(), unit="s")

    ragged = np.concatenate([rng.uniform(0.15, 0.4, 40), rng.uniform(0.55, 0.8, 40)])
    parts = {"whole": at(rng.uniform(0, 1, 150)), "ragged": at(ragged), "single": at(np.array([0.5]))}
    frames = [pd.DataFrame({"series": series, "ds": ds}) for series, ds in parts.items()]
    rows = pd.concat(frames, ignore_index=True)
    return rows.assign(y=rng.normal(100, 30, len(rows)).round(2))


def delivered(case: Case, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(ds=rows["ds"].dt.tz_localize("UTC")) if case.more.get("ds") == "timestamptz" else rows


def expected(name: str) -> pd.DataFrame:
    """Per series and step: y, is_filled and whether it is shown as an actual, by pandas."""
    case, rows = CASES[name], rows_of(name)
    rows = rows.assign(period=case.period(rows["ds"])).sort_values(["series", "ds"], kind="stable")
    held_back = case.more.get("hold_back_last", True)
    last_step = case.between(rows["period"].min(), rows["period"].max())[-2 if held_back else -1]
    counted = rows[rows["period"] <= last_step]
    found = [
        aligned(case, of_series, last_step).assign(series=series) for series, of_series in counted.groupby("series")
    ]
    return pd.concat(found).sort_values(["series", "ds"]).reset_index(drop=True)


def aligned(case: Case, rows: pd.DataFrame, last_step: pd.Timestamp) -> pd.DataFrame:
    """One series: ds, y, is_filled, is_actual."""
    observed = rows.groupby("period")["y"].agg(case.agg)
    steps = case.between(observed.index[0], last_step)
    y = observed.reindex(steps)
    is_shown = (y.notna() | (case.fill == "zero")) & (steps <= observed.index[-1]) & ~closed(case, steps)
    whole = pd.DataFrame({"y": filled(case, y), "is_filled": y.isna(), "is_actual": is_shown})
    return whole.rename_axis("ds").reset_index()


def closed(case: Case, ds: pd.DatetimeIndex) -> Any:
    return ds.isin(CLOSURE) & ("closures" in case.more)


def filled(case: Case, y: pd.Series) -> pd.Series:
    if case.fill == "zero":
        y = y.where(y.notna() | closed(case, y.index), 0)
    if case.fill == "interpolate":
        y = pd.Series(y.values).interpolate(limit_area="inside").set_axis(y.index)
    if case.season:
        y = y.fillna(y.groupby(case.season(y.index)).ffill()).fillna(y.ffill())
    return y.ffill()
