"""Whatever the history: one status per series, intervals that are ordered, nested and inside the support."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models_py.backtest import backtest
from models_py.forecast import Lesson, combine, lessons
from models_py.forecasting import zoo
from models_py.forecasting.portfolio import predict
from models_py.profile import latest_profile
from models_py.rules import LEVELS
from models_py.select import Evidence
from tests.models_py.conftest import HORIZON, RULES, demo_panel, dim_series, feat_future, one_series

BOUNDS = ["lo_95", "lo_80", "y_hat", "hi_80", "hi_95"]
Served = tuple[pd.DataFrame, pd.DataFrame]


def learn(panel: pd.DataFrame) -> Lesson:
    base = backtest(panel, dim_series(panel), HORIZON, RULES)
    return lessons([base], [0], LEVELS)[0]


LESSON: Lesson = learn(demo_panel())


def serve(panel: pd.DataFrame, support: str = "non_negative") -> Served:
    kinds = dict.fromkeys(panel["unique_id"], support)
    profile = latest_profile(panel, dim_series(panel, kinds), RULES.min_train_size)
    base = predict(panel, profile, feat_future(panel), RULES.portfolio)
    return combine(base, profile, LESSON, RULES)


def hostile(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[list[float]]:
    constant = st.tuples(numbers, st.integers(1, 30)).map(lambda pair: [pair[0]] * pair[1])
    spike = st.tuples(numbers, st.integers(0, 19)).map(lambda pair: [0.0] * pair[1] + [pair[0]] + [0.0] * 3)
    return st.one_of(st.lists(numbers, min_size=1, max_size=30), constant, spike)


DEMAND = hostile(st.one_of(st.just(0.0), st.just(1e12), st.floats(0, 1e6)))
REAL = hostile(st.one_of(st.floats(-1e12, 1e12), st.just(0.0)))
few = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@few
@given(y=DEMAND)
def test_for_any_demand_intervals_are_ordered_nested_and_not_negative(y: list[float]) -> None:
    served, status = serve(one_series("a", y))
    check_ordered(served, status)
    assert (served[BOUNDS] >= 0).all(axis=None)


@few
@given(y=REAL)
def test_for_any_real_series_intervals_are_ordered_and_nested(y: list[float]) -> None:
    check_ordered(*serve(one_series("a", y, support="real"), "real"))


def check_ordered(served: pd.DataFrame, status: pd.DataFrame) -> None:
    assert list(status["unique_id"]) == ["a"]
    assert status["status"].isin(["ok", "fallback", "short", "stale"]).all()
    assert list(served["h"]) == list(range(1, HORIZON + 1))
    assert np.isfinite(served["y_hat"]).all()
    assert not (served[BOUNDS].diff(axis=1) < 0).any(axis=None)


def test_negative_forecasts_are_served_where_the_support_is_real() -> None:
    served, _ = serve(one_series("a", [-5.0, -6.0, -5.5, -6.5] * 5, support="real"), "real")
    assert (served["y_hat"] < 0).all()


def test_when_stale_then_the_last_value_is_served_without_width() -> None:
    served, status = serve(one_series("a", [5.0] * 10 + [0.0] * 8))
    assert (served[BOUNDS] == 0).all(axis=None)
    assert status.loc[0, ["status", "model", "reason"]].tolist() == [
        "stale",
        "naive",
        "no demand for 8 periods (limit 6)",
    ]


def test_when_short_then_the_mean_is_served_with_the_interval_of_the_set() -> None:
    served, status = serve(one_series("a", [2.0, 4.0, 6.0]))
    assert served["y_hat"].tolist() == pytest.approx([4.0] * HORIZON)
    assert (served["hi_80"] > served["lo_80"]).all()
    assert status.loc[0, ["status", "reason"]].tolist() == ["short", "3 periods of history, fewer than 8"]


def test_when_nothing_was_learnt_then_all_models_weigh_the_same_and_it_is_said() -> None:
    panel = demo_panel()
    nothing = Evidence(LESSON.evidence.own.head(0), LESSON.evidence.prior.head(0))
    profile = latest_profile(panel, dim_series(panel), RULES.min_train_size)
    base = predict(panel, profile, feat_future(panel), RULES.portfolio)
    _, status = combine(base, profile, replace(LESSON, evidence=nothing), RULES)
    told = status.query("status == 'ok'")
    assert set(told["model"]) == {"ensemble"}
    equal = "croston_sba 50%, imapa 50%: as its class does, without a backtest window of its own"
    assert set(told["reason"]) == {equal}


class Breaks:
    """Fails for some series, in some way."""

    def __init__(self, victims: Sequence[str], answer: float | None) -> None:
        self.victims, self.answer = victims, answer

    def fit_predict(
        self, panel: pd.DataFrame, future: pd.DataFrame, h: int, freq: int, levels: Sequence[int] = ()
    ) -> pd.DataFrame:
        if self.answer is None:
            raise RuntimeError("out of luck")
        bad = future["unique_id"].isin(self.victims)
        return future[["unique_id", "ds", "h"]].assign(y_hat=np.where(bad, self.answer, 20.0), error=None)


@pytest.mark.parametrize("answer", [None, np.nan, np.inf, 1e9, -1e9])
def test_when_a_model_fails_or_explodes_then_the_others_are_served_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, answer: float | None
) -> None:
    monkeypatch.setitem(zoo.ZOO, "imapa", Breaks(["s00"], answer))
    evidence = LESSON.evidence.prior.assign(ratio=lambda f: np.where(f["model"] == "imapa", 0.1, 2.0))
    trusting = replace(LESSON, evidence=Evidence(LESSON.evidence.own.head(0), evidence))
    panel = demo_panel()
    profile = latest_profile(panel, dim_series(panel), RULES.min_train_size)
    served, status = combine(predict(panel, profile, feat_future(panel), RULES.portfolio), profile, trusting, RULES)
    told = status.set_index("unique_id").loc["s00"]
    assert told["status"] == "fallback"
    assert told["model"] == "ensemble"
    assert "imapa failed (" in told["reason"]
    assert served["y_hat"].notna().all()
    assert len(served) == HORIZON * panel["unique_id"].nunique()
    if answer is not None:
        assert status.set_index("unique_id").loc["s01", "status"] == "ok"


def test_when_every_model_fails_then_naive_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("seasonal_naive", "imapa", "croston_sba"):
        monkeypatch.setitem(zoo.ZOO, name, Breaks([], None))
    served, status = serve(one_series("a", [3.0, 4.0] * 6))
    assert status.loc[0, ["status", "model"]].tolist() == ["fallback", "naive"]
    assert served["y_hat"].tolist() == [4.0] * HORIZON


def test_when_the_last_value_is_unknown_too_then_the_series_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("seasonal_naive", "imapa", "croston_sba"):
        monkeypatch.setitem(zoo.ZOO, name, Breaks([], None))
    served, status = serve(one_series("a", [3.0, 4.0] * 6 + [float("nan")]))
    assert served.empty
    assert status.loc[0, "status"] == "failed"
