"""From base forecasts to what is served: one `combine` makes forecasts and the backtest's `served` rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from models_py.backtest import as_of
from models_py.calibrate import calibrate, compare, intervals, quantiles, residuals
from models_py.forecasting.portfolio import NAIVE, floors
from models_py.profile import PROFILE
from models_py.rules import AS_SERVED, Asked, Point, Rules
from models_py.select import ENSEMBLE, Evidence, groups, losses, weigh, weights, with_ensemble

SERVED, WEIGHTED = "served", "ensemble"
KEY = ["unique_id", "h"]
# What losses and residuals are made of: fewer columns are quicker to copy.
SCORED = ["series_set", "unique_id", "cutoff", "window", "ds", "h", "known_in", "model", "y_hat", "y",
          "demand_class", "support", "recent_mean", "scale", "scale_sq"]  # fmt: skip
STATUS = ["series_set", "unique_id", "cutoff", "status", "reason", "model"]
ASKED_FOR = "asked for instead of what is served; its intervals are from the errors of the combination"


@dataclass(frozen=True)
class Lesson:
    """What was learnt until a moment: which models are good (`Evidence`), how wide intervals must be (see `calibrate`)."""

    evidence: Evidence
    calibration: pd.DataFrame
    factors: pd.DataFrame


def lessons(
    parts: Iterable[pd.DataFrame], windows: Sequence[int], levels: Sequence[int], point: Point = "by_class"
) -> list[Lesson]:
    """What a backtest, given in parts that may be read lazily, had taught by the cutoff of each of the windows.

    Window 0 stands for the end of the data: all of it.
    """
    found: list[tuple[list[pd.DataFrame], list[pd.DataFrame]]] = [([], []) for _ in windows]
    for part in parts:
        candidates = with_ensemble(part.loc[part["state"] == "ok", SCORED])
        for window, (window_losses, errors) in zip(windows, found, strict=True):
            scored = as_of(candidates, window)
            window_losses.append(losses(scored, point))
            errors.append(residuals(scored))
    return [_lesson(pd.concat(a), pd.concat(b), levels) for a, b in found]


def _lesson(window_losses: pd.DataFrame, errors: pd.DataFrame, levels: Sequence[int]) -> Lesson:
    free, factors = compare(errors)
    return Lesson(weigh(window_losses), calibrate(free, levels), factors)


def join(learnt: Sequence[Lesson]) -> Lesson:
    """The lessons of several series sets as one."""
    return Lesson(
        Evidence(*(pd.concat([getattr(x.evidence, f) for x in learnt], ignore_index=True) for f in ("own", "prior"))),
        *(pd.concat([getattr(x, f) for x in learnt], ignore_index=True) for f in ("calibration", "factors")),
    )


def combine(
    base: pd.DataFrame, profile: pd.DataFrame, lesson: Lesson, rules: Rules, asked: Asked = AS_SERVED
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Base forecasts of one cutoff to the served frame and its status.

    base     one row per (unique_id, h, model): ds, y_hat, error, of `portfolio.predict`
    profile  one row per unique_id, of `profile_at`
    served   one row per (unique_id, h): PROFILE, ds, model, y_hat, lo_/hi_ for each level, y_hat_naive; q_ for each quantile
             that is asked for
    status   one row per unique_id: STATUS; ok | fallback | short | stale | failed, with the reason and the
             model used
    """
    points = _points(base, profile, lesson, rules, asked.model)
    told = _status(points.used, profile, points.candidates, points.shares, rules, asked.model)
    return _bounded(points, lesson, asked), told


def served_backtest(part: pd.DataFrame, taught: Mapping[int, Lesson], rules: Rules) -> pd.DataFrame:
    """What would have been served in each window by whose cutoff something was taught, with y."""
    rows = []
    for window, at in part.groupby("window", sort=False):
        if window in taught and len(taught[window].calibration):
            profile = at.drop_duplicates("unique_id")[PROFILE]
            served = _bounded(_points(at, profile, taught[window], rules), taught[window])
            rows.append(served.merge(at.drop_duplicates(KEY)[[*KEY, "window", "y"]], on=KEY).assign(model=SERVED))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


@dataclass(frozen=True)
class _Points:
    """All candidates, the weights of the models, which candidate is used and all that could have been: see `combine`."""

    candidates: pd.DataFrame
    shares: pd.DataFrame
    options: pd.DataFrame
    used: pd.DataFrame


def _points(
    base: pd.DataFrame, profile: pd.DataFrame, lesson: Lesson, rules: Rules, model: str | None = None
) -> _Points:
    candidates = with_ensemble(base[[*KEY, "ds", "model", "y_hat", "error"]].merge(profile, on="unique_id"))
    shares = _shares(candidates, lesson.evidence, rules)
    if model:
        shares["weight"] = (shares["model"] == model).astype(float)
    plain = candidates.drop(columns="error")
    simple = [plain[plain["model"] != "naive"], _naive(plain), _weighted(plain, shares)]
    options = pd.concat(simple, ignore_index=True)
    return _Points(candidates, shares, options, _used(options, _wanted(profile, shares, model)))


def _bounded(points: _Points, lesson: Lesson, asked: Asked = AS_SERVED) -> pd.DataFrame:
    """The served rows: the candidate that is used of each series, with its intervals and the naive benchmark."""
    rows = points.options.merge(points.used[["unique_id", "model"]], on=["unique_id", "model"])
    rows["demand_class"] = rows["demand_class"].where(rows["state"] == "ok")
    rows = rows.sort_values(KEY, ignore_index=True)
    served = intervals(rows, lesson.calibration, asked.all_levels, lesson.factors)
    if asked.quantiles:
        served = quantiles(served, lesson.calibration, asked.quantiles, lesson.factors)
    return served.merge(_benchmark(points.options), on=KEY)


def _naive(candidates: pd.DataFrame) -> pd.DataFrame:
    """The last value for all steps: the answer when all else fails."""
    steps = candidates[candidates["model"] == NAIVE]
    floor = steps["unique_id"].map(floors(steps.drop_duplicates("unique_id")))
    return steps.assign(model="naive", y_hat=np.maximum(steps["last_y"], floor))


def _shares(candidates: pd.DataFrame, evidence: Evidence, rules: Rules) -> pd.DataFrame:
    """The weights of the models of each series that is ok; see `select.weights`."""
    of_models = candidates[(candidates["state"] == "ok") & (candidates["model"] != ENSEMBLE)]
    pairs = of_models[["series_set", "demand_class", "unique_id", "model"]].drop_duplicates()
    return weights(pairs, evidence, rules.shrinkage)


def _weighted(candidates: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Rows of model `ensemble`: the weighted mean of the models that gave all steps."""
    members = candidates.merge(
        shares.loc[shares["weight"] > 0, ["unique_id", "model", "weight"]], on=["unique_id", "model"]
    )
    members = members[_is_whole(members)]
    step, first = groups(members, KEY)
    weight = members["weight"].to_numpy(dtype=float)
    parts = np.bincount(step, weights=weight * members["y_hat"].to_numpy(dtype=float), minlength=len(first))
    y_hat = parts / np.bincount(step, weights=weight, minlength=len(first))
    return members.iloc[first].assign(model=WEIGHTED, y_hat=y_hat)[candidates.columns]


def _is_whole(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether the row's model gave all steps of its series."""
    group, first = groups(rows, ["unique_id", "model"])
    missing = np.bincount(group, weights=rows["y_hat"].isna(), minlength=len(first))
    return np.asarray(missing[group] == 0)


def _wanted(profile: pd.DataFrame, shares: pd.DataFrame, model: str | None) -> pd.DataFrame:
    """One row per series: the model that should serve it, and n_windows, the evidence."""
    if model:
        return profile[["unique_id", "state"]].assign(model=model, n_windows=0)
    naive = shares[shares["model"] == NAIVE].set_index("unique_id")["weight"]
    windows = shares.groupby("unique_id")["n_windows"].max()
    special = profile["state"].map({"stale": "naive", "short": "historic_average"})
    by_weight = profile["unique_id"].map(naive).eq(1.0).map({True: NAIVE, False: WEIGHTED})
    n_windows = profile["unique_id"].map(windows).fillna(0)
    return profile[["unique_id", "state"]].assign(model=special.fillna(by_weight), n_windows=n_windows)


def _used(options: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """`wanted` with a model that gave all steps: the wanted one, else the mean of the rest, else naive."""
    whole = options.loc[_is_whole(options), ["unique_id", "model"]].drop_duplicates()
    able = set(whole.itertuples(index=False, name=None))
    chains = [
        next((m for m in (model, ENSEMBLE, "naive") if (uid, m) in able), None)
        for uid, model in wanted[["unique_id", "model"]].itertuples(index=False)
    ]
    return wanted.rename(columns={"model": "wanted"}).assign(model=chains)


def _benchmark(options: pd.DataFrame) -> pd.DataFrame:
    """Seasonal naive of each step, the last value where it failed."""
    naive, plain = (options.loc[options["model"] == m].set_index(KEY)["y_hat"] for m in (NAIVE, "naive"))
    return naive.fillna(plain).rename("y_hat_naive").reset_index()


def _status(
    used: pd.DataFrame,
    profile: pd.DataFrame,
    candidates: pd.DataFrame,
    shares: pd.DataFrame,
    rules: Rules,
    asked_model: str | None,
) -> pd.DataFrame:
    table = used.merge(profile.drop(columns="state"), on="unique_id")
    table = table.merge(_first_failure(candidates, shares), how="left", on="unique_id")
    table = table.assign(members=table["unique_id"].map(_members(shares)))
    told = [_explain(row, rules, asked_model) for row in table.to_dict("records")]
    return table.assign(status=[s for s, _ in told], reason=[r for _, r in told])[STATUS]


def _first_failure(candidates: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """unique_id, failed, error: a model that was wanted and failed, by name the first; special models too."""
    idle = shares.loc[shares["weight"] == 0, ["unique_id", "model"]].assign(is_idle=True)
    errors = candidates.dropna(subset="error").drop_duplicates(["unique_id", "model"])
    errors = errors.merge(idle, how="left", on=["unique_id", "model"])
    needed = errors[errors["is_idle"].isna()].sort_values(["unique_id", "model"])
    return needed.drop_duplicates("unique_id").rename(columns={"model": "failed"})[["unique_id", "failed", "error"]]


def _members(shares: pd.DataFrame) -> pd.Series:
    """By unique_id the names of the models of its combination with their weights, the heaviest first."""
    members = shares[shares["weight"] > 0].sort_values(["unique_id", "weight", "model"], ascending=[True, False, True])
    named = members["model"] + " " + (100 * members["weight"]).round().astype(int).astype(str) + "%"
    return named.groupby(members["unique_id"]).agg(", ".join)


def _explain(row: Mapping[str, Any], rules: Rules, asked_model: str | None) -> tuple[str, str]:
    """(status, reason) of one series."""
    model, wanted, state = row["model"], row["wanted"], row["state"]
    if model is None:
        return "failed", f"no model gave a usable forecast; {row['failed']}: {row['error']}"
    if state == "stale":
        return (
            "stale",
            f"no demand for {row['periods_since_demand']:.0f} periods (limit {row['stale_after']})",
        )
    if state == "short":
        return "short", f"{row['n_obs']:.0f} periods of history, fewer than {rules.min_train_size}"
    if model != wanted:
        return "fallback", f"{row['failed']} failed ({row['error']}); {model} served instead"
    if isinstance(row["failed"], str):
        return "fallback", f"{row['failed']} failed ({row['error']}); the other models served"
    return "ok", f"{model}: {ASKED_FOR}" if asked_model else _merit(row)


def _merit(row: Mapping[str, Any]) -> str:
    evidence = f"{row['n_windows']:.0f} backtest windows of the series and those of its class"
    if row["model"] == NAIVE:
        return f"no combination of models beats seasonal naive in {evidence}"
    if not row["n_windows"]:
        return f"{row['members']}: as its class does, without a backtest window of its own"
    return f"{row['members']}, weighed by {evidence}"
