"""Conformal intervals: right order statistics, right pools, honest coverage."""

import numpy as np
import pandas as pd
import pytest

from models_py.calibrate import calibrate, compare, intervals, residuals, spread
from models_py.select import ENSEMBLE


def errors(n: int, kind: str = "smooth", h: int = 1, values: np.ndarray | None = None) -> pd.DataFrame:
    residual = np.arange(1, n + 1) / n if values is None else values
    return pd.DataFrame({"series_set": "s", "demand_class": kind, "h": h, "residual": residual}).assign(
        unique_id="a", window=1
    )


def point(kind: str | None = "smooth", h: int = 1, y_hat: float = 10.0, **fields: object) -> pd.DataFrame:
    row = {"series_set": "s", "unique_id": "a", "demand_class": kind, "h": h, "y_hat": y_hat, "scale": 4.0,
           "recent_mean": 8.0, "support": "non_negative", "state": "ok", "window": 1, **fields}  # fmt: skip
    return pd.DataFrame([row])


def test_quantiles_follow_the_finite_sample_rule() -> None:
    row = calibrate(errors(99), [80]).query("demand_class == 'smooth'").iloc[0]
    assert (row["q_lo"], row["q_hi"]) == pytest.approx((10 / 99, 90 / 99))


def test_a_group_with_few_residuals_falls_back_to_the_set() -> None:
    learnt = calibrate(pd.concat([errors(200), errors(20, "erratic", values=np.full(20, 99.0))]), [80])
    assert "erratic" not in set(learnt["demand_class"])
    few, unknown = (intervals(point(kind), learnt, [80])["hi_80"].item() for kind in ("erratic", None))
    assert few == unknown


def test_a_step_without_residuals_uses_the_pool_over_steps() -> None:
    learnt = calibrate(errors(10), [80])
    assert intervals(point(h=7), learnt, [80])["hi_80"].item() > 10.0


def test_without_any_residual_there_is_no_interval_to_invent() -> None:
    bounds = intervals(point(), calibrate(errors(0), [80]), [80])
    assert bounds[["lo_80", "hi_80"]].isna().all(axis=None)


def test_demand_with_gaps_spreads_with_its_level_real_values_with_their_scale_and_other_demand_with_both() -> None:
    assert spread(point("lumpy")).item() == 11.0
    assert spread(point("lumpy", y_hat=1.0)).item() == 5.0
    assert spread(point("lumpy", support="real")).item() == 4.0
    assert spread(point()).item() == pytest.approx(4.0**0.75 * 11.0**0.25)
    assert spread(point(support="real")).item() == 4.0
    assert spread(point(scale=np.nan)).item() == 10.0


def test_residuals_are_those_of_the_ensemble_in_spreads() -> None:
    rows = pd.concat(
        [
            point(model=ENSEMBLE, y=10.0 + spread(point()).item()),
            point(model="ces", y=21.0),
            point(model=ENSEMBLE, y=1.0, y_hat=np.nan),
        ]
    )
    assert residuals(rows)["residual"].tolist() == pytest.approx([1.0])


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


def history(uid: str, size: float, windows: int = 4) -> pd.DataFrame:
    random = np.random.default_rng(len(uid))
    rows = {"series_set": "s", "demand_class": "smooth", "unique_id": uid, "h": 1, "window": range(1, windows + 1)}
    return pd.DataFrame(rows).assign(residual=size * random.choice([-1, 1], windows))


def test_a_series_that_was_hard_gets_wider_intervals_than_its_class() -> None:
    seen = pd.concat([history(f"s{i:02d}", 1.0) for i in range(40)] + [history("wild", 6.0)])
    free, factors = compare(seen)
    learnt = calibrate(free, [80])
    calm, wild, new = (
        intervals(point(unique_id=uid), learnt, [80], factors)["hi_80"].item() - 10.0 for uid in ("s00", "wild", "new")
    )
    assert wild > 2 * calm
    assert calm < new < wild


def test_a_series_factor_is_shrunk_towards_its_class_and_an_error_sees_only_the_other_windows() -> None:
    seen = pd.concat([history(f"s{i:02d}", 1.0) for i in range(40)] + [history("wild", 6.0)])
    free, factors = compare(seen)
    usual = np.exp(np.log(6.0) * 4 / len(seen))
    own = factors.set_index("unique_id").loc["wild", "factor"]
    assert own == pytest.approx(np.exp((4 * np.log(6.0) + 4 * np.log(usual)) / 8))
    others = np.exp((3 * np.log(6.0) + 4 * np.log(usual)) / 7)
    assert free[seen["unique_id"] == "wild"]["residual"].abs().to_numpy() == pytest.approx(6.0 / others)


def test_without_errors_there_is_nothing_to_compare() -> None:
    free, factors = compare(errors(0))
    assert free.empty
    assert factors.empty
