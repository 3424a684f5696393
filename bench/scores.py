"""Scores of point and interval forecasts by the definitions of the M competitions.

sMAPE and MASE (Makridakis, Spiliotis & Assimakopoulos 2020), OWA against Naive2, MSIS, and RMSSE of M5. Frames are long: one
row per (unique_id, h); series of a scale of zero count in sMAPE only.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]
LEVELS = (80, 95)


def scores(rows: pd.DataFrame, histories: Mapping[str, Array], m: int) -> dict[str, float]:
    """Means over series of the means over steps, but WAPE and coverage, which are pooled.

    `rows` has unique_id, h, y, y_hat, y_hat_naive and lo_/hi_ of LEVELS; `histories` the training values by
    unique_id, oldest first; `m` the season length of the scale. Percentages are in percent, coverage is a share.
    """
    naive2 = _naive2(rows, histories, m)
    scale = rows["unique_id"].map({uid: _scale(y, m, 1) for uid, y in histories.items()})
    square = rows["unique_id"].map({uid: _scale(y, 1, 2) for uid, y in histories.items()})
    mase, smape = (_points(rows, rows["y_hat"], scale), _points(rows, naive2, scale))
    found = {
        "series": rows["unique_id"].nunique(),
        "smape": mase["smape"],
        "smape_pooled": float(_smape(rows["y"], rows["y_hat"]).mean()),
        "mase": mase["mase"],
        "owa": (mase["smape"] / smape["smape"] + mase["mase"] / smape["mase"]) / 2,
        "wape": 100 * float((rows["y"] - rows["y_hat"]).abs().sum() / rows["y"].abs().sum()),
        "rmsse": _rmsse(rows, rows["y_hat"], square),
        "rmsse_ratio": _rmsse(rows, rows["y_hat"], square) / _rmsse(rows, rows["y_hat_naive"], square),
        "mase_ratio": mase["mase"] / _points(rows, rows["y_hat_naive"], scale)["mase"],
        "bias": float(((rows["y_hat"] - rows["y"]) / scale).replace([np.inf, -np.inf], np.nan).mean()),
    }
    for level in LEVELS:
        lo, hi = rows[f"lo_{level}"], rows[f"hi_{level}"]
        found[f"coverage_{level}"] = float(rows["y"].between(lo, hi).mean())
        found[f"msis_{level}"] = _by_series(rows, interval_score(rows["y"], lo, hi, level) / scale)
    return {name: float(value) for name, value in found.items()}


def msis(rows: pd.DataFrame, lo: pd.Series, hi: pd.Series, histories: Mapping[str, Array], m: int, level: int) -> float:
    """The mean over series of the scaled interval scores of other bounds of the same rows (see `scores`)."""
    scale = rows["unique_id"].map({uid: _scale(y, m, 1) for uid, y in histories.items()})
    return _by_series(rows, interval_score(rows["y"], lo, hi, level) / scale)


def rmsse_ratio(rows: pd.DataFrame, histories: Mapping[str, Array]) -> float:
    """The mean RMSSE of y_hat over that of y_hat_naive (see `scores`)."""
    square = rows["unique_id"].map({uid: _scale(y, 1, 2) for uid, y in histories.items()})
    return _rmsse(rows, rows["y_hat"], square) / _rmsse(rows, rows["y_hat_naive"], square)


def interval_score(y: pd.Series, lo: pd.Series, hi: pd.Series, level: int) -> pd.Series:
    """The interval score of Gneiting & Raftery (2007), in units of y."""
    penalty = 2 / (1 - level / 100)
    return (hi - lo) + penalty * (lo - y).clip(lower=0) + penalty * (y - hi).clip(lower=0)


def naive2(y: Array, m: int, h: int) -> Array:
    """Naive on seasonally adjusted data where the 90% autocorrelation test finds a season (M4), else naive.

    The season is a factor: data that are not positive have none.
    """
    from statsmodels.tsa.seasonal import seasonal_decompose

    if m > 1 and y.min() > 0 and is_seasonal(y, m):
        index = seasonal_decompose(y, model="multiplicative", period=m).seasonal
        return np.asarray(y[-1] / index[-1] * np.resize(index[len(y) - m :], h))
    return np.full(h, y[-1])


def is_seasonal(y: Array, m: int) -> bool:
    """Whether the autocorrelation at lag m is beyond its 90% limit (Bartlett), with three seasons at least."""
    from statsmodels.tsa.stattools import acf

    if len(y) < 3 * m or np.ptp(y) == 0:
        return False
    r = acf(y, nlags=m, fft=False)[1:]
    limit = 1.645 * np.sqrt((1 + 2 * np.sum(r[:-1] ** 2)) / len(y))
    return bool(abs(r[-1]) > limit)


def _naive2(rows: pd.DataFrame, histories: Mapping[str, Array], m: int) -> pd.Series:
    h = int(rows["h"].max())
    steps = {uid: naive2(histories[uid], m, h) for uid in rows["unique_id"].unique()}
    return pd.Series([steps[uid][k - 1] for uid, k in rows[["unique_id", "h"]].itertuples(index=False)], rows.index)


def _scale(y: Array, m: int, power: int) -> float:
    return float(np.mean(np.abs(y[m:] - y[:-m]) ** power)) if len(y) > m else float("nan")


def _smape(y: pd.Series, y_hat: pd.Series) -> pd.Series:
    size = y.abs() + y_hat.abs()
    return (200 * (y - y_hat).abs() / size.where(size > 0)).fillna(0.0)


def _points(rows: pd.DataFrame, y_hat: pd.Series, scale: pd.Series) -> dict[str, float]:
    return {
        "smape": _by_series(rows, _smape(rows["y"], y_hat)),
        "mase": _by_series(rows, (rows["y"] - y_hat).abs() / scale),
    }


def _rmsse(rows: pd.DataFrame, y_hat: pd.Series, square: pd.Series) -> float:
    of_series = ((rows["y"] - y_hat) ** 2 / square).groupby(rows["unique_id"]).mean()
    return float(np.sqrt(of_series[np.isfinite(of_series)]).mean())


def _by_series(rows: pd.DataFrame, terms: pd.Series) -> float:
    of_series = terms.groupby(rows["unique_id"]).mean()
    return float(of_series[np.isfinite(of_series)].mean())
