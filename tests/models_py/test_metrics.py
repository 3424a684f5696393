"""Metrics are the textbook's, and say nothing where they are not defined."""

import numpy as np
import pandas as pd
import pytest
from utilsforecast import losses

from models_py.metrics import METRICS, evaluate


def frame(seed: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    y, y_hat = random.gamma(2, 10, 60), random.gamma(2, 10, 60)
    return pd.DataFrame({
        "unique_id": np.repeat(["a", "b", "c"], 20), "y": y, "y_hat": y_hat, "scale": 4.0, "scale_sq": 25.0,
        "lo_80": y_hat - 9, "hi_80": y_hat + 9, "lo_95": y_hat - 20, "hi_95": y_hat + 20,
    })  # fmt: skip


@pytest.mark.parametrize("name", ["mae", "rmse", "bias", "wape", "mape"])
def test_metrics_agree_with_utilsforecast(name: str) -> None:
    expected = getattr(losses, name)(frame(), models=["y_hat"], id_col="unique_id", target_col="y")
    found = evaluate(frame(), [name], ["unique_id"])
    np.testing.assert_allclose(found[name], expected["y_hat"])


def test_smape_is_twice_that_of_utilsforecast() -> None:
    expected = losses.smape(frame(), models=["y_hat"], id_col="unique_id", target_col="y")["y_hat"]
    np.testing.assert_allclose(evaluate(frame(), ["smape"], ["unique_id"])["smape"], 2 * expected)


def test_scaled_errors_divide_by_the_scale_of_the_cutoff() -> None:
    found = evaluate(frame(), ["mae", "mase", "rmse", "rmsse"], ["unique_id"])
    np.testing.assert_allclose(found["mase"], found["mae"] / 4)
    np.testing.assert_allclose(found["rmsse"], found["rmse"] / 5)


def test_coverage_counts_bounds_as_inside() -> None:
    rows = pd.DataFrame(
        {
            "g": 1,
            "y": [1.0, 2.0, 9.0, 5.0],
            "y_hat": 2.0,
            "lo_80": [1, 1, 1, np.nan],
            "hi_80": [2, 2, 2, np.nan],
        }
    )
    assert evaluate(rows, ["coverage_80"], ["g"])["coverage_80"].item() == pytest.approx(2 / 3)


def test_pinball_weighs_what_lies_above_an_upper_bound_by_its_quantile() -> None:
    rows = pd.DataFrame({"g": 1, "y": [10.0], "y_hat": 2.0, "hi_80": [4.0]})
    assert evaluate(rows, ["pinball_hi_80"], ["g"])["pinball_hi_80"].item() == pytest.approx(0.9 * 6)


@pytest.mark.parametrize("scale", [0.0, np.nan])
def test_without_scale_mase_is_undefined_and_left_out(scale: float) -> None:
    rows = frame()
    rows.loc[rows["unique_id"] == "a", ["scale", "scale_sq"]] = scale
    found = evaluate(rows, ["mase", "rmsse"], ["unique_id"]).set_index("unique_id")
    assert found.loc["a", ["mase", "rmsse"]].isna().all()
    assert found.loc["b", ["mase", "rmsse"]].notna().all()


def test_zero_demand_forecast_as_zero_is_no_error() -> None:
    rows = pd.DataFrame({"g": 1, "y": [0.0, 0.0], "y_hat": [0.0, 3.0]})
    found = evaluate(rows, ["smape", "mape", "wape"], ["g"]).iloc[0]
    assert found["smape"] == 1.0
    assert np.isnan(found["mape"])
    assert np.isnan(found["wape"])


def test_unknown_actuals_are_not_scored() -> None:
    rows = frame()
    rows.loc[rows.index[:15], "y"] = np.nan
    assert evaluate(rows, ["mae"], ["unique_id"])["n"].tolist() == [5, 20, 20]


def test_when_a_metric_is_unknown_then_the_error_lists_the_others() -> None:
    with pytest.raises(LookupError, match=r"\['mea'\].*mae, rmse"):
        evaluate(frame(), ["mea"], ["unique_id"])


def test_every_metric_gives_one_row_per_group() -> None:
    assert evaluate(frame(), list(METRICS), ["unique_id"]).notna().all(axis=None)
