"""Make forecasts coherent: a sum's forecast is the sum of the forecasts of its series."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Method = Literal["min_trace", "bottom_up"]
Edges = tuple[NDArray[np.int64], NDArray[np.int64]]
# Of the largest variance: what is known without error is taken to be known so well.
_LEAST_VARIANCE = 1e-12


def edges_of(hierarchy: pd.DataFrame, unique_ids: Sequence[str]) -> Edges:
    """The edges between the series of `unique_ids`, as places in it: of each sum, of a series in it.

    `hierarchy` is dim_hierarchy: unique_id, bottom_unique_id. Edges to series that are not asked for are left out: a sum
    is then one of those that are, so ask for all series of a set that have a forecast.
    """
    place = pd.Series(np.arange(len(unique_ids)), index=pd.Index(unique_ids, dtype=object))
    sums, bottoms = (hierarchy[name].map(place) for name in ("unique_id", "bottom_unique_id"))
    known = sums.notna() & bottoms.notna()
    return sums[known].to_numpy(np.int64), bottoms[known].to_numpy(np.int64)


def reconcile(
    y_hat: NDArray[np.float64],
    edges: Edges,
    variances: NDArray[np.float64] | None = None,
    method: Method = "min_trace",
    non_negative: bool = False,
) -> NDArray[np.float64]:
    """Coherent forecasts, in the unit and shape of `y_hat`; series without an edge stay as they are.

    y_hat       (n_series, h), finite
    edges       as of edges_of: places of sums and of the series in them; no sum is part of another
    variances   (n_series,) of the forecasts' errors, in the square of y's unit; None: of a sum, how many series it has
    method      min_trace: the coherent forecasts with the least variance of error, where errors are uncorrelated.
                bottom_up: the sums of the series' own forecasts
    non_negative    series below zero are zero before they are summed

    In all methods the sums are recomputed from the series at the end, so they are coherent to rounding. min_trace is

        y - W C' (C W C')^-1 C y,    C = [I, -A],  W = diag(variances),  A: sums x series

    which has one equation for each sum, not one for each series: Wickramasuriya, Athanasopoulos & Hyndman (2019), Optimal
    forecast reconciliation for hierarchical and grouped time series through trace minimization, JASA 114(526), 804-819.

    Raises ValueError for shapes that do not fit, values that are not finite, negative variances, an unknown method, and
    edges in which a sum is part of another.
    """
    sums, bottoms, summing = _hierarchy(edges, len(y_hat))
    _check(y_hat, variances, method, sums, bottoms)
    if not len(sums):
        return y_hat.copy()
    coherent = y_hat.copy()
    below = y_hat[bottoms]
    if method == "min_trace":
        of_sums, of_bottoms = _weights(variances, sums, bottoms, summing)
        below = below + of_bottoms[:, None] * (summing.T @ _multipliers(y_hat[sums] - summing @ below, of_sums, of_bottoms, summing))
    coherent[bottoms] = np.maximum(below, 0) if non_negative else below
    coherent[sums] = summing @ coherent[bottoms]
    return coherent
