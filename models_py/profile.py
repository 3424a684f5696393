"""What is known of each series at a cutoff: the panel's own row there, nothing recomputed."""

import numpy as np
import pandas as pd

# Of the panel's row at the cutoff; `y` becomes `last_y`.
OF_PANEL = [
    "series_set", "unique_id", "demand_class", "n_obs", "periods_since_demand",
    "recent_mean", "scale", "scale_sq",
]  # fmt: skip
# The class of series that are sums of others: they are few, and neither their models nor their errors are those of the rest.
SUMS = "sums"
OF_SERIES = ["season_length", "support", "stale_after"]
PROFILE = [*OF_PANEL, "cutoff", "last_y", "largest", *OF_SERIES, "state"]


def truncate(panel: pd.DataFrame, cutoffs: pd.Series) -> pd.DataFrame:
    """The panel as it was at the cutoff of each series: without values that were interpolated from what came later.

    `cutoffs` has a ds by unique_id; series that are not in it are left out.
    """
    cutoff = panel["unique_id"].map(cutoffs)
    return panel[(panel["ds"] <= cutoff) & (panel["known_at"] <= cutoff)]


def profile_at(panel: pd.DataFrame, series: pd.DataFrame, cutoffs: pd.Series, min_train_size: int) -> pd.DataFrame:
    """One row per series that has a period at its cutoff (see `truncate`): columns PROFILE.

    `series` is dim_series. `largest` is the largest |y| until the cutoff; `state` is ok, short or stale, and
    stale (no demand for more than stale_after periods) wins over short (fewer than min_train_size periods).
    """
    history = truncate(panel, cutoffs)
    last = history[history["ds"] == history["unique_id"].map(cutoffs)]
    return _profile(history, last, series, min_train_size)


def latest_profile(panel: pd.DataFrame, series: pd.DataFrame, min_train_size: int) -> pd.DataFrame:
    """The same at the end of each series, which in a set that is not filled with zeros may differ."""
    return _profile(panel, panel.drop_duplicates("unique_id", keep="last"), series, min_train_size)


def _profile(history: pd.DataFrame, last: pd.DataFrame, series: pd.DataFrame, min_train_size: int) -> pd.DataFrame:
    rows = last[[*OF_PANEL, "ds", "y"]].rename(columns={"ds": "cutoff", "y": "last_y"})
    largest = history["y"].abs().groupby(history["unique_id"]).max().rename("largest")
    profile = rows.merge(largest, on="unique_id")
    profile = profile.merge(series[["unique_id", "level", *OF_SERIES]], on="unique_id")
    profile["demand_class"] = profile["demand_class"].where(profile["level"] == "bottom", SUMS)
    return profile.assign(state=_state(profile, min_train_size))[PROFILE]


def _state(profile: pd.DataFrame, min_train_size: int) -> np.ndarray:
    stale = profile["periods_since_demand"].astype(float) > profile["stale_after"]
    return np.select([stale, profile["n_obs"] < min_train_size], ["stale", "short"], "ok")
