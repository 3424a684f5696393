"""From base forecasts to what is served: one `combine` makes forecasts and the backtest's `served` rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models_py.backtest import as_of
from models_py.calibrate import calibrate, intervals, residuals
from models_py.forecasting.portfolio import NAIVE, floors
from models_py.profile import PROFILE
from models_py.rules import LEVELS, Rules
from models_py.select import ENSEMBLE, Evidence, choose, losses, weigh, with_ensemble

SERVED = "served"
KEY = ["unique_id", "h"]
STATUS = ["series_set", "unique_id", "cutoff", "status", "reason", "model"]


@dataclass(frozen=True)
class Lesson:
    """What was learnt until a moment: which models are good (`Evidence`), how wide intervals must be."""

    evidence: Evidence
    calibration: pd.DataFrame


def lessons(parts: Iterable[pd.DataFrame], moments: Sequence[pd.Timestamp], levels: Sequence[int]) -> list[Lesson]:
    """What a backtest, given in parts that may be read lazily, had taught by each of the moments."""
    found: list[tuple[list[pd.DataFrame], list[pd.DataFrame]]] = [([], []) for _ in moments]
    for part in parts:
        candidates = with_ensemble(part)
        for moment, (window_losses, errors) in zip(moments, found, strict=True):
            scored = as_of(candidates, moment)
            window_losses.append(losses(scored))
            errors.append(residuals(scored))
    return [Lesson(weigh(pd.concat(a)), calibrate(pd.concat(b), levels)) for a, b in found]


def join(learnt: Sequence[Lesson]) -> Lesson:
    """The lessons of several series sets as one."""
    return Lesson(
        Evidence(*(pd.concat([getattr(x.evidence, f) for x in learnt], ignore_index=True) for f in ("own", "prior"))),
        pd.concat([x.calibration for x in learnt], ignore_index=True),
    )


def combine(
    base: pd.DataFrame, profile: pd.DataFrame, lesson: Lesson, rules: Rules
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Base forecasts of one cutoff to the served frame and its status.

    base     one row per (unique_id, h, model): ds, y_hat, error, of `portfolio.predict`
    profile  one row per unique_id, of `profile_at`
    served   one row per (unique_id, h): PROFILE, ds, model, y_hat, lo_/hi_ for each level, y_hat_naive
    status   one row per unique_id: STATUS; ok | fallback | short | stale | failed, with the reason and the
             model used
    """
    candidates = with_ensemble(base[[*KEY, "ds", "model", "y_hat", "error"]].merge(profile, on="unique_id"))
    options = pd.concat([candidates[candidates["model"] != "naive"], _naive(candidates)], ignore_index=True)
    wanted = _wanted(candidates, profile, lesson.evidence, rules)
    used = _used(options, wanted)
    points = options.merge(used[["unique_id", "model"]], on=["unique_id", "model"])
    points["demand_class"] = points["demand_class"].where(points["state"] == "ok")
    served = intervals(points.sort_values(KEY, ignore_index=True), lesson.calibration, LEVELS)
    return served.merge(_benchmark(options), on=KEY).drop(columns="error"), _status(used, profile, options, rules)


def served_backtest(part: pd.DataFrame, taught: Mapping[pd.Timestamp, Lesson], rules: Rules) -> pd.DataFrame:
    """What would have been served from each cutoff by which something was taught, with y."""
    rows = []
    for cutoff, at in part.groupby("cutoff"):
        if cutoff in taught and len(taught[cutoff].calibration):
            profile = at.drop_duplicates("unique_id")[PROFILE]
            served, _ = combine(at, profile, taught[cutoff], rules)
            rows.append(served.merge(at.drop_duplicates(KEY)[[*KEY, "y"]], on=KEY).assign(model=SERVED))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _naive(candidates: pd.DataFrame) -> pd.DataFrame:
    """The last value for all steps: the answer when all else fails."""
    steps = candidates[candidates["model"] == NAIVE]
    floor = steps["unique_id"].map(floors(steps.drop_duplicates("unique_id")))
    return steps.assign(model="naive", error=None, y_hat=np.maximum(steps["last_y"], floor))


def _wanted(candidates: pd.DataFrame, profile: pd.DataFrame, evidence: Evidence, rules: Rules) -> pd.DataFrame:
    """One row per series: the model that should serve it, n_windows, expected."""
    pairs = candidates.loc[candidates["state"] == "ok", ["series_set", "demand_class", "unique_id", "model"]]
    chosen = choose(pairs.drop_duplicates(), evidence, rules.shrinkage)
    wanted = profile[["unique_id", "state"]].merge(chosen, how="left", on="unique_id")
    special = wanted["state"].map({"stale": "naive", "short": "historic_average"})
    return wanted.assign(model=special.fillna(wanted["model"]).fillna(ENSEMBLE))


def _used(options: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """`wanted` with a model that gave all steps: the wanted one, else the median of the rest, else naive."""
    whole = options["y_hat"].notna().groupby([options["unique_id"], options["model"]]).all()
    able = set(whole.index[whole])
    chains = [
        next((m for m in (model, ENSEMBLE, "naive") if (uid, m) in able), None)
        for uid, model in wanted[["unique_id", "model"]].itertuples(index=False)
    ]
    return wanted.rename(columns={"model": "wanted"}).assign(model=chains)


def _benchmark(options: pd.DataFrame) -> pd.DataFrame:
    """Seasonal naive of each step, the last value where it failed."""
    naive, plain = (options.loc[options["model"] == m].set_index(KEY)["y_hat"] for m in (NAIVE, "naive"))
    return naive.fillna(plain).rename("y_hat_naive").reset_index()


def _status(used: pd.DataFrame, profile: pd.DataFrame, options: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    errors = options.dropna(subset="error").drop_duplicates(["unique_id", "model"])
    errors = errors[["unique_id", "model", "error"]].rename(columns={"model": "wanted"})
    table = used.merge(profile.drop(columns="state"), on="unique_id").merge(
        errors, how="left", on=["unique_id", "wanted"]
    )
    told = [_explain(row, rules) for row in table.to_dict("records")]
    return table.assign(status=[s for s, _ in told], reason=[r for _, r in told])[STATUS]


def _explain(row: Mapping[str, Any], rules: Rules) -> tuple[str, str]:
    """(status, reason) of one series."""
    model, wanted, state = row["model"], row["wanted"], row["state"]
    if model is None:
        return "failed", f"no model gave a usable forecast; {wanted}: {row['error']}"
    if state == "stale":
        return (
            "stale",
            f"no demand for {row['periods_since_demand']:.0f} periods (limit {row['stale_after']})",
        )
    if state == "short":
        return "short", f"{row['n_obs']:.0f} periods of history, fewer than {rules.min_train_size}"
    if model != wanted:
        return "fallback", f"{wanted} failed ({row['error']}); {model} served instead"
    return "ok", _merit(str(model), row)


def _merit(model: str, row: Mapping[str, Any]) -> str:
    if row["expected"] == 1.0 and not row["n_windows"]:
        return "the default ensemble: nothing in the backtests to choose by"
    evidence = f"{row['n_windows']:.0f} backtest windows of the series and those of its class"
    if model == NAIVE:
        return f"no model beats seasonal naive in {evidence}"
    return f"{model} has the lowest expected error in {evidence}"
