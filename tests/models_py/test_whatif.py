"""Changed covariates: which steps they touch, and whether what is served reads them."""

from dataclasses import replace

import pandas as pd
import pytest

from models_py.forecast import Lesson
from models_py.forecasting.base import Forecaster
from models_py.forecasting.global_lgbm import TrainedLightGBM
from models_py.forecasting.global_linear import TrainedLinear
from models_py.select import Evidence
from models_py.whatif import CHANGES, ChangeError, changed, with_use
from tests.models_py.conftest import RULES

DS = pd.date_range("2021-01-04", periods=3, freq="7D").astype("datetime64[us]")
UNTAUGHT = Lesson(
    Evidence(
        pd.DataFrame(columns=["unique_id", "model", "ratio", "n_windows"]).astype({"ratio": float, "n_windows": float}),
        pd.DataFrame(columns=["series_set", "demand_class", "model", "ratio", "n_windows"]).astype({"ratio": float}),
    ),
    pd.DataFrame(),
    pd.DataFrame(),
)
LEARNT = TrainedLightGBM("", "last", (), ("x_promo",), ())


def steps() -> pd.DataFrame:
    parts = [
        pd.DataFrame({"unique_id": name, "ds": DS, "h": [1, 2, 3], "x_promo": 0.0, "x_price": 5.0}) for name in "ab"
    ]
    return pd.concat(parts)


def changes(*rows: tuple[str, pd.Timestamp, str, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=CHANGES).astype({"ds": "datetime64[us]"})


def test_when_steps_are_changed_then_only_they_and_only_that_covariate_differ() -> None:
    before = steps()
    after = changed(before, changes(("b", DS[1], "promo", 1.0), ("a", DS[0], "price", 9.0)))
    assert after["x_promo"].tolist() == [0, 0, 0, 0, 1, 0]
    assert after["x_price"].tolist() == [9, 5, 5, 5, 5, 5]
    pd.testing.assert_frame_equal(before, steps())


def test_when_nothing_is_changed_then_the_steps_are_the_same() -> None:
    pd.testing.assert_frame_equal(changed(steps(), changes()), steps())


def test_when_a_step_or_a_covariate_is_not_there_then_the_error_names_those_that_are() -> None:
    with pytest.raises(
        ChangeError, match="b has no step 2021-02-01 00:00:00; its steps are 2021-01-04 00:00:00, 2021-01-11"
    ):
        changed(steps(), changes(("b", pd.Timestamp("2021-02-01"), "promo", 1.0)))
    with pytest.raises(ChangeError, match=r"c has no step .* nothing to forecast from"):
        changed(steps(), changes(("c", DS[0], "promo", 1.0)))
    with pytest.raises(ChangeError, match="unknown covariate 'weather'; there are: promo, price"):
        changed(steps(), changes(("a", DS[0], "weather", 1.0)))


def use(model: str | None, fitted: Forecaster = LEARNT, failing: str = "") -> tuple[bool | None, str | None]:
    """What is said of a series that `model` serves, out of ces, lightgbm and seasonal naive with equal evidence."""
    models = ["ces", "lightgbm", "seasonal_naive"]
    base = pd.DataFrame({"series_set": "s", "demand_class": "smooth", "unique_id": "a", "model": models, "state": "ok"})
    base["y_hat"] = [None if name == failing else 1.0 for name in models]
    status = pd.DataFrame({"series_set": ["s"], "unique_id": "a", "status": "ok", "reason": "", "model": model})
    told = with_use(status, base, UNTAUGHT, RULES, {"s": {"lightgbm": fitted}}, changes(("a", DS[0], "promo", 1.0)))
    return told["covariates_used"].iloc[0], told["covariates_reason"].iloc[0]


@pytest.mark.parametrize("served", ["ensemble", "mean_ensemble"])
def test_when_a_model_of_the_combination_reads_the_covariate_then_it_is_used(served: str) -> None:
    assert use(served) == (True, "lightgbm reads promo")


def test_when_no_model_that_is_served_reads_the_covariate_then_it_is_not_used_and_why() -> None:
    of_others = (False, "no model of the combination reads promo: ces")
    assert use("ensemble", failing="lightgbm") == of_others
    untold = replace(LEARNT, known=("month",))
    assert use("ensemble", untold) == (False, "no model of the combination reads promo: ces, lightgbm")
    assert use("ensemble", TrainedLinear({})) == (False, "no model of the combination reads promo: ces, lightgbm")
    assert use("seasonal_naive") == (False, "seasonal_naive is served here, and no covariate is read for it")
    assert use(None) == (False, "nothing is served here, and no covariate is read for it")


def test_when_nothing_was_changed_for_a_series_then_nothing_is_said_of_it() -> None:
    status = pd.DataFrame({"series_set": ["s"], "unique_id": "z", "model": "ensemble"})
    told = with_use(status, pd.DataFrame(), UNTAUGHT, RULES, {}, changes(("a", DS[0], "promo", 1.0)))
    assert told["covariates_used"].tolist() == [None]
