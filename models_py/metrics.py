"""Accuracy metrics by name: a long frame in, one row per group out. A metric is one line of METRICS.

A frame has one row per forecast: y, y_hat, and where a metric needs them scale, scale_sq (of the cutoff) and
lo_/hi_. Terms that are not defined (y unknown, division by zero) are left out; a group without any is NaN.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

Metric = Callable[[pd.DataFrame, list[str]], pd.Series]


def evaluate(frame: pd.DataFrame, metrics: Sequence[str], by: Sequence[str]) -> pd.DataFrame:
    """One row per group of `by`, one column per metric, and n, the number of forecasts with a known y.

    Raises LookupError that lists the metrics there are when one is unknown.
    """
    unknown = [name for name in metrics if name not in METRICS]
    if unknown:
        raise LookupError(f"unknown metrics {unknown}; available: {', '.join(METRICS)}")
    scored, keys = frame[frame["y"].notna() & frame["y_hat"].notna()], list(by)
    columns = {name: METRICS[name](scored, keys) for name in metrics}
    return pd.DataFrame({**columns, "n": scored.groupby(keys, dropna=False).size()}).reset_index()


def _mean(terms: pd.Series, frame: pd.DataFrame, by: list[str]) -> pd.Series:
    defined = terms.astype(float).replace([np.inf, -np.inf], np.nan)
    return defined.groupby([frame[c] for c in by], dropna=False).mean()


def _error(frame: pd.DataFrame) -> pd.Series:
    return frame["y_hat"] - frame["y"]


def _over(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part / whole.astype(float).where(whole > 0)


def mae(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    """Mean |y - y_hat|, in units of y."""
    return _mean(_error(frame).abs(), frame, by)


def rmse(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    """Root of the mean squared error, in units of y."""
    return np.sqrt(_mean(_error(frame) ** 2, frame, by))


def bias(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    """Mean y_hat - y, in units of y: positive is too high."""
    return _mean(_error(frame), frame, by)


def wape(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    """Sum |y - y_hat| / sum |y|, a fraction."""
    return _over(mae(frame, by), _mean(frame["y"].abs(), frame, by))


def mape(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    """Mean |y - y_hat| / |y|, a fraction; undefined (NaN) for a group with a y of zero."""
    shares = _over(_error(frame).abs(), frame["y"].abs())
    return _mean(shares, frame, by).mask((frame["y"] == 0).groupby([frame[b] for b in by]).any())


def smape(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    """Mean 2 |y - y_hat| / (|y| + |y_hat|), a fraction from 0 to 2 (M4); 0 where both are 0."""
    size = frame["y"].abs() + frame["y_hat"].abs()
    return _mean(_over(2 * _error(frame).abs(), size).where(size > 0, 0.0), frame, by)


def mase(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    """Mean |y - y_hat| / scale, scale being the in-sample MAE of seasonal naive (Hyndman & Koehler 2006)."""
    return _mean(_over(_error(frame).abs(), frame["scale"]), frame, by)


def rmsse(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    """Root of the mean (y - y_hat)^2 / scale_sq (M5)."""
    return np.sqrt(_mean(_over(_error(frame) ** 2, frame["scale_sq"]), frame, by))


def tracking_signal(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    """Sum of y_hat - y over the mean |y - y_hat| (Brown 1959): from -n, all too low, to n."""
    total = _error(frame).groupby([frame[c] for c in by], dropna=False).sum()
    return _over(total, mae(frame, by))


def width(level: int) -> Metric:
    """Mean width of the interval, in units of y."""
    return lambda frame, by: _mean(frame[f"hi_{level}"] - frame[f"lo_{level}"], frame, by)


def coverage(level: int) -> Metric:
    """The share of y inside [lo, hi]; rows without an interval are left out."""

    def metric(frame: pd.DataFrame, by: list[str]) -> pd.Series:
        lo, hi = frame[f"lo_{level}"], frame[f"hi_{level}"]
        inside = frame["y"].between(lo, hi).astype(float).where(lo.notna() & hi.notna())
        return _mean(inside, frame, by)

    return metric


def pinball(quantile: float, column: str) -> Metric:
    """Mean pinball loss of a bound as a forecast of its quantile (Koenker & Bassett 1978), in units of y."""

    def metric(frame: pd.DataFrame, by: list[str]) -> pd.Series:
        gap = frame["y"] - frame[column]
        return _mean(pd.Series(np.maximum(quantile * gap, (quantile - 1) * gap), index=frame.index), frame, by)

    return metric


def mean_pinball(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    """Mean of the pinball losses of the four bounds of the 80% and 95% intervals, in units of y."""
    losses = [pinball(quantile, column)(frame, by) for quantile, column in BOUNDS]
    return pd.concat(losses, axis=1).mean(axis=1, skipna=False)


BOUNDS = [(0.025, "lo_95"), (0.1, "lo_80"), (0.9, "hi_80"), (0.975, "hi_95")]
METRICS: dict[str, Metric] = {
    "mae": mae,
    "rmse": rmse,
    "bias": bias,
    "wape": wape,
    "mape": mape,
    "smape": smape,
    "mase": mase,
    "rmsse": rmsse,
    "tracking_signal": tracking_signal,
    "width_80": width(80),
    "width_95": width(95),
    "coverage_80": coverage(80),
    "coverage_95": coverage(95),
    "pinball": mean_pinball,
    "pinball_lo_80": pinball(0.10, "lo_80"),
    "pinball_hi_80": pinball(0.90, "hi_80"),
    "pinball_lo_95": pinball(0.025, "lo_95"),
    "pinball_hi_95": pinball(0.975, "hi_95"),
}
