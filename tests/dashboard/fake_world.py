"""What the fake API answers with: objects of the contracts, the same at every run."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fake_quality import RELEASE, alerts, leaderboard

from api import contracts as c

WEEK, DAY = timedelta(days=7), timedelta(days=1)
SETS = [
    c.SeriesSet(
        series_set="weekly_units",
        label="Weekly units per product",
        unit="units",
        grain="week",
        season_length=52,
        horizon=8,
    ),
    c.SeriesSet(
        series_set="daily_revenue",
        label="Daily revenue per country",
        unit="GBP",
        grain="day",
        season_length=6,
        horizon=28,
    ),
]


@dataclass
class World:
    """What the fake API knows; tests take things away from it, or add hostile ones."""

    sets: list[c.SeriesSet] = field(default_factory=lambda: list(SETS))
    series: list[c.Series] = field(default_factory=list)
    forecast_ids: set[str] = field(default_factory=set)
    alerts: list[c.Alert] = field(default_factory=list)
    leaderboard: list[c.LeaderboardRow] = field(default_factory=list)
    answer: str = ""
    grounding: c.Grounding = "verified"
    answer_release: str = RELEASE
    problem: int | None = None  # every call fails with this status
    copilot_problem: int | None = None
    knows_anomalies: bool = True  # False: a release from before they were told
    calls: list[str] = field(default_factory=list)


def demo() -> World:
    names = [
        ("85123A", "WHITE HANGING HEART T-LIGHT HOLDER"),
        ("22197", "POPCORN HOLDER"),
        ("84077", "WORLD WAR 2 GLIDERS ASSTD DESIGNS"),
    ]
    series = [_series("weekly_units", code, name, 900.0 - 100 * i, "ok") for i, (code, name) in enumerate(names)]
    series.append(_series("weekly_units", "21108", "FAIRY CAKE FLANNEL ASSORTED COLOUR", 3.0, "stale"))
    series += [
        _series("daily_revenue", name, name, mean, "ok")
        for name, mean in (("all countries", 31000.0), ("United Kingdom", 26000.0))
    ]
    live = {one.unique_id for one in series}
    return World(series=series, forecast_ids=live, alerts=alerts(), leaderboard=leaderboard(), answer=ANSWER)


ANSWER = (
    "WHITE HANGING HEART T-LIGHT HOLDER sold 912 units a week over the last 13 weeks, "
    "12% more than in the same weeks a year before (814 units).\n\n"
    "The next 8 weeks are forecast at 7,240 units. November is its season: 1.8 times an average month.\n\n"
    "The forecast missed by 0.82 of what repeating last year misses."
)


def no_series() -> c.Series:
    """A series that has not had one complete period."""
    return _series("weekly_units", "99999", "BRAND NEW MUG", 0.0, "short").model_copy(
        update={
            "n_obs": 0,
            "first_ds": None,
            "last_ds": None,
            "cutoff": None,
            "model": None,
            "mean_y": None,
            "sum_y": None,
            "reason": "no complete period yet",
        }
    )


def _series(series_set: str, code: str, name: str, mean: float, status: c.Status) -> c.Series:
    weekly = series_set == "weekly_units"
    last = datetime(2011, 12, 5) if weekly else datetime(2011, 12, 9)
    return c.Series(
        unique_id=f"{series_set}:{code}",
        series_set=series_set,
        series_name=name,
        unit="units" if weekly else "GBP",
        n_obs=105 if weekly else 600,
        first_ds=datetime(2009, 12, 1),
        last_ds=last,
        cutoff=last,
        demand_class="smooth",
        mean_y=mean,
        sum_y=mean * (52 if weekly else 306),
        status=status,
        reason="best of 6 models on 5 tests" if status == "ok" else "no demand for 31 weeks",
        model="ensemble",
    )


def season(ds: datetime, mean: float) -> float:
    """A year with a peak in November and a ripple; the same for every run."""
    angle = 2 * math.pi * (ds.timetuple().tm_yday - 320) / 365
    return max(
        0.0,
        mean * (1 + 0.55 * math.cos(angle) + 0.12 * math.sin(ds.toordinal() * 1.7) + 0.1 * (ds.year - 2010)),
    )


def is_open(one: c.Series, ds: datetime) -> bool:
    closed = (ds.month, ds.day) >= (12, 24) or (ds.month, ds.day) <= (1, 3)
    return one.series_set == "weekly_units" or not (ds.weekday() == 5 or closed)


def actuals(one: c.Series) -> list[c.Actual]:
    if not one.n_obs or one.last_ds is None:
        return []
    step = WEEK if one.series_set == "weekly_units" else DAY
    times = [one.last_ds - i * step for i in range(730 // step.days)]
    return [
        c.Actual(ds=ds, y=round(season(ds, one.mean_y or 0)), is_filled=False)
        for ds in reversed(times)
        if is_open(one, ds)
    ]


def anomalies(one: c.Series) -> list[c.Anomaly]:
    """One actual half a year back that was far above what was expected."""
    known = actuals(one)
    if len(known) < 60 or one.status != "ok":
        return []
    odd = known[-26]
    expected = 0.5 * odd.y
    return [
        c.Anomaly(
            unique_id=one.unique_id, series_set=one.series_set, ds=odd.ds, cutoff=known[-30].ds, h=4, y=odd.y, y_hat=expected,
            lo_95=0.8 * expected, hi_95=1.4 * expected, direction="above", score=2.5, p_value=0.004, pool="smooth",
            n_pool=500, is_anomaly=True,
        )
    ]  # fmt: skip


def forecasts(one: c.Series) -> list[c.Forecast]:
    if one.cutoff is None:
        return []
    step, n = (WEEK, 8) if one.series_set == "weekly_units" else (DAY, 28)
    times = [ds for i in range(1, 90) if is_open(one, ds := one.cutoff + i * step)][:n]
    return [_forecast(one, h, ds) for h, ds in enumerate(times, start=1)]


def _forecast(one: c.Series, h: int, ds: datetime) -> c.Forecast:
    y_hat, spread = season(ds, one.mean_y or 0), 0.15 + 0.01 * h
    lo_80, hi_80, lo_95, hi_95 = (max(0.0, y_hat * (1 + k * spread)) for k in (-1, 1.2, -1.8, 2.2))
    return c.Forecast(
        unique_id=one.unique_id,
        ds=ds,
        h=h,
        cutoff=one.cutoff or ds,
        model="ensemble",
        y_hat=y_hat,
        lo_80=lo_80,
        hi_80=hi_80,
        lo_95=lo_95,
        hi_95=hi_95,
        y_hat_naive=season(ds - 52 * WEEK, one.mean_y or 0),
        run_id="infer-0123456789ab",
        created_at=datetime(2011, 12, 11, 6),
    )


def explanation(world: World, subject: str) -> c.Explanation:
    facts = [
        c.Fact(
            fact_id="recent_level",
            label="Mean over the last 13 weeks",
            value=912.0,
            unit="units",
            period_start=datetime(2011, 9, 12),
            period_end=datetime(2011, 12, 5),
            source_table="rpt_series_facts",
            source_filter=f"unique_id = '{subject}'",
        ),
        c.Fact(
            fact_id="yoy_change",
            label="Change on a year ago",
            value=0.12,
            unit="share",
            source_table="rpt_series_facts",
            source_filter=f"unique_id = '{subject}'",
        ),
        c.Fact(
            fact_id="season_peak",
            label="Peak month",
            text="November",
            source_table="rpt_series_facts",
            source_filter=f"unique_id = '{subject}'",
        ),
    ]
    suggestions = ["What is the forecast for the next 8 weeks?", "How accurate is it, in £ and $?"]
    return c.Explanation(
        release_id=world.answer_release,
        text=world.answer,
        grounding=world.grounding,
        sources=facts,
        suggestions=suggestions,
    )
