"""Which model for which series: its own backtests, shrunk towards those of its class.

Empirical Bayes (James & Stein 1961): with few windows a series' own ranking of models is mostly noise, so the
ratio of a model's loss to the ensemble's is pulled towards the pooled ratio of the series' (series_set,
demand_class). Seasonal naive is a candidate like the others, so a model that does not beat it is not served.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

ENSEMBLE = "median_ensemble"
STEP = ["unique_id", "cutoff", "ds", "h"]
WINDOW = ["series_set", "demand_class", "unique_id", "cutoff"]
LOSSES = [*WINDOW, "model", "loss", "loss_ensemble"]
MAX_RATIO = 5.0
# Errors of one period are alike in all series, so many series do not make up for few windows: on the daily
# demo series, choosing after two windows served a MASE of 1.55 where the ensemble had 0.96.
MIN_CUTOFFS = 3
_TINY = 1e-9


def with_ensemble(base: pd.DataFrame) -> pd.DataFrame:
    """Base forecasts, and as model `median_ensemble` the median of those that succeeded, NaN if none did."""
    first = base.drop_duplicates(STEP).assign(model=ENSEMBLE, error=None).drop(columns="y_hat")
    median = base.groupby(STEP, as_index=False)["y_hat"].median()
    both = [base, first.merge(median, on=STEP)[base.columns]]
    return pd.concat([f.astype({"error": object}) for f in both], ignore_index=True)


def losses(scored: pd.DataFrame) -> pd.DataFrame:
    """The loss of each model in each window: mean |y - y_hat| / scale (MASE, Hyndman & Koehler 2006).

    `scored` are rows of `with_ensemble` whose y is known. Columns LOSSES; windows with no scale, and models
    that failed in a window, are left out.
    """
    usable = scored[(scored["scale"] > 0) & scored["y_hat"].notna()]
    error = (usable["y"] - usable["y_hat"]).abs() / usable["scale"]
    loss = usable.assign(loss=error).groupby([*WINDOW, "model"], as_index=False, dropna=False)["loss"].mean()
    ensemble = loss[loss["model"] == ENSEMBLE].rename(columns={"loss": "loss_ensemble"})
    return loss.merge(ensemble[["unique_id", "cutoff", "loss_ensemble"]], on=["unique_id", "cutoff"])[LOSSES]


@dataclass(frozen=True)
class Evidence:
    """What windows taught about models.

    own    one row per (unique_id, model): ratio (mean loss / mean loss of the ensemble, at most 5), n_windows
    prior  one row per (series_set, demand_class, model): ratio pooled over the class
    """

    own: pd.DataFrame
    prior: pd.DataFrame


def weigh(window_losses: pd.DataFrame) -> Evidence:
    """Losses of one series set (columns LOSSES) to evidence; from fewer than MIN_CUTOFFS origins, none."""
    if window_losses["cutoff"].nunique() < MIN_CUTOFFS:
        window_losses = window_losses.head(0)
    ordered = window_losses.sort_values(["unique_id", "cutoff", "model"], kind="stable")
    return Evidence(_ratio(ordered, ["unique_id", "model"]), _ratio(ordered, ["series_set", "demand_class", "model"]))


def _ratio(ordered: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    sums = ordered.groupby(by, dropna=False).agg(
        loss=("loss", "sum"), loss_ensemble=("loss_ensemble", "sum"), n_windows=("loss", "size")
    )
    ratio = sums["loss"].clip(lower=_TINY) / sums["loss_ensemble"].clip(lower=_TINY)
    return sums.assign(ratio=ratio.clip(upper=MAX_RATIO))[["ratio", "n_windows"]].reset_index()


def choose(candidates: pd.DataFrame, evidence: Evidence, shrinkage: float) -> pd.DataFrame:
    """One row per series: unique_id, model, expected (loss relative to the ensemble), n_windows.

    `candidates` has one row per (unique_id, model), with series_set and demand_class. With no evidence at all
    the ensemble is chosen; so it is on a tie.
    """
    table = candidates.merge(evidence.own, how="left", on=["unique_id", "model"])
    prior = evidence.prior.drop(columns="n_windows").rename(columns={"ratio": "prior"})
    table = table.merge(prior, how="left", on=["series_set", "demand_class", "model"])
    table = table.assign(n_windows=table["n_windows"].fillna(0).astype(int), other=table["model"] != ENSEMBLE)
    table["expected"] = _posterior(table, shrinkage)
    best = table.sort_values(["unique_id", "expected", "other", "model"]).drop_duplicates("unique_id")
    return best[["unique_id", "model", "expected", "n_windows"]].reset_index(drop=True)


def _posterior(table: pd.DataFrame, shrinkage: float) -> pd.Series:
    prior, n = table["prior"].fillna(1.0), table["n_windows"]
    own = (n * table["ratio"].fillna(0.0) + shrinkage * prior) / np.maximum(n + shrinkage, _TINY)
    return own.where(n > 0, prior)


def to_frame(evidence: Evidence) -> pd.DataFrame:
    """One table for the artifact; rows of a class have no unique_id."""
    frames = [evidence.own.assign(series_set=None, demand_class=None), evidence.prior.assign(unique_id=None)]
    columns = ["series_set", "demand_class", "unique_id", "model", "ratio", "n_windows"]
    return pd.concat([f[columns].astype(dict.fromkeys(columns[:4], object)) for f in frames], ignore_index=True)


def from_frame(table: pd.DataFrame) -> Evidence:
    """The inverse of `to_frame`."""
    of_class = table["unique_id"].isna()
    return Evidence(
        own=table.loc[~of_class, ["unique_id", "model", "ratio", "n_windows"]].reset_index(drop=True),
        prior=table[of_class].drop(columns="unique_id").reset_index(drop=True),
    )
