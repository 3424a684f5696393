"""What the fake API says about accuracy and monitoring."""

from datetime import UTC, datetime, timedelta

from api import contracts as c

RELEASE = "20111211T060000-demo0001"
WEEK = timedelta(days=7)
MODELS = [
    "served",
    "mean_ensemble",
    "dynamic_optimized_theta",
    "auto_theta",
    "ces",
    "imapa",
    "seasonal_naive",
]


def alerts() -> list[c.Alert]:
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
            alert_id=f"{measure}-{code}",
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
            first_seen_ds=datetime(2011, 11, 21),
            last_seen_ds=datetime(2011, 12, 5),
            is_open=True,
        )

    return [
        alert("weekly_units", "22197", "psi_ratio", "fail", 2.41, 2.0, "drift"),
        alert("weekly_units", "84077", "value_add", "fail", -0.31, -0.25, "model error"),
        alert("daily_revenue", None, "coverage_80_gap", "warn", 0.071, 0.05, "calibration"),
        alert("weekly_units", "21108", "dead_run", "warn", 4.1, 3.5, "data quality"),
    ]


def leaderboard() -> list[c.LeaderboardRow]:
    return [
        c.LeaderboardRow(
            series_set=name,
            window=window,
            model=model,
            n_series=n,
            mase=1.298 + 0.04 * i + (0.2 if model == "seasonal_naive" else 0),
            rmsse=0.9 + 0.03 * i,
            wape=0.61 + 0.02 * i,
            smape=0.8 + 0.02 * i,
            coverage_80=0.806 if model == "served" else None,
            coverage_95=0.944 if model == "served" else None,
            value_add=0.26 - 0.26 * i / 6,
            rank=i + 1,
        )
        for name, n in (("weekly_units", 3211), ("daily_revenue", 41))
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


def summary(sets: list[c.SeriesSet], alerts: list[c.Alert], has_forecasts: bool) -> c.MonitoringSummary:
    return c.MonitoringSummary(
        release_id=RELEASE,
        created_at=datetime(2011, 12, 11, 6, tzinfo=UTC),
        sets=[_monitoring(one, alerts, has_forecasts) for one in sets],
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


def _monitoring(one: c.SeriesSet, alerts: list[c.Alert], has_forecasts: bool) -> c.MonitoringSet:
    mine = [alert.severity for alert in alerts if alert.series_set == one.series_set]
    forecast = has_forecasts
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
