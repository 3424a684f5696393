"""fct_drift is what scipy and numpy make of the same windows, and the windows are those that it says."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.warehouse.run_sql import connection, rows_of

BINS = 5
WEEK, RECENT = pd.Timedelta(days=7), 13
CUTOFF = pd.Timestamp("2024-01-01")
amounts = st.one_of(st.integers(-4, 4).map(float), st.floats(-1e6, 1e6), st.just(0.0))


def drift(values: pd.DataFrame) -> pd.DataFrame:
    """fct_drift of values (unique_id, subject, weeks before the cutoff, value), by (unique_id, subject)."""
    rows = values.assign(series_set="s", ds=CUTOFF - values["weeks"] * WEEK)[
        ["series_set", "unique_id", "subject", "ds", "value"]
    ]
    profiled = pd.DataFrame({"series_set": ["s"], "last_ds": [CUTOFF]})
    sets = connection().sql(f"select 's' as series_set, to_days(7 * {RECENT}) as recent_span, to_days(364) as cycle")
    inputs = {"int_drift_values": rows, "int_series_profiled": profiled, "int_series_sets": sets}
    return rows_of("fct_drift", ("psi",), inputs).set_index(["unique_id", "subject"])


def history(values: list[float], subject: str = "target", unique_id: str = "s:a", newest: int = 0) -> pd.DataFrame:
    """Values of consecutive weeks, the newest first, `newest` weeks before the cutoff."""
    weeks = range(newest, newest + len(values))
    return pd.DataFrame({"unique_id": unique_id, "subject": subject, "weeks": weeks, "value": values})


def expected(recent: np.ndarray, reference: np.ndarray) -> dict[str, float]:
    """By scipy and numpy; the PSI as it is published (Yurdakul & Naranjo 2020), with half a point in each bin."""
    edges = np.quantile(reference, [k / BINS for k in range(1, BINS)])
    p, q = (np.bincount(np.searchsorted(edges, part), minlength=BINS) + 0.5 for part in (recent, reference))
    p, q = p / p.sum(), q / q.sum()
    inverse = 1 / len(recent) + 1 / len(reference)
    psi_critical = stats.chi2.ppf(0.999, BINS - 1) * inverse
    ks, ks_critical = stats.ks_2samp(recent, reference).statistic, math.sqrt(-math.log(0.001 / 2) / 2 * inverse)
    psi = float(np.sum((p - q) * np.log(p / q)))
    std = reference.std(ddof=1)
    return {
        "n_recent": len(recent), "n_reference": len(reference),
        "mean_recent": recent.mean(), "mean_reference": reference.mean(),
        "std_recent": recent.std(ddof=1), "std_reference": std,
        "psi": psi, "ks": ks, "ks_critical": ks_critical, "ks_ratio": ks / ks_critical,
        "psi_critical": psi_critical, "psi_ratio": psi / psi_critical,
        "mean_shift": (recent.mean() - reference.mean()) / std if np.ptp(reference) else np.nan,
        "variance_ratio": recent.var(ddof=1) / std**2 if np.ptp(reference) else np.nan,
    }  # fmt: skip


def assert_equal(found: "pd.Series[Any]", recent: np.ndarray, reference: np.ndarray) -> None:
    told = expected(recent, reference)
    scale = max(1.0, float(np.abs(np.concatenate([recent, reference])).max()))
    for name, value in told.items():
        if np.isnan(value):
            assert pd.isna(found[name]) or abs(told["std_reference"]) < 1e-9 * scale, name
        else:
            tolerance = 1e-4 if name.startswith("psi_") else 1e-9  # its quantile is written with three decimals
            of_size = scale if name.startswith(("mean_r", "std_")) else 1.0
            assert found[name] == pytest.approx(value, rel=tolerance, abs=1e-9 * of_size), name


def spread(reference: list[float]) -> bool:
    """The reference varies by more than rounding, or not at all: what is divided by it is a number, or none."""
    size = max(1e-3, max(map(abs, reference)))
    return len(set(reference)) == 1 or float(np.std(reference)) > 1e-3 * size


@settings(max_examples=100, deadline=None)
@given(
    recent=st.lists(amounts, min_size=8, max_size=RECENT),
    before=st.one_of(st.lists(amounts, min_size=16, max_size=40), amounts.map(lambda x: [x] * 20)).filter(spread),
)
def test_against_all_that_came_before_it_is_what_scipy_says(recent: list[float], before: list[float]) -> None:
    values = pd.concat([history(recent, "residual"), history(before, "residual", newest=RECENT)])
    found = drift(values).loc[("s:a", "residual")]
    assert not found["is_same_season"]
    assert_equal(found, np.array(recent), np.array(before))


@settings(max_examples=50, deadline=None)
@given(values=st.lists(amounts, min_size=100, max_size=100).filter(lambda v: spread(v[45:71])))
def test_with_a_year_of_history_the_reference_is_the_same_season_widened_by_half_a_window(values: list[float]) -> None:
    found = drift(history(values)).loc[("s:a", "target")]
    assert found["is_same_season"]
    # A year before the 13 weeks 0 to 12 are the weeks 52 to 64; half a window more on both sides.
    assert_equal(found, np.array(values[:13]), np.array(values[46:72]))


def test_what_is_tested_is_never_in_its_own_baseline() -> None:
    steady, moved = [5.0, 6.0, 7.0, 8.0] * 25, [1e5] * RECENT
    for subject in ("target", "residual", "x_price"):
        for length in (40, 100):
            found = drift(history(moved + steady[: length - RECENT], subject)).loc[("s:a", subject)]
            assert found["mean_reference"] < 10
            assert (found["ks"], found["mean_recent"]) == (1.0, 1e5)
            assert min(found["ks_ratio"], found["psi_ratio"]) > 1


@pytest.mark.parametrize(("n_recent", "n_before", "is_tested"), [(8, 16, True), (7, 16, False), (8, 15, False)])
def test_too_few_values_are_not_tested(n_recent: int, n_before: int, is_tested: bool) -> None:
    values = pd.concat([history([1.0] * n_recent), history([1.0] * n_before, newest=RECENT)])
    assert len(drift(values)) == is_tested


def test_each_subject_of_each_series_is_tested_by_itself() -> None:
    steady = [5.0, 6.0, 7.0, 8.0] * 10
    parts = [history(steady, subject, name) for subject in ("target", "x_price") for name in ("s:a", "s:b")]
    alone = drift(parts[0]).loc[("s:a", "target")]
    moved = history([v + 100 for v in steady[:RECENT]] + steady[RECENT:], "x_price", "s:c")
    found = drift(pd.concat([*parts, moved]))
    assert len(found) == 5
    assert found.loc[("s:c", "x_price"), "ks_ratio"] > 1
    pd.testing.assert_series_equal(found.loc[("s:a", "target")], alone)


@pytest.mark.parametrize("sizes", [(13, 26), (8, 16), (30, 60)])
def test_without_a_change_a_critical_value_is_exceeded_about_once_in_a_thousand_times(sizes: tuple[int, int]) -> None:
    rng, n, (n_recent, n_before) = np.random.default_rng(1), 4000, sizes
    weeks = np.concatenate([np.arange(n_recent) * RECENT / n_recent, RECENT + np.arange(n_before)])
    values = pd.DataFrame({
        "unique_id": np.repeat([f"s:{i}" for i in range(n)], len(weeks)), "subject": "residual",
        "weeks": np.tile(weeks, n), "value": rng.normal(size=n * len(weeks)),
    })  # fmt: skip
    found = drift(values)
    assert len(found) == n
    assert (found["ks_ratio"] > 1).mean() <= 0.002
    assert (found["psi_ratio"] > 1).mean() <= 0.003
