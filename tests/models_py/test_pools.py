"""Levels between those that were calibrated: nested, and never wider than the errors allow."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models_py.calibrate import calibrate, quantiles
from models_py.pools import Pools, max_levels, pools
from models_py.rules import GRID
from tests.models_py.test_calibrate import errors, point

LEVELS = st.floats(0, 99)


def known(values: np.ndarray) -> Pools:
    return pools(point(), calibrate(errors(len(values), values=values), GRID))


@settings(max_examples=100, deadline=None)
@given(
    values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=300),
    levels=st.lists(LEVELS, min_size=2, max_size=20),
)
def test_whatever_the_errors_and_levels_a_higher_level_holds_the_lower_ones(
    values: list[float], levels: list[float]
) -> None:
    found = known(np.array(values))
    lo, hi = (np.array(side) for side in zip(*([s.item() for s in found.at(x)] for x in sorted(levels)), strict=True))
    assert (np.diff(lo) <= 0).all()
    assert (np.diff(hi) >= 0).all()
    assert (lo <= hi).all()
    assert (lo.min() >= min(values)) & (hi.max() <= max(values))


def test_a_level_of_the_grid_is_what_was_calibrated_to_the_last_bit() -> None:
    values = np.random.default_rng(1).normal(size=333)
    learnt = calibrate(errors(333, values=values), GRID)
    for row in learnt[(learnt["demand_class"] == "smooth") & (learnt["h"] == 1)].itertuples():
        assert tuple(side.item() for side in pools(point(), learnt).at(row.level)) == (row.q_lo, row.q_hi)


def test_what_lies_between_levels_has_about_the_share_of_errors_that_it_says() -> None:
    values = np.random.default_rng(2).normal(size=20_000)
    found = known(values)
    for level in (5, 33, 75, 85, 93, 97):
        lo, hi = (side.item() for side in found.at(level))
        assert ((lo <= values) & (values <= hi)).mean() == pytest.approx(level / 100, abs=0.01)


def test_when_there_are_few_errors_then_a_level_beyond_them_is_as_wide_as_all_of_them() -> None:
    values = np.random.default_rng(3).normal(size=60)
    found, learnt = known(values), calibrate(errors(60, values=values), GRID)
    assert max_levels(point(), learnt).item() == np.floor(100 * (1 - 2 / 61)) == 96
    whole = (values.min(), values.max())
    assert tuple(side.item() for side in found.at(97)) == tuple(side.item() for side in found.at(99)) == whole
    assert tuple(side.item() for side in found.at(94)) != whole


def test_when_no_error_is_known_then_no_level_is() -> None:
    learnt = calibrate(errors(0), GRID)
    assert all(side.isna().all() for side in pools(point(), learnt).at(80))
    assert max_levels(point(), learnt).isna().all()


def test_the_median_of_demand_may_be_below_a_forecast_that_aims_at_the_mean() -> None:
    values = np.array([-0.5] * 80 + [2.0] * 20)
    row = quantiles(point(y_hat=1.0), calibrate(errors(100, values=values), GRID), (0.1, 0.5, 0.9)).iloc[0]
    assert row["q_0.1"] == row["q_0.5"] == 0.0
    assert row["q_0.9"] > row["y_hat"]
    assert isinstance(row, pd.Series)
