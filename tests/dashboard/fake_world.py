"""What the fake API answers with: objects of the contracts, the same at every run."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api import contracts as c

RELEASE = "20111211T060000-demo0001"
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
MODELS = [
    "served",
    "median_ensemble",
    "dynamic_optimized_theta",
    "auto_theta",
    "ces",
    "imapa",
    "seasonal_naive",
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
    calls: list[str] = field(default_factory=list)


def demo() -> World:
    names = [
        ("85123A", "WHITE HANGING HEART T-LIGHT HOLDER"),
        ("22197", "POPCORN HOLDER"),
        ("84077", "WORLD WAR 2 GLIDERS ASSTD DESIGNS"),
    ]
    series = [
        _series("weekly_units", code, name, 900.0 - 100 * i, "ok") for i, (code, name) in enumerate(names)
    ]
    series.append(_series("weekly_units", "21108", "FAIRY CAKE FLANNEL ASSORTED COLOUR", 3.0, "stale"))
    series += [
        _series("daily_revenue", name, name, mean, "ok")
        for name, mean in (("all countries", 31000.0), ("United Kingdom", 26000.0))
    ]
    live = {one.unique_id for one in series}
    return World(series=series, forecast_ids=live, alerts=_alerts(), leaderboard=leaderboard(), answer=ANSWER)


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
        model="median_ensemble",
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
        model="median_ensemble",
        y_hat=y_hat,
        lo_80=lo_80,
        hi_80=hi_80,
        lo_95=lo_95,
        hi_95=hi_95,
        y_hat_naive=season(ds - 52 * WEEK, one.mean_y or 0),
        run_id="infer-0123456789ab",
        created_at=datetime(2011, 12, 11, 6),
    )


def _alerts() -> list[c.Alert]:
    def alert(
        series_set: str,
        code: str | None,
        measure: str,
        severity: c.Severity,
        value: float,
        threshold: float,
        cause: str,
    ) -> c.Alert:
        unique_id = f"{series_set}:{code}" if code else None
        return c.Alert(
            unique_id=unique_id,
            series_set=series_set,
            measure=measure,
            severity=severity,
            value=value,
            threshold=threshold,
            cause=cause,
            owner="planning",
            next_action="Compare the last weeks with a year ago; retrain if the change is real",
            ds=datetime(2011, 12, 5),
        )

    return [
        alert("weekly_units", "22197", "psi_ratio", "fail", 2.41, 2.0, "drift"),
        alert("weekly_units", "84077", "value_add", "fail", -0.31, -0.25, "model error"),
        alert("daily_revenue", None, "coverage_80_gap", "warn", 0.071, 0.05, "calibration"),
        alert("weekly_units", "21108", "periods_since_demand_share", "warn", 0.62, 0.5, "late input"),
    ]


def leaderboard() -> list[c.LeaderboardRow]:
    return [
        c.LeaderboardRow(
            series_set=one.series_set,
            window=window,
            model=model,
            n_series=3211 if one.series_set == "weekly_units" else 41,
            mase=1.298 + 0.04 * i + (0.2 if model == "seasonal_naive" else 0),
            rmsse=0.9 + 0.03 * i,
            wape=0.61 + 0.02 * i,
            smape=0.8 + 0.02 * i,
            coverage_80=0.806 if model == "served" else None,
            coverage_95=0.944 if model == "served" else None,
            value_add=0.26 - 0.26 * i / 6,
            rank=i + 1,
        )
        for one in SETS
        for window in ("last", "all")
        for i, model in enumerate(MODELS)
    ]


DEFINITIONS = [
    c.MetricDefinition(
        metric="mase",
        label="Mean absolute scaled error",
        unit="ratio",
        better="lower",
        definition="mean(|y - y_hat|) / in-sample MAE of seasonal naive",
        source="Hyndman & Koehler (2006)",
    ),
    c.MetricDefinition(
        metric="coverage_80",
        label="Coverage of the 80% interval",
        unit="share",
        better="0.8",
        definition="share of actuals within lo_80 and hi_80",
        source="Hyndman & Athanasopoulos (2021) 5.9",
    ),
]


def metric_rows(unique_id: str) -> list[c.MetricRow]:
    return [
        c.MetricRow(
            basis="backtest",
            unique_id=unique_id,
            model=model,
            cutoff=datetime(2011, 12, 5) - (5 - k) * 8 * WEEK,
            horizon_bucket="all",
            n=8,
            values={
                "mae": 120.0 + 9 * i,
                "mase": 0.8 + 0.1 * i + 0.05 * (k % 3),
                "wape": 0.3,
                "coverage_80": 0.875,
                "value_add": None,
            },
        )
        for k in range(5)
        for i, model in enumerate(("served", "ces", "seasonal_naive"))
    ]


def summary(world: World) -> c.MonitoringSummary:
    return c.MonitoringSummary(
        release_id=RELEASE,
        created_at=datetime(2011, 12, 11, 6),
        sets=[_monitoring(world, one) for one in world.sets],
        rejected=[
            c.RejectedRows(series_set="weekly_units", reason=reason, n_rows=n)
            for reason, n in (
                ("cancellation", 19493),
                ("non_positive_quantity", 3457),
                ("non_positive_price", 2748),
                ("duplicate", 34335),
            )
        ],
    )


def _monitoring(world: World, one: c.SeriesSet) -> c.MonitoringSet:
    mine = [alert.severity for alert in world.alerts if alert.series_set == one.series_set]
    forecast = bool(world.forecast_ids)
    n = 4917 if one.series_set == "weekly_units" else 44
    return c.MonitoringSet(
        series_set=one.series_set,
        label=one.label,
        n_series=n,
        n_ok=n * 7 // 10 * forecast,
        n_fallback=n // 50 * forecast,
        n_short=n // 10 * forecast,
        n_stale=n // 6 * forecast,
        n_failed=0,
        last_ds=datetime(2011, 12, 5),
        rows_in=1067371,
        rows_used=1007338,
        rows_rejected=60033,
        mase=1.298 if forecast else None,
        mase_naive=1.755 if forecast else None,
        wape=0.61,
        wape_naive=0.83,
        coverage_80=0.806 if forecast else None,
        coverage_95=0.944 if forecast else None,
        n_tested_for_drift=2900,
        n_drifted=321,
        n_warn=mine.count("warn"),
        n_fail=mine.count("fail"),
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
