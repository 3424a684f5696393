"""Reconciliation: coherent always, as the reference implementation where errors are uncorrelated, and bounded at M5 size."""

import time

import numpy as np
import pandas as pd
import pytest
from hierarchicalforecast.methods import MinTrace
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models_py.reconcile import Edges, edges_of, reconcile

H = 3
AMOUNTS = st.floats(-1e6, 1e6)


@st.composite
def hierarchies(draw: st.DrawFn) -> tuple[np.ndarray, Edges, np.ndarray, np.ndarray]:
    """Base forecasts, edges, variances and the dense summing matrix: sums above series, at shuffled places."""
    n_bottoms, n_levels = draw(st.integers(1, 8)), draw(st.integers(1, 3))
    rows = []
    for _ in range(n_levels):
        group = draw(arrays.arrays(np.int64, n_bottoms, elements=st.integers(0, 3)))
        rows += [(group == label).astype(float) for label in np.unique(group)]
    above = np.stack(rows)
    summing = np.vstack([above, np.eye(n_bottoms)])
    place = np.array(draw(st.permutations(range(len(summing)))))
    sums, bottoms = np.nonzero(above)
    y_hat = draw(arrays.arrays(float, (len(summing), H), elements=AMOUNTS))
    variances = draw(arrays.arrays(float, len(summing), elements=st.floats(0.01, 100)))
    in_order = np.argsort(place[len(above) :])
    return y_hat, (place[sums], place[len(above) + bottoms]), variances, summing[np.argsort(place)][:, in_order]


def sums_of(y_hat: np.ndarray, edges: Edges) -> np.ndarray:
    """The sums by plain addition, at their places."""
    found = np.zeros_like(y_hat)
    np.add.at(found, edges[0], y_hat[edges[1]])
    return found[np.unique(edges[0])]


def assert_close(found: np.ndarray, wanted: np.ndarray, given: np.ndarray, tolerance: float = 1e-9) -> None:
    """By the size of what it was made of: large amounts that cancel leave their rounding."""
    scale = max(1.0, float(np.abs(wanted).max()), float(np.abs(given).max()))
    np.testing.assert_allclose(found, wanted, rtol=0, atol=tolerance * scale)


@given(hierarchies(), st.sampled_from(["min_trace", "bottom_up"]), st.booleans(), st.booleans())
def test_forecasts_are_coherent(case: tuple, method: str, non_negative: bool, with_variances: bool) -> None:
    y_hat, edges, variances, _ = case
    found = reconcile(y_hat, edges, variances if with_variances else None, method, non_negative)
    assert_close(sums_of(found, edges), found[np.unique(edges[0])], y_hat, 1e-12)
    assert found.shape == y_hat.shape
    assert not non_negative or found.min() >= 0


@given(hierarchies(), st.booleans())
def test_forecasts_that_are_coherent_stay_as_they_are(case: tuple, with_variances: bool) -> None:
    y_hat, edges, variances, summing = case
    coherent = summing @ y_hat[np.sort(np.unique(edges[1]))]
    assert_close(reconcile(coherent, edges, variances if with_variances else None), coherent, coherent)


@given(hierarchies())
def test_bottom_up_is_the_plain_sum_of_the_series(case: tuple) -> None:
    y_hat, edges, _, _ = case
    found, bottoms = reconcile(y_hat, edges, method="bottom_up"), np.unique(edges[1])
    assert (found[bottoms] == y_hat[bottoms]).all()
    assert_close(found[np.unique(edges[0])], sums_of(y_hat, edges), y_hat, 1e-12)


def by_reference(y_hat: np.ndarray, edges: Edges, summing: np.ndarray, variances: np.ndarray | None) -> np.ndarray:
    """Dense MinTrace of hierarchicalforecast, of which sums come first; two residuals give it the variances."""
    order = np.concatenate([np.unique(edges[0]), np.unique(edges[1])])
    if variances is None:
        found = MinTrace("wls_struct").fit_predict(S=summing[order], y_hat=y_hat[order])["mean"]
    else:
        residuals = np.stack([np.sqrt(2 * variances[order]), np.zeros(len(order))], axis=1)
        found = MinTrace("wls_var").fit_predict(
            S=summing[order], y_hat=y_hat[order], y_insample=residuals, y_hat_insample=np.zeros_like(residuals)
        )["mean"]
    return np.asarray(found)[np.argsort(order)]


@settings(deadline=None)
@given(hierarchies(), st.booleans())
def test_minimal_trace_is_that_of_the_reference(case: tuple, with_variances: bool) -> None:
    y_hat, edges, variances, summing = case
    weights = variances if with_variances else None
    assert_close(reconcile(y_hat, edges, weights), by_reference(y_hat, edges, summing, weights), y_hat, 1e-6)


def test_a_series_without_an_edge_keeps_its_forecast_and_so_does_a_hierarchy_of_none() -> None:
    y_hat = np.array([[9.0], [-4.0], [1.0], [2.0]])
    edges = (np.array([0, 0]), np.array([2, 3]))
    assert reconcile(y_hat, edges, non_negative=True)[1] == -4
    none = np.array([], dtype=np.int64)
    assert (reconcile(y_hat, (none, none)) == y_hat).all()


def test_a_forecast_that_was_never_wrong_does_not_move_and_the_others_give_way() -> None:
    edges = (np.array([0, 0]), np.array([1, 2]))
    found = reconcile(np.array([[10.0], [4.0], [4.0]]), edges, np.array([0.0, 0.0, 5.0]))
    np.testing.assert_allclose(found, [[10], [4], [6]], atol=1e-9)
    all_alike = reconcile(np.array([[10.0], [4.0], [4.0]]), edges, np.zeros(3))
    np.testing.assert_allclose(all_alike, [[28 / 3], [14 / 3], [14 / 3]])


def test_below_zero_is_zero_before_it_is_summed() -> None:
    edges = (np.array([0, 0]), np.array([1, 2]))
    found = reconcile(np.array([[0.0], [1.0], [10.0]]), edges, np.array([0.0, 9.0, 9.0]), non_negative=True)
    np.testing.assert_allclose(found, [[4.5], [0], [4.5]], atol=1e-9)


EDGES: Edges = (np.array([0, 0]), np.array([1, 2]))
BAD: dict[str, tuple[dict[str, object], str]] = {
    "method": ({"method": "top_down"}, "method: expected min_trace or bottom_up, found 'top_down'"),
    "shape": ({"y_hat": np.ones(3)}, "expected series x steps, found the shape"),
    "nan": ({"y_hat": np.array([[1.0], [np.nan], [2.0]])}, "expected finite forecasts, found 1 series with others"),
    "variances": ({"variances": np.ones(2)}, "expected one for each of 3 series"),
    "negative variance": ({"variances": np.array([1.0, -1.0, 1.0])}, "expected finite ones of at least 0"),
    "no such place": ({"edges": (np.array([0]), np.array([3]))}, "expected places from 0 to 2, found 0 to 3"),
    "an edge twice": ({"edges": (np.array([0, 0]), np.array([1, 1]))}, "expected each once, found 1 of them again"),
    "sums of sums": ({"edges": (np.array([0, 1]), np.array([1, 2]))}, "found sums in sums at places"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_when_something_does_not_fit_then_the_error_says_what_was_expected(case: str) -> None:
    given_, message = BAD[case]
    with pytest.raises(ValueError, match=message):
        reconcile(**{"y_hat": np.ones((3, 1)), "edges": EDGES, **given_})  # type: ignore[arg-type]


def test_edges_are_places_of_the_series_that_are_asked_for() -> None:
    hierarchy = pd.DataFrame({"unique_id": ["s:t", "s:t", "s:u"], "bottom_unique_id": ["s:a", "s:b", "s:a"]})
    sums, bottoms = edges_of(hierarchy, ["s:b", "s:t", "other", "s:a"])
    assert (sums.tolist(), bottoms.tolist()) == ([1, 1], [3, 0])
    assert [len(side) for side in edges_of(hierarchy.head(0), ["s:a"])] == [0, 0]
    with pytest.raises(ValueError, match="expected each once, found twice"):
        edges_of(hierarchy, ["s:a", "s:a"])


def test_thirty_thousand_series_take_a_moment() -> None:
    n, random = 30_000, np.random.default_rng(0)
    groups = [np.arange(n) % size for size in (1, 3, 7, 10, 3000)]
    starts = np.cumsum([0, *(len(np.unique(group)) for group in groups)])
    sums = n + np.concatenate([start + group for start, group in zip(starts, groups, strict=False)])
    edges = (sums, np.tile(np.arange(n), len(groups)))
    y_hat = random.gamma(1, 1, (n + int(starts[-1]), 28))
    began = time.process_time()
    found = reconcile(y_hat, edges, random.gamma(1, 1, len(y_hat)), non_negative=True)
    assert time.process_time() - began < 10
    assert_close(sums_of(found, edges), found[n:], y_hat)
