"""Sums are named, summed and scored from the bottom files."""

import numpy as np
import pandas as pd
import pytest

from bench.levels import coherence, histories_of_sums, level_figures, names_of_sums
from bench.pairs import PairError

STATIC = pd.DataFrame({"unique_id": ["a", "b", "c"], "state": ["CA", "CA", "TX"], "kind": ["x/y", "z", "x%"]})
HIERARCHY = {"total": [], "state": ["state"]}


def days(n: int) -> pd.DatetimeIndex:
    return pd.date_range("2024-01-01", periods=n)


@pytest.fixture
def train() -> pd.DataFrame:
    """c begins late, and nothing is sold on the first day."""
    values = {"a": [0, 1, 2, 4], "b": [0, 10, 10, 10], "c": [5, 5]}
    return pd.concat(
        pd.DataFrame({"unique_id": uid, "ds": days(4)[-len(y) :], "y": np.array(y, float)}) for uid, y in values.items()
    )


@pytest.fixture
def test() -> pd.DataFrame:
    return pd.DataFrame({"unique_id": ["a", "b", "c"], "h": 1, "y": [5.0, 11.0, 6.0]})


@pytest.fixture
def served() -> pd.DataFrame:
    """Forecasts of series and of sums; those of the total and of CA are 1 too high."""
    rows = {"a": 5, "b": 11, "c": 6, "total": 23, "state=CA": 17, "state=TX": 6}
    served = pd.DataFrame({"unique_id": list(rows), "h": 1, "y_hat": np.array(list(rows.values()), float)})
    return served.assign(y_hat_naive=[4.0, 10.0, 5.0, 18.0, 14.0, 5.0])


def test_sums_are_named_as_the_lake_names_them() -> None:
    assert set(names_of_sums(STATIC, "total", [])) == {"total"}
    assert names_of_sums(STATIC, "state", ["state"]).to_dict() == {"a": "state=CA", "b": "state=CA", "c": "state=TX"}
    both = names_of_sums(STATIC, "both", ["kind", "state"])
    assert both.tolist() == ["both=x%2Fy/CA", "both=z/CA", "both=x%25/TX"]


def test_the_history_of_a_sum_begins_with_its_first_sale(train: pd.DataFrame) -> None:
    found = histories_of_sums(train, names_of_sums(STATIC, "state", ["state"]))
    assert found["state=CA"].tolist() == [11, 12, 14]
    assert found["state=TX"].tolist() == [5, 5]
    assert histories_of_sums(train, names_of_sums(STATIC, "total", []))["total"].tolist() == [11, 17, 19]


def test_each_level_is_scored_beside_its_own_seasonal_naive(
    served: pd.DataFrame, train: pd.DataFrame, test: pd.DataFrame
) -> None:
    found = level_figures(served, train, test, STATIC, HIERARCHY)
    assert found["rmsse_ratio_total"] == pytest.approx(1 / 4)
    assert found["rmsse_ratio_state"] == pytest.approx(1 / 2)
    assert found["coherence"] == pytest.approx(1 / 17)


def test_when_each_sum_is_that_of_its_series_then_nothing_is_left(served: pd.DataFrame) -> None:
    served.loc[served["unique_id"] == "total", "y_hat"] = 22.0
    assert coherence(served, names_of_sums(STATIC, "total", [])) == 0


def test_when_a_sum_has_no_forecast_then_the_error_names_its_level(
    served: pd.DataFrame, train: pd.DataFrame, test: pd.DataFrame
) -> None:
    with pytest.raises(PairError, match=r"level state: .* none for 1"):
        level_figures(served[served["unique_id"] != "state=TX"], train, test, STATIC, HIERARCHY)
