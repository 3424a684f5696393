"""Models' own intervals: the same models as the portfolio's, scored by the same definition."""

import numpy as np
import pandas as pd
import pytest

from bench.native import compared, library_model, models_for, native_figures, sample
from bench.scores import scores
from models_py.forecasting.local import LocalModel
from models_py.forecasting.zoo import ZOO

H = 3


@pytest.fixture
def histories() -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    return {f"s{i}": 50 + np.cumsum(random.normal(1, 3, 30)) for i in range(4)}


@pytest.fixture
def rows(histories: dict[str, np.ndarray]) -> pd.DataFrame:
    keys = pd.MultiIndex.from_product([list(histories), range(1, H + 1)], names=["unique_id", "h"])
    y = np.repeat([y[-1] for y in histories.values()], H) + 2.0
    frame = keys.to_frame(index=False).assign(y=y, y_hat=y, y_hat_naive=y - 2)
    return frame.assign(lo_80=y - 4, hi_80=y + 4, lo_95=y - 6, hi_95=y + 6)


def test_a_wider_interval_that_covers_has_the_larger_score(
    rows: pd.DataFrame, histories: dict[str, np.ndarray]
) -> None:
    last = rows.groupby("unique_id")["y"].first()
    own = {uid: {"wide": (np.full(H, last[uid] - 12), np.full(H, last[uid] + 12))} for uid in ["s0", "s2"]}
    found = compared(rows, histories, 1, own)
    ours = scores(rows[rows["unique_id"].isin(own)], histories, 1)["msis_95"]
    assert found["msis_95_here"] == pytest.approx(ours)
    assert found["msis_95_native_wide"] == pytest.approx(2 * ours)
    assert found["msis_95_to_native"] == pytest.approx(0.5)
    assert found["native_series"] == 2


def test_each_model_that_has_intervals_is_compared(rows: pd.DataFrame, histories: dict[str, np.ndarray]) -> None:
    found = native_figures(rows, histories, 1)
    models = {name.removeprefix("msis_95_native_") for name in found if name.startswith("msis_95_native_")}
    assert models == {"dynamic_optimized_theta", "auto_ets", "ces"}
    assert found["native_series"] == len(histories)
    assert all(value > 0 for value in found.values())


@pytest.mark.parametrize(("name", "m", "n"), [("ces", 12, 60), ("ces", 12, 30), ("mstl", 24, 700), ("mstl", 24, 50)])
def test_the_model_is_the_one_that_is_served(name: str, m: int, n: int) -> None:
    local = ZOO[name]
    assert isinstance(local, LocalModel)
    y = 50 + 20 * np.sin(2 * np.pi * np.arange(n) / m) + np.random.default_rng(0).normal(0, 1, n)
    own = library_model(local, n, m).forecast(y=y, h=H)["mean"]
    assert own.tolist() == local.forecast(y, H, m).tolist()


def test_seasons_decide_the_models() -> None:
    assert models_for(24) == ("mstl", "seasonal_naive")
    assert "seasonal_naive" not in models_for(1)
    assert "seasonal_naive" in models_for(12)


def test_a_sample_is_the_same_every_time() -> None:
    names = [f"s{i}" for i in range(100)]
    assert sample(names, 10) == sample(names, 10)
    assert len(set(sample(names, 10))) == 10
    assert sample(names, 100) == names
