"""Seasons are believed as far as they differ by more than chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models_py.forecasting.shrunk_theta import ShrunkTheta, shrunk_season
from models_py.forecasting.zoo import ZOO

THETA, M, H = ShrunkTheta(cycles=3), 12, 24


def _y(noise: float, season: float, n: int = 72) -> np.ndarray:
    t = np.arange(n)
    return 100 + 0.5 * t + season * np.sin(2 * np.pi * t / M) + np.random.default_rng(4).normal(0, noise, n)


def test_a_clear_season_is_kept() -> None:
    y = _y(noise=0.5, season=20, n=72 + H)
    assert THETA.forecast(y[:-H], H, M) == pytest.approx(y[-H:], rel=0.08)


def test_a_season_that_multiplies_grows_with_the_level_and_one_of_values_below_zero_is_added() -> None:
    t = np.arange(72 + H)
    index = 1 + 0.3 * np.sin(2 * np.pi * t / M)
    y = (100 + 5 * t) * index
    assert THETA.forecast(y[:-H], H, M) == pytest.approx(y[-H:], rel=0.05)
    shifted = _y(noise=0.5, season=20, n=72 + H) - 110
    assert THETA.forecast(shifted[:-H], H, M) == pytest.approx(shifted[-H:], abs=5)


def test_a_season_of_chance_alone_is_shrunk_and_a_clear_one_is_not() -> None:
    random, clear = np.random.default_rng(4), np.sin(2 * np.pi * np.arange(72) / M)
    of_chance, of_both = [], []
    for _ in range(100):
        noise = random.normal(0, 1, 72)
        seen = noise.reshape(-1, M).mean(axis=0)
        of_chance.append(np.std(shrunk_season(noise, M)) / np.std(seen))
        of_both.append(np.std(shrunk_season(noise + 5 * clear, M)) / np.std(seen + 5 * clear[:M]))
    assert np.mean(of_chance) < 0.4
    assert np.mean(of_both) > 0.97


@given(
    st.integers(2, 13),
    st.lists(st.floats(-1e6, 1e6), min_size=40, max_size=80),
)
def test_effects_have_mean_zero_and_are_never_larger_than_those_that_were_seen(freq: int, values: list[float]) -> None:
    left = np.array(values)
    effect = shrunk_season(left, freq)
    seen = np.array([left[k::freq].mean() for k in range(freq)])
    assert effect.mean() == pytest.approx(0, abs=1e-6 * (1 + np.abs(left).max()))
    assert np.abs(effect).max() <= np.abs(seen - seen.mean()).max() + 1e-6


@pytest.mark.parametrize(("n", "freq"), [(5, 1), (36, 12), (9, 4)])
def test_without_a_season_or_with_too_few_it_is_plain_theta(n: int, freq: int) -> None:
    y = _y(noise=5, season=20, n=n)
    plain = ZOO["dynamic_optimized_theta"].forecast(y, 3, 1)  # type: ignore[attr-defined]
    assert THETA.forecast(y, 3, freq).tolist() == plain.tolist()


@pytest.mark.parametrize("y", [np.zeros(50), np.full(50, 3.0), np.full(50, 1e12)])
def test_constants_stay_what_they_are(y: np.ndarray) -> None:
    assert THETA.forecast(y, H, M) == pytest.approx(y[:H])
