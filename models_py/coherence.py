"""Served forecasts of a hierarchy that add up: the points are reconciled, the intervals move with them."""

import numpy as np
import pandas as pd

from models_py.forecasting.portfolio import floors
from models_py.reconcile import edges_of, reconcile
from models_py.rules import LEVELS

SIDES = [f"{side}_{level}" for level in LEVELS for side in ("lo", "hi")]


def coherent(served: pd.DataFrame, hierarchy: pd.DataFrame) -> pd.DataFrame:
    """Served rows of one series set and one cutoff, with y_hat that add up by the edges of dim_hierarchy.

    A bound moves as far as its forecast does and stays inside the support, so intervals keep their order. A series that
    has not all steps is left out, and its sums are those of the others.
    """
    edges = hierarchy[hierarchy["unique_id"].isin(served["unique_id"])]
    if edges.empty:
        return served
    before = served.pivot(index="unique_id", columns="h", values="y_hat").dropna()
    non_negative = bool((served["support"] == "non_negative").all())
    y_hat = before.to_numpy(dtype=np.float64)
    after = reconcile(y_hat, edges_of(edges, list(before.index)), non_negative=non_negative)
    rows, steps = before.index.get_indexer(served["unique_id"]), before.columns.get_indexer(served["h"])
    moved = np.where(rows >= 0, (after - y_hat)[rows, steps], 0.0)
    floor = served["unique_id"].map(floors(served.drop_duplicates("unique_id")))
    sides = {name: np.maximum(served[name] + moved, floor) for name in SIDES}
    return served.assign(y_hat=np.where(rows >= 0, after[rows, steps], served["y_hat"]), **sides)
