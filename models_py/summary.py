"""The figures of a training run: does what is served beat seasonal naive, and are its intervals honest?"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from models_py.forecast import SERVED
from models_py.forecasting.portfolio import NAIVE
from models_py.metrics import evaluate
from models_py.select import ENSEMBLE

COMPARED = (SERVED, ENSEMBLE, NAIVE)


def per_series(rows: pd.DataFrame) -> pd.DataFrame:
    """Backtest rows of one series set, reduced to one row per (window, series, model) with what figures need.

    Only the windows that have a served forecast, so that all models are compared on the same ones.
    """
    windows = rows.loc[rows["model"] == SERVED, ["unique_id", "window"]].drop_duplicates()
    compared = rows[rows["model"].isin(COMPARED)].merge(windows, on=["unique_id", "window"])
    by = ["series_set", "window", "unique_id", "model"]
    return evaluate(compared, ["mase", "rmsse", "coverage_80", "coverage_95"], by)


def figures(parts: Sequence[pd.DataFrame]) -> dict[str, Any]:
    """Frames of `per_series` to {series_set: {model: {figure: value}}}; means over series and windows.

    mase, mase_last_window; for what is served also coverage_80, coverage_95. n_series is of the last window.
    """
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["series_set"])
    return {
        str(name): {str(model): _figures(rows, of_set["window"].min()) for model, rows in of_set.groupby("model")}
        for name, of_set in table.groupby("series_set")
    }


def _figures(rows: pd.DataFrame, last: int) -> dict[str, float | int]:
    in_last = rows[rows["window"] == last]
    found = {
        "mase": rows["mase"].mean(),
        "mase_last_window": in_last["mase"].mean(),
        "rmsse": rows["rmsse"].mean(),
        "coverage_80": np.ma.average(np.ma.masked_invalid(rows["coverage_80"]), weights=rows["n"]),
        "coverage_95": np.ma.average(np.ma.masked_invalid(rows["coverage_95"]), weights=rows["n"]),
    }
    kept = {name: round(float(value), 4) for name, value in found.items() if np.isfinite(np.ma.filled(value, np.nan))}
    return {**kept, "n_series": int(in_last["unique_id"].nunique())}
