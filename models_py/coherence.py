"""Served forecasts of a hierarchy that add up: the points are reconciled, the intervals move with them."""

import numpy as np
import pandas as pd

from models_py.reconcile import Floats, edges_of, reconcile
from models_py.rules import LEVELS

SIDES = [f"{side}_{level}" for level in LEVELS for side in ("lo", "hi")]


def coherent(served: pd.DataFrame, hierarchy: pd.DataFrame) -> pd.DataFrame:
    """Served rows of one series set and one cutoff, with y_hat that add up by the edges of dim_hierarchy.

    Bounds keep their distance from the forecast; of demand they keep their ratio to it, so that none stays none, and their
    order. A series that has not all steps is left out, and its sums are those of the others.
    """
    edges = hierarchy[hierarchy["unique_id"].isin(served["unique_id"])]
    if edges.empty:
        return served
    before = served.pivot(index="unique_id", columns="h", values="y_hat").dropna()
    non_negative = bool((served["support"] == "non_negative").all())
    y_hat = before.to_numpy(dtype=np.float64)
    after = reconcile(y_hat, edges_of(edges, list(before.index)), non_negative=non_negative)
    rows, steps = before.index.get_indexer(served["unique_id"]), before.columns.get_indexer(served["h"])
    point = np.where(rows >= 0, after[rows, steps], served["y_hat"])
    return served.assign(y_hat=point, **_bounds(served, point, non_negative))


def _bounds(served: pd.DataFrame, point: Floats, non_negative: bool) -> dict[str, Floats]:
    before = served["y_hat"].to_numpy(dtype=np.float64)
    if not non_negative:
        return {name: served[name].to_numpy() + point - before for name in SIDES}
    ratio = point / np.where(before > 0, before, 1.0)
    scaled = {name: served[name].to_numpy() * ratio for name in SIDES}
    from_zero = {name: served[name].to_numpy() + (point if name.startswith("hi") else 0.0) for name in SIDES}
    return {name: np.where(before > 0, scaled[name], from_zero[name]) for name in SIDES}
