"""Make forecasts coherent: the forecast of a sum is the sum of the forecasts of its series."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

Method = Literal["min_trace", "bottom_up"]
Floats = NDArray[np.float64]
Edges = tuple[NDArray[np.int64], NDArray[np.int64]]
# Of the largest variance: a forecast that was never wrong is trusted this much, so that all equations have a solution.
_LEAST_VARIANCE = 1e-12


def edges_of(hierarchy: pd.DataFrame, unique_ids: Sequence[str]) -> Edges:
    """The edges between the series of `unique_ids` as places in it: of each sum, and of a series in it.

    `hierarchy` is dim_hierarchy: unique_id, bottom_unique_id. An edge whose sum or series is not asked for is left out, and
    the sum is then one of fewer series: ask for all series of a set that have a forecast. Raises ValueError where
    a unique_id is asked for twice.
    """
    wanted = pd.Index(unique_ids, dtype=object)
    if not wanted.is_unique:
        raise ValueError(f"unique_ids: expected each once, found twice: {list(wanted[wanted.duplicated()][:5])}")
    sums, bottoms = (wanted.get_indexer(hierarchy[name].astype(object)) for name in ("unique_id", "bottom_unique_id"))
    known = (sums >= 0) & (bottoms >= 0)
    return sums[known].astype(np.int64), bottoms[known].astype(np.int64)


def reconcile(
    y_hat: Floats,
    edges: Edges,
    variances: Floats | None = None,
    method: Method = "min_trace",
    non_negative: bool = False,
) -> Floats:
    """Coherent forecasts in the unit and shape of `y_hat`; a series without an edge keeps its own.

    y_hat       (n_series, h), finite: base forecasts
    edges       see edges_of: places of sums and of the series in them; no sum is part of another one
    variances   (n_series,) of the forecasts' errors, in y's unit squared; None: 1 for a series, for a sum how many it has
    method      min_trace: of all coherent forecasts those with the least variance, where errors are uncorrelated.
                bottom_up: the series' own forecasts, and their sums
    non_negative    what is then below zero of a series is zero, before it is summed

    min_trace is y - W C' (C W C')^-1 C y with C = [I, -A], W = diag(variances) and A the sums by series: Wickramasuriya,
    Athanasopoulos & Hyndman (2019), Optimal forecast reconciliation for hierarchical and grouped time series through
    trace minimization, JASA 114(526). That has one equation for each sum; the form with S has one for each series.
    Last of all the sums are summed anew, so that they are coherent to rounding.

    Raises ValueError for shapes that do not fit, values that are not finite, negative variances, an unknown method, an
    edge that is there twice or leads nowhere, and a sum that is part of another one.
    """
    _check(y_hat, variances, method)
    coherent = y_hat.astype(np.float64)
    tree = _tree(edges, len(y_hat))
    if tree is None:
        return coherent
    below = coherent[tree.bottoms]
    if method == "min_trace":
        below = below + _corrections(coherent[tree.sums] - tree.summing @ below, tree, variances)
    coherent[tree.bottoms] = np.maximum(below, 0) if non_negative else below
    coherent[tree.sums] = tree.summing @ coherent[tree.bottoms]
    return coherent


@dataclass(frozen=True)
class _Tree:
    """Places of sums and of the series in them; `summing` is A, sparse: sums x series, 1 where a series is in a sum."""

    sums: NDArray[np.int64]
    bottoms: NDArray[np.int64]
    summing: Any


def _tree(edges: Edges, n_series: int) -> _Tree | None:
    """None where there is no edge."""
    places = np.concatenate(edges)
    if not len(places):
        return None
    if places.min() < 0 or places.max() >= n_series:
        raise ValueError(f"edges: expected places from 0 to {n_series - 1}, found {places.min()} to {places.max()}")
    (sums, row), (bottoms, column) = (np.unique(side, return_inverse=True) for side in edges)
    if len(both := np.intersect1d(sums, bottoms)):
        raise ValueError(f"edges: expected sums of series that are no sums, found sums in sums at places {both[:5]}")
    summing = sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=(len(sums), len(bottoms)))
    if summing.nnz < len(row):
        raise ValueError(f"edges: expected each once, found {len(row) - summing.nnz} of them again")
    return _Tree(sums, bottoms, summing)


def _corrections(gaps: Floats, tree: _Tree, variances: Floats | None) -> Floats:
    """What each series gets of the gaps between sums and what they sum: (series, h)."""
    if variances is None:
        of_sums, of_bottoms = np.asarray(tree.summing.sum(axis=1)).ravel(), np.ones(len(tree.bottoms))
    else:
        of_sums, of_bottoms = variances[tree.sums], variances[tree.bottoms]
        largest = max(of_sums.max(), of_bottoms.max())
        scaled = (np.maximum(each / (largest or 1), _LEAST_VARIANCE) for each in (of_sums, of_bottoms))
        of_sums, of_bottoms = scaled
    spread = sparse.diags(of_bottoms) @ tree.summing.T
    # In most levels a series is in one sum, so most of this matrix is empty, and with this order of pivots its factors are.
    system = (sparse.diags(of_sums) + tree.summing @ spread).tocsc()
    factors = splu(system, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    return np.asarray(spread @ factors.solve(gaps))


def _check(y_hat: Floats, variances: Floats | None, method: str) -> None:
    if method not in get_args(Method):
        raise ValueError(f"method: expected {' or '.join(get_args(Method))}, found {method!r}")
    if y_hat.ndim != 2:
        raise ValueError(f"y_hat: expected series x steps, found the shape {y_hat.shape}")
    if n := int((~np.isfinite(y_hat).all(axis=1)).sum()):
        raise ValueError(f"y_hat: expected finite forecasts, found {n} series with others: leave them out")
    if variances is None:
        return
    if variances.shape != y_hat.shape[:1]:
        raise ValueError(f"variances: expected one for each of {len(y_hat)} series, found the shape {variances.shape}")
    if not (np.isfinite(variances) & (variances >= 0)).all():
        raise ValueError("variances: expected finite ones of at least 0, found others")
