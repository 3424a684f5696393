"""Intervals: split conformal, asymmetric, from the backtest errors of similar series.

Vovk, Gammerman & Shafer (2005); Lei et al. (2018): an order statistic of past errors bounds the next one at
the stated level. Errors are divided by a spread, so that series can be pooled, and by how far off this series was in its
other windows (locally weighted, Lei et al., section 5.2). They are grouped by
(series_set, demand_class, h). A group with fewer than MIN_RESIDUALS falls back to its class over all steps,
then to (series_set, h), then to the set: a class tells more of an error than the step does.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from models_py.forecasting.portfolio import SPARSE
from models_py.pools import ALL, ANY_STEP, GROUPS, Pools, pools
from models_py.select import ENSEMBLE

RESIDUALS = ["series_set", "demand_class", "unique_id", "window", "h", "residual"]
FACTORS = ["series_set", "demand_class", "unique_id", "factor"]
# How many windows the class weighs against a series' own, and how far a series may be from it.
CLASS_WINDOWS, FARTHEST = 4.0, 20.0
_TINY = 1e-12
MIN_RESIDUALS = 50
Array = npt.NDArray[np.float64]


def spread(rows: pd.DataFrame) -> pd.Series:
    """What one unit of residual is worth on each row, from y_hat and the profile at the cutoff, in units of y.

    Any real values spread with their scale, demand with gaps with its level: max(|y_hat|, recent_mean / 2) + scale / 4.
    Other demand grows, and its errors with it: scale ** 0.75 * level ** 0.25, chosen on backtests of M3.
    """
    scale = rows["scale"].astype(float).fillna(0.0)
    level = np.maximum(rows["y_hat"].abs(), rows["recent_mean"].astype(float).fillna(0.0) / 2)
    level = level + scale / 4
    is_sparse = rows["demand_class"].isin(SPARSE) | ~(scale > 0)
    of_demand = np.where(is_sparse, level, scale**0.75 * level**0.25)
    return pd.Series(np.where(rows["support"] == "non_negative", of_demand, scale), index=rows.index)


def residuals(scored: pd.DataFrame) -> pd.DataFrame:
    """Errors of the ensemble in spreads, columns RESIDUALS, from rows of `with_ensemble` whose y is known.

    The ensemble's, because it is never fitted to these windows: the errors of a model that was chosen on them
    would be too small.
    """
    rows = scored[(scored["model"] == ENSEMBLE) & scored["y_hat"].notna()]
    unit = spread(rows)
    rows = rows.assign(residual=(rows["y"] - rows["y_hat"]) / unit.where(unit > 0))
    return rows.loc[np.isfinite(rows["residual"].astype(float)), RESIDUALS]


def compare(errors: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(errors, factors): errors of one set free of how hard their series is, and how hard each is.

    A factor is the geometric mean of a series' window errors (mean |residual|), shrunk towards its class as by
    CLASS_WINDOWS more windows. An error is divided by the factor that the other windows of its series give, as the next
    one will be by that of all. Factors have columns FACTORS; rows of a class have no unique_id, that of the set has
    the class 'all'.
    """
    kinds = errors.assign(demand_class=errors["demand_class"].fillna(ALL))
    by = ["series_set", "demand_class", "unique_id", "window"]
    # Sorted: a mean may differ in its last bit by the order of its terms, which is that of shards.
    size = kinds["residual"].abs().groupby([kinds[c] for c in by], sort=True).mean().rename("size").reset_index()
    of_set = size.groupby("series_set")["size"].median().clip(lower=_TINY)
    middle = size["series_set"].map(of_set)
    size["log"] = np.log(size["size"].clip(middle / FARTHEST, middle * FARTHEST))
    of_class = size.groupby(by[:2])["log"].mean()
    usual = size[by[:2]].merge(of_class.rename("usual").reset_index(), on=by[:2])["usual"].to_numpy()
    of_series = size["log"].groupby([size["unique_id"], size["demand_class"]])
    total, n = of_series.transform("sum"), of_series.transform("size")
    size["others"] = (total - size["log"] + CLASS_WINDOWS * usual) / (n - 1 + CLASS_WINDOWS)
    size["factor"] = np.exp((total + CLASS_WINDOWS * usual) / (n + CLASS_WINDOWS))
    factor = kinds[by].merge(size[[*by, "others"]], how="left", on=by)["others"]
    free = errors.assign(residual=errors["residual"].to_numpy() / np.exp(factor.to_numpy()))
    return free, _factors(size, np.exp(of_class), np.exp(size.groupby("series_set")["log"].mean()))


def _factors(size: pd.DataFrame, of_class: pd.Series, of_set: pd.Series) -> pd.DataFrame:
    # A series that changed its class counts as what it was last.
    own = size.sort_values(["unique_id", "window"], kind="stable").drop_duplicates("unique_id")
    pools = [
        of_class.rename("factor").reset_index(),
        of_set.rename("factor").reset_index().assign(demand_class=ALL),
    ]
    frames = [own[FACTORS], *(pool.assign(unique_id=None)[FACTORS] for pool in pools)]
    found = pd.concat([f.astype(dict.fromkeys(FACTORS[:3], object)) for f in frames], ignore_index=True)
    return found.drop_duplicates(FACTORS[:3], ignore_index=True)


def calibrate(errors: pd.DataFrame, levels: Sequence[int]) -> pd.DataFrame:
    """One row per (series_set, demand_class, h, level): q_lo, q_hi (in spreads), n.

    demand_class 'all' and h 0 stand for the pools to fall back to.
    """
    filled = errors.assign(demand_class=errors["demand_class"].fillna(ALL))
    rows = [
        {"demand_class": ALL, "h": ANY_STEP, **dict(zip(by, key, strict=True)), **bounds}
        for by in GROUPS
        for key, group in filled.groupby(by)["residual"]
        if len(group) >= MIN_RESIDUALS or by == GROUPS[-1]
        for bounds in _bounds(group, levels)
    ]
    columns = ["series_set", "demand_class", "h", "level", "q_lo", "q_hi", "n"]
    return pd.DataFrame(rows, columns=columns).drop_duplicates(columns[:4], ignore_index=True)


def _bounds(errors: pd.Series, levels: Sequence[int]) -> Iterator[dict[str, float | int]]:
    """Of each level the order statistics that hold so many percent of one more error: the (n + 1) rule, clipped to 1..n."""
    ordered, n = np.sort(errors.to_numpy(dtype=float)), len(errors)
    for level in levels:
        tail = (1 - level / 100) / 2
        low = max(int(np.floor((n + 1) * tail + 1e-9)), 1)
        yield {"level": level, "q_lo": float(ordered[low - 1]), "q_hi": float(ordered[n - low]), "n": n}


def intervals(
    points: pd.DataFrame, calibration: pd.DataFrame, levels: Sequence[int], factors: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Points with lo_<level> and hi_<level> for each level: nested, around y_hat, inside the support.

    `points` has one row per (unique_id, h): series_set, demand_class (None: the set's pool), h, y_hat,
    support, recent_mean, scale, state. A stale series gets zero width; a set without any residual gets NaN.
    Raises LevelError for a level that the calibration does not reach.
    """
    unit, floor = _unit(points, factors), _floor(points)
    known = pools(points, calibration)
    lo = hi = points["y_hat"]
    sides: dict[str, pd.Series] = {}
    for level in sorted(levels):
        q_lo, q_hi = known.at(level)
        lo = np.maximum(np.minimum(lo, points["y_hat"] + _times(q_lo, unit)), floor)
        hi = np.maximum(hi, points["y_hat"] + _times(q_hi, unit))
        sides |= {f"lo_{level}": lo, f"hi_{level}": hi}
    return points.assign(**sides)


def quantiles(
    points: pd.DataFrame, calibration: pd.DataFrame, wanted: Sequence[float], factors: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Points with q_<p> for each p of `wanted`, see `intervals`: in order, inside the support.

    q_0.1 is lo_80 and q_0.9 hi_80, except where all errors were on one side: intervals hold y_hat, quantiles need not, as the
    median of a demand that is mostly zero.
    """
    unit, floor = _unit(points, factors), _floor(points)
    known = pools(points, calibration)
    values = {p: points["y_hat"] + _times(_quantile(known, p), unit) for p in sorted(wanted)}
    return points.assign(**{name_of(p): np.maximum(value, floor) for p, value in values.items()})


def name_of(quantile: float) -> str:
    """The column of a quantile: q_0.1."""
    return f"q_{quantile:g}"


def _quantile(known: Pools, p: float) -> pd.Series:
    # Rounded, so that 0.95 finds the bounds of level 90 and not some beside them.
    below, above = known.at(round(100 * abs(1 - 2 * p), 6))
    return (below + above) / 2 if p == 0.5 else below if p < 0.5 else above


def _unit(points: pd.DataFrame, factors: pd.DataFrame | None) -> pd.Series:
    return (spread(points) * _factor(points, factors)).where(points["state"] != "stale", 0.0)


def _floor(points: pd.DataFrame) -> Array:
    return np.where(points["support"] == "non_negative", 0.0, -np.inf)


def _factor(points: pd.DataFrame, factors: pd.DataFrame | None) -> pd.Series:
    """The factor of each row's series, else of its class, else of its set, else 1."""
    if factors is None or factors.empty:
        return pd.Series(1.0, index=points.index)
    own = factors.dropna(subset="unique_id").set_index("unique_id")["factor"]
    pools = factors[factors["unique_id"].isna()].set_index(["series_set", "demand_class"])["factor"]
    found = points["unique_id"].map(own)
    for kind in (points["demand_class"], ALL):
        keys = pd.MultiIndex.from_frame(points[["series_set"]].assign(demand_class=kind))
        found = found.fillna(pd.Series(pools.reindex(keys).to_numpy(), index=points.index))
    return found.fillna(1.0)


def _times(quantile: pd.Series, unit: pd.Series) -> pd.Series:
    """A spread of zero needs no quantile."""
    return (quantile * unit).where(unit != 0, 0.0)
