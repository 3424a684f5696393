"""Scores are those that the field's libraries and the competitions define."""

import numpy as np
import pandas as pd
import pytest
import utilsforecast.losses as field

from bench.scores import interval_score, is_seasonal, naive2, scores

M, H = 4, 8


def history(seed: int, n: int = 40) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.asarray(50 + 20 * np.sin(2 * np.pi * np.arange(n) / M) + random.normal(0, 3, n))


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    random = np.random.default_rng(0)
    keys = pd.MultiIndex.from_product([[f"s{i}" for i in range(20)], range(1, H + 1)], names=["unique_id", "h"])
    y, y_hat = random.uniform(10, 90, (2, len(keys)))
    sides = {
        f"{side}_{level}": y_hat + sign * level / 4 for level in (80, 95) for side, sign in (("lo", -1), ("hi", 1))
    }
    return keys.to_frame(index=False).assign(y=y, y_hat=y_hat, y_hat_naive=random.uniform(10, 90, len(y)), **sides)


def test_points_are_scored_as_the_library_of_the_field_does(rows: pd.DataFrame) -> None:
    histories = {uid: history(int(uid[1:])) for uid in rows["unique_id"].unique()}
    found = scores(rows, histories, M)
    train = pd.concat([pd.DataFrame({"unique_id": u, "y": y}) for u, y in histories.items()])
    smape, mase = field.smape(rows, ["y_hat"]), field.mase(rows, ["y_hat"], M, train)
    rmsse = field.rmsse(rows, ["y_hat"], 1, train)
    assert found["smape"] == pytest.approx(200 * smape["y_hat"].mean(), abs=1e-4)
    assert found["mase"] == pytest.approx(mase["y_hat"].mean(), abs=1e-4)
    assert found["rmsse"] == pytest.approx(rmsse["y_hat"].mean(), abs=1e-4)
    coverage = field.coverage(rows.rename(columns={"lo_80": "y_hat-lo-80", "hi_80": "y_hat-hi-80"}), ["y_hat"], 80)
    assert found["coverage_80"] == pytest.approx(coverage["y_hat"].mean(), abs=1e-4)


def test_naive2_scored_against_itself_has_an_owa_of_one(rows: pd.DataFrame) -> None:
    histories = {uid: history(int(uid[1:])) for uid in rows["unique_id"].unique()}
    same = rows.assign(y_hat=np.concatenate([naive2(y, M, H) for y in histories.values()]))
    assert scores(same, histories, M)["owa"] == pytest.approx(1.0)


def test_naive2_repeats_the_season_of_a_seasonal_series_and_the_last_value_of_another() -> None:
    seasonal, flat = history(1), np.random.default_rng(1).normal(50, 3, 40)
    assert is_seasonal(seasonal, M)
    assert not is_seasonal(flat, M)
    assert np.ptp(naive2(seasonal, M, H)[:M]) > 20
    assert naive2(flat, M, H).tolist() == [flat[-1]] * H


def test_naive2_of_demand_with_zeros_is_naive() -> None:
    seasonal = np.round(history(1) - 30).clip(0)
    assert is_seasonal(seasonal, M)
    assert naive2(seasonal, M, H).tolist() == [seasonal[-1]] * H


def test_the_interval_score_punishes_what_falls_outside_by_the_level() -> None:
    y, lo, hi = pd.Series([5.0, 0.0, 13.0]), pd.Series([4.0] * 3), pd.Series([10.0] * 3)
    assert interval_score(y, lo, hi, 80).tolist() == pytest.approx([6.0, 6.0 + 10 * 4.0, 6.0 + 10 * 3.0])
