"""Conformal intervals: right order statistics, right pools, honest coverage."""

import numpy as np
import pandas as pd
import pytest

from models_py.calibrate import calibrate, intervals, residuals, spread
from models_py.select import ENSEMBLE


def errors(n: int, kind: str = "smooth", h: int = 1, values: np.ndarray | None = None) -> pd.DataFrame:
    residual = np.arange(1, n + 1) / n if values is None else values
    return pd.DataFrame({"series_set": "s", "demand_class": kind, "h": h, "residual": residual})


def point(kind: str | None = "smooth", h: int = 1, y_hat: float = 10.0, **fields: object) -> pd.DataFrame:
    row = {"series_set": "s", "unique_id": "a", "demand_class": kind, "h": h, "y_hat": y_hat, "scale": 4.0,
           "recent_mean": 8.0, "support": "non_negative", "state": "ok", **fields}  # fmt: skip
    return pd.DataFrame([row])


def test_quantiles_follow_the_finite_sample_rule() -> None:
    row = calibrate(errors(99), [80]).query("demand_class == 'smooth'").iloc[0]
    assert (row["q_lo"], row["q_hi"]) == pytest.approx((10 / 99, 90 / 99))


def test_a_group_with_few_residuals_falls_back_to_the_set() -> None:
    learnt = calibrate(pd.concat([errors(200), errors(20, "lumpy", values=np.full(20, 99.0))]), [80])
    assert "lumpy" not in set(learnt["demand_class"])
    lumpy, unknown = (intervals(point(kind), learnt, [80])["hi_80"].item() for kind in ("lumpy", None))
    assert lumpy == unknown


def test_a_step_without_residuals_uses_the_pool_over_steps() -> None:
    learnt = calibrate(errors(10), [80])
    assert intervals(point(h=7), learnt, [80])["hi_80"].item() > 10.0


def test_without_any_residual_there_is_no_interval_to_invent() -> None:
    bounds = intervals(point(), calibrate(errors(0), [80]), [80])
    assert bounds[["lo_80", "hi_80"]].isna().all(axis=None)


def test_demand_spreads_with_its_level_and_real_values_with_their_scale() -> None:
    assert spread(point()).item() == 11.0
    assert spread(point(y_hat=1.0)).item() == 5.0
    assert spread(point(support="real")).item() == 4.0
    assert spread(point(scale=np.nan)).item() == 10.0


def test_residuals_are_those_of_the_ensemble_in_spreads() -> None:
    rows = pd.concat(
        [
            point(model=ENSEMBLE, y=21.0),
            point(model="ces", y=21.0),
            point(model=ENSEMBLE, y=1.0, y_hat=np.nan),
        ]
    )
    assert residuals(rows)["residual"].tolist() == [1.0]


def test_intervals_contain_the_forecast_even_when_all_errors_had_one_sign() -> None:
    row = intervals(point(), calibrate(errors(100), [80, 95]), [80, 95]).iloc[0]
    assert row["lo_95"] == row["lo_80"] == row["y_hat"] < row["hi_80"] <= row["hi_95"]


def test_coverage_holds_on_series_that_it_was_not_learnt_from() -> None:
    random = np.random.default_rng(0)
    learnt = calibrate(errors(2000, values=random.normal(0, 0.4, 2000)), [80, 95])
    fresh = pd.concat([point(y_hat=m) for m in random.uniform(5, 500, 2000)], ignore_index=True)
    y = fresh["y_hat"] + spread(fresh) * random.normal(0, 0.4, 2000)
    bounds = intervals(fresh, learnt, [80, 95])
    for level in (80, 95):
        # y is not clipped as demand would be, so compare with the upper bound and twice the upper tail.
        above = (y > bounds[f"hi_{level}"]).mean()
        assert above == pytest.approx((1 - level / 100) / 2, abs=0.02)
