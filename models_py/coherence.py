"""Served forecasts of a hierarchy that add up: the points are reconciled, the intervals move with them."""

import numpy as np
import pandas as pd

from models_py.reconcile import Edges, Floats, edges_of, reconcile
from models_py.rules import LEVELS

SIDES = [f"{side}_{level}" for level in LEVELS for side in ("lo", "hi")]
_LOW, _HIGH, _QUANTILE = "lo_", "hi_", "q_"


def coherent(served: pd.DataFrame, hierarchy: pd.DataFrame) -> pd.DataFrame:
    """Served rows of one series set and one cutoff, with y_hat that add up by the edges of dim_hierarchy.

    Bounds keep their distance from the forecast; of demand they keep their ratio to it, so that none stays none, and their
    order. A series that has not all steps is left out, and its sums are those of the others.
    """
    of_served = hierarchy[hierarchy["unique_id"].isin(served["unique_id"])]
    if of_served.empty:
        return served
    before = served.pivot(index="unique_id", columns="h", values="y_hat").dropna()
    non_negative = bool((served["support"] == "non_negative").all())
    edges = edges_of(of_served, list(before.index))
    profile = served.drop_duplicates("unique_id").set_index("unique_id").loc[before.index]
    variances = variances_of(profile, edges, non_negative)
    after = reconcile(before.to_numpy(dtype=np.float64), edges, variances, non_negative=non_negative)
    rows, steps = before.index.get_indexer(served["unique_id"]), before.columns.get_indexer(served["h"])
    point = np.where(rows >= 0, after[rows, steps], served["y_hat"])
    return served.assign(y_hat=point, **_bounds(served, point, non_negative))


def variances_of(profile: pd.DataFrame, edges: Edges, non_negative: bool) -> Floats:
    """How far each forecast is off, squared, up to a factor: (n_series,), of rows with recent_mean and scale.

    Of demand it grows with its level, as that of counts does, of other values with their scale squared. Errors of n series were
    n times that of one if they had nothing in common, but they have: the forecast of their sum is trusted more, by the root of n.
    """
    level, scale = (profile[name].astype(float).abs().fillna(0.0).to_numpy() for name in ("recent_mean", "scale"))
    variances = np.maximum(np.maximum(level, scale / 4) if non_negative else scale**2, 0.0)
    sums, parts = edges
    total = np.bincount(sums, weights=variances[parts], minlength=len(variances))
    n = np.bincount(sums, minlength=len(variances))
    return np.asarray(np.where(n > 0, total / np.sqrt(np.maximum(n, 1)), variances))


def _bounds(served: pd.DataFrame, point: Floats, non_negative: bool) -> dict[str, Floats]:
    before = served["y_hat"].to_numpy(dtype=np.float64)
    sides = [name for name in served if name.startswith((_LOW, _HIGH, _QUANTILE))]
    if not non_negative:
        return {name: served[name].to_numpy() + point - before for name in sides}
    ratio = point / np.where(before > 0, before, 1.0)
    scaled = {name: served[name].to_numpy() * ratio for name in sides}
    from_zero = {name: served[name].to_numpy() + (point if _is_high(name) else 0.0) for name in sides}
    return {name: np.where(before > 0, scaled[name], from_zero[name]) for name in sides}


def _is_high(name: str) -> bool:
    """An upper bound, or a quantile of the upper half: what moves with a forecast that was zero."""
    return name.startswith(_HIGH) or (name.startswith(_QUANTILE) and float(name.removeprefix(_QUANTILE)) >= 0.5)
