"""The 95% intervals that models say of themselves, scored as ours are.

They are those of statsforecast's own models, as the portfolio has them: fitted to the same histories with the same
seasons, on the series that are forecast by all of them.
"""

import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pandas as pd

from bench.pairs import KEY
from bench.scores import Array, msis
from models_py.forecasting.local import LONGEST, LocalModel
from models_py.forecasting.seasons import seasons_of
from models_py.forecasting.zoo import ZOO

LEVEL = 95
MOST_SERIES = 2000
WORKERS = 2
SEED = 11
_CHUNK = 20
Bounds = dict[str, tuple[Array, Array]]


def native_figures(rows: pd.DataFrame, histories: Mapping[str, Array], m: int) -> dict[str, float]:
    """MSIS of each model's own intervals beside ours on the same series: at most MOST_SERIES of them, at random.

    `rows` and `histories` as for `scores`. `msis_95_native_<model>`, `msis_95_here` (ours), `msis_95_to_native` (ours to the best
    model's), `native_series` (how many).
    """
    names, h = models_for(m), int(rows["h"].max())
    drawn = sample(sorted(rows["unique_id"].unique()), MOST_SERIES)
    tasks = [(histories[uid], h, m, names) for uid in drawn]
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("forkserver")) as pool:
        found = dict(zip(drawn, pool.map(_all_bounds, tasks, chunksize=_CHUNK), strict=True))
    return compared(rows, histories, m, {uid: of for uid, of in found.items() if len(of) == len(names)})


def compared(
    rows: pd.DataFrame, histories: Mapping[str, Array], m: int, bounds: Mapping[str, Bounds]
) -> dict[str, float]:
    """The figures, from the bounds of each series by model."""
    here = rows[rows["unique_id"].isin(bounds)].sort_values(KEY)
    ours = msis(here, here["lo_95"], here["hi_95"], histories, m, LEVEL)
    own = {}
    for name in next(iter(bounds.values())):
        lo, hi = (
            pd.Series([bounds[uid][name][side][h - 1] for uid, h in here[KEY].itertuples(index=False)], here.index)
            for side in (0, 1)
        )
        own[f"msis_{LEVEL}_native_{name}"] = msis(here, lo, hi, histories, m, LEVEL)
    to_best = ours / min(own.values())
    return {**own, f"msis_{LEVEL}_here": ours, f"msis_{LEVEL}_to_native": to_best, "native_series": len(bounds)}


def models_for(m: int) -> tuple[str, ...]:
    """Models of the portfolio that have intervals of their own, by season length."""
    if len(seasons_of(m)) > 1:
        return ("mstl", "seasonal_naive")
    return ("dynamic_optimized_theta", "auto_ets", "ces", *(("seasonal_naive",) if m > 1 else ()))


def sample(names: Sequence[str], most: int) -> list[str]:
    """The same ones every time."""
    if len(names) <= most:
        return list(names)
    return [names[i] for i in np.sort(np.random.default_rng(SEED).choice(len(names), most, replace=False))]


def library_model(model: LocalModel, n: int, m: int) -> Any:
    """The model of statsforecast that LocalModel fits to n values."""
    from statsforecast import models

    possible = seasons_of(m) if model.several else (m,)
    seasons = [s for s in possible if s > 1 and model.cycles is not None and n > model.cycles * s]
    options = dict(model.options)
    if model.cycles is not None:
        options["season_length"] = (seasons if model.several else seasons[0]) if seasons else 1
    if not model.trend:
        return getattr(models, model.cls)(**options)
    trend = getattr(models, model.trend)(**model.trend_options)
    return getattr(models, model.cls)(**options, trend_forecaster=trend) if seasons else trend


def _all_bounds(task: tuple[Array, int, int, Sequence[str]]) -> Bounds:
    """(lo, hi) of one series by model, of those that gave finite ones."""
    y, h, m, names = task
    found = {}
    for name in names:
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                told = library_model(_local(name), len(y), m).forecast(y=y[-LONGEST:], h=h, level=[LEVEL])
        except Exception:  # noqa: BLE001, S112  where a model fails, the series is not compared
            continue
        sides = tuple(np.asarray(told[f"{side}-{LEVEL}"], dtype=np.float64) for side in ("lo", "hi"))
        if np.isfinite(sides).all():
            found[name] = (sides[0], sides[1])
    return found


def _local(name: str) -> LocalModel:
    model = ZOO[name]
    if not isinstance(model, LocalModel):
        raise TypeError(f"{name}: expected a model of statsforecast, found {type(model).__name__}")
    return model
