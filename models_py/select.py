"""How much of which model for which series: by its own backtests, shrunk towards those of its class.

Combinations of models beat the choice of one (Makridakis, Spiliotis & Assimakopoulos 2020), and weights by past accuracy
beat equal ones as long as few windows are not believed too much (Montero-Manso et al. 2020). So the ratio of a model's
loss to the plain mean's is pulled towards the pooled ratio of the series' (series_set, demand_class), as in empirical Bayes
(James & Stein 1961), and the weight falls with its eighth power. Seasonal naive is what a combination has to beat: it is not
in it, and is served where it is expected to be better.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from models_py.forecasting.portfolio import NAIVE, SPARSE
from models_py.rules import Point

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
ENSEMBLE = "mean_ensemble"
STEP = ["unique_id", "cutoff", "ds", "h"]
WINDOW = ["series_set", "demand_class", "unique_id", "window"]
LOSSES = [*WINDOW, "model", "loss", "loss_ensemble"]
MAX_RATIO = 5.0
# Errors of one period are alike in all series, so many series do not make up for few windows: on the daily
# demo series, choosing after two windows served a MASE of 1.55 where the ensemble had 0.96.
MIN_WINDOWS = 3
# Chosen with the shrinkage on windows before the last of M3 and M4 yearly: of 2 to 16 nowhere far from the best.
SHARPNESS = 8.0
_TINY = 1e-9


def with_ensemble(base: pd.DataFrame) -> pd.DataFrame:
    """Base forecasts, and as model `mean_ensemble` the mean of those that succeeded, NaN if none did.

    Seasonal naive counts only where it is alone.
    """
    step, first = groups(base, STEP)
    is_naive, y_hat = (base["model"] == NAIVE).to_numpy(), base["y_hat"].to_numpy(dtype=float)
    mean = means(y_hat, step, len(first), np.isfinite(y_hat) & ~is_naive)
    alone = means(y_hat, step, len(first), np.isfinite(y_hat) & is_naive)
    # pandas looks at every value of a column that may be all None when it concatenates: errors go beside it.
    plain = base.drop(columns="error", errors="ignore")
    ensemble = plain.iloc[first].assign(model=ENSEMBLE, y_hat=np.where(np.isnan(mean), alone, mean))
    both = pd.concat([plain, ensemble], ignore_index=True)
    if "error" in base:
        both["error"] = np.concatenate([base["error"].to_numpy(dtype=object), np.full(len(first), None)])
    return both


def groups(frame: pd.DataFrame, by: list[str]) -> tuple[Places, Places]:
    """The group of each row, numbered in order of appearance, and where each appears first: pandas' groupby is slower."""
    code = np.zeros(len(frame), dtype=np.int64)
    for column in by:
        values, found = pd.factorize(frame[column], use_na_sentinel=False)
        code = code * max(len(found), 1) + values
    group, _ = pd.factorize(code)
    return group, np.flatnonzero(~pd.Series(group).duplicated().to_numpy())


def means(values: Floats, group: Places, n: int, counted: npt.NDArray[np.bool_]) -> Floats:
    """The mean of the counted values of each group, NaN where there are none."""
    sums = np.bincount(group[counted], weights=values[counted], minlength=n)
    sizes = np.bincount(group[counted], minlength=n)
    return np.where(sizes > 0, sums / np.maximum(sizes, 1), np.nan)


def losses(scored: pd.DataFrame, point: Point = "by_class") -> pd.DataFrame:
    """The loss of each model in each window: MASE (Hyndman & Koehler 2006) for the median, RMSSE (M5) for the mean.

    The median has the least absolute error, the mean the least squared one; by class, the mean is wanted of demand with
    gaps, whose median is often zero. `scored` are rows of `with_ensemble` whose y is known. Columns LOSSES; windows with no scale, and models
    that failed in a window, are left out.
    """
    usable = scored[(scored["scale"] > 0) & (scored["scale_sq"] > 0) & scored["y_hat"].notna()]
    by_class = usable["demand_class"].isin(SPARSE).to_numpy()
    squared = by_class if point == "by_class" else np.full(len(usable), point == "mean")
    error = usable["y"].to_numpy(dtype=float) - usable["y_hat"].to_numpy(dtype=float)
    by_scale, by_square = np.abs(error) / usable["scale"], error**2 / usable["scale_sq"]
    group, first = groups(usable, [*WINDOW, "model"])
    mean = means(np.where(squared, by_square, by_scale), group, len(first), np.ones(len(group), dtype=bool))
    loss = usable.iloc[first][[*WINDOW, "model"]].assign(loss=np.where(squared[first], mean**0.5, mean))
    ensemble = loss[loss["model"] == ENSEMBLE].rename(columns={"loss": "loss_ensemble"})
    return loss.merge(ensemble[["unique_id", "window", "loss_ensemble"]], on=["unique_id", "window"])[LOSSES]


@dataclass(frozen=True)
class Evidence:
    """What windows taught about models.

    own    one row per (unique_id, model): ratio (mean loss / mean loss of the ensemble, at most 5), n_windows
    prior  one row per (series_set, demand_class, model): ratio pooled over the class
    """

    own: pd.DataFrame
    prior: pd.DataFrame


def weigh(window_losses: pd.DataFrame) -> Evidence:
    """Losses of one series set (columns LOSSES) to evidence; from fewer than MIN_WINDOWS windows, none."""
    if window_losses["window"].nunique() < MIN_WINDOWS:
        window_losses = window_losses.head(0)
    by_time = {"by": ["unique_id", "window", "model"], "ascending": [True, False, True], "kind": "stable"}
    ordered = window_losses.sort_values(**by_time)
    return Evidence(_ratio(ordered, ["unique_id", "model"]), _ratio(ordered, ["series_set", "demand_class", "model"]))


def _ratio(ordered: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    sums = ordered.groupby(by, dropna=False).agg(
        loss=("loss", "sum"), loss_ensemble=("loss_ensemble", "sum"), n_windows=("loss", "size")
    )
    ratio = sums["loss"].clip(lower=_TINY) / sums["loss_ensemble"].clip(lower=_TINY)
    return sums.assign(ratio=ratio.clip(upper=MAX_RATIO))[["ratio", "n_windows"]].reset_index()


def weights(candidates: pd.DataFrame, evidence: Evidence, shrinkage: float) -> pd.DataFrame:
    """One row per (unique_id, model) of `candidates`: weight, expected (loss relative to the ensemble), n_windows.

    `candidates` has one row per (unique_id, model), with series_set and demand_class. The weights of a series sum to 1:
    either seasonal naive has all of it, where neither a model nor the mean is expected to beat it, or none. With no evidence at all the
    others weigh the same.
    """
    table = candidates.merge(evidence.own, how="left", on=["unique_id", "model"])
    prior = evidence.prior.drop(columns="n_windows").rename(columns={"ratio": "prior"})
    table = table.merge(prior, how="left", on=["series_set", "demand_class", "model"])
    table["n_windows"] = table["n_windows"].fillna(0).astype(int)
    table["expected"] = _posterior(table, shrinkage)
    naive, uid = table["model"] == NAIVE, table["unique_id"]
    power = table["expected"].clip(lower=_TINY) ** -SHARPNESS
    best = table["expected"].where(~naive).groupby(uid).transform("min").clip(upper=1.0)
    gated = (table["expected"].where(naive) < best).groupby(uid).transform("any")
    alone = naive.groupby(uid).transform("all")
    raw = power.where(naive == (gated | alone), 0.0)
    return table.assign(weight=raw / raw.groupby(uid).transform("sum"))[
        ["unique_id", "model", "weight", "expected", "n_windows"]
    ]


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
