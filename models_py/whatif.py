"""What if: other values of covariates that are known in advance, and whether a forecast heeds them."""

from collections.abc import Mapping

import pandas as pd

from models_py.forecast import WEIGHTED, Lesson
from models_py.forecasting.base import Forecaster
from models_py.forecasting.calendar_regression import CalendarRegression
from models_py.forecasting.global_lgbm import GlobalLightGBM, TrainedLightGBM
from models_py.forecasting.portfolio import NAIVE
from models_py.forecasting.zoo import forecaster
from models_py.rules import Rules
from models_py.select import ENSEMBLE, weights

CHANGES = ["unique_id", "ds", "name", "value"]
_SHOWN = 10


class ChangeError(ValueError):
    """Something was to be changed that cannot be; the message says what can be."""


def changed(future: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The steps to forecast (rows of feat_future) with other values in their columns x_<name>.

    `changes` has one row per (unique_id, ds, name): CHANGES. Steps that it does not name keep their values, also those that
    were carried from a step that it does name. Raises ChangeError for a step or a covariate that is not there.
    """
    future, ds = future.copy(), future["ds"].astype("datetime64[us]")
    steps = pd.MultiIndex.from_arrays([future["unique_id"], ds], names=["unique_id", "ds"])
    for name, of_name in changes.groupby("name"):
        column = f"x_{name}"
        if column not in future:
            there = ", ".join(c.removeprefix("x_") for c in future.columns if c.startswith("x_")) or "none"
            raise ChangeError(f"unknown covariate {name!r}; there are: {there}")
        values = of_name.set_index(["unique_id", "ds"])["value"]
        _check_steps(values.index.difference(steps), steps)
        is_changed = steps.isin(values.index)
        future[column] = (
            future[column].astype(float).mask(is_changed, pd.Series(values.reindex(steps).to_numpy(), future.index))
        )
    return future


def _check_steps(unknown: pd.MultiIndex, steps: pd.MultiIndex) -> None:
    if len(unknown):
        unique_id, ds = unknown[0]
        own = sorted(steps[steps.get_level_values("unique_id") == unique_id].get_level_values("ds"))
        listed = ", ".join(str(step) for step in own[:_SHOWN]) or "none: there is nothing to forecast from"
        more = f" and {len(own) - _SHOWN} more, up to {own[-1]}" if len(own) > _SHOWN else ""
        raise ChangeError(f"{unique_id} has no step {ds}; its steps are {listed}{more}")


def with_use(
    status: pd.DataFrame,
    base: pd.DataFrame,
    lesson: Lesson,
    rules: Rules,
    fitted: Mapping[str, Mapping[str, Forecaster]],
    changes: pd.DataFrame,
) -> pd.DataFrame:
    """`status` (of `forecast.combine`) with covariates_used and covariates_reason, null where nothing was changed.

    `base` are the base forecasts that were combined, with their profile; `fitted` the trained models by series set.
    True: a model with a weight above 0 in what is served reads one of the changed covariates of the series.
    """
    names = {str(k): sorted(set(of)) for k, of in changes.groupby("unique_id")["name"]}
    members = _members(base, lesson, rules) if len(base) else {}
    told = [
        _use(row.model, members.get(row.unique_id, {}), names[row.unique_id], fitted.get(row.series_set, {}))
        if row.unique_id in names
        else (None, None)
        for row in status.itertuples()
    ]
    used, reasons = zip(*told, strict=True) if told else ((), ())
    both = {"covariates_used": used, "covariates_reason": reasons}
    return status.assign(**{name: pd.Series(list(v), status.index, dtype=object) for name, v in both.items()})


def _members(base: pd.DataFrame, lesson: Lesson, rules: Rules) -> dict[str, dict[str, float]]:
    """By series the weights of the models that gave all steps; see `select.weights`."""
    pairs = base.loc[base["state"] == "ok", ["series_set", "demand_class", "unique_id", "model"]].drop_duplicates()
    whole = base["y_hat"].notna().groupby([base["unique_id"], base["model"]]).all()
    found: dict[str, dict[str, float]] = {}
    for row in weights(pairs, lesson.evidence, rules.shrinkage).itertuples():
        if whole[row.unique_id, row.model]:
            found.setdefault(row.unique_id, {})[row.model] = row.weight
    return found


def _use(
    served: str | None, members: Mapping[str, float], names: list[str], fitted: Mapping[str, Forecaster]
) -> tuple[bool, str]:
    """(covariates_used, covariates_reason) of one series whose covariates `names` were changed."""
    used = {
        WEIGHTED: [model for model, weight in members.items() if weight > 0],
        ENSEMBLE: [model for model in members if model != NAIVE],
    }.get(str(served), [str(served)] if served in members else [])
    read = {model: _read(fitted.get(model) or forecaster(model), names) for model in used}
    heeding = [f"{model} reads {', '.join(read[model])}" for model in sorted(used) if read[model]]
    if heeding:
        return True, "; ".join(heeding)
    if served not in (WEIGHTED, ENSEMBLE):
        return False, f"{served or 'nothing'} is served here, and no covariate is read for it"
    return False, f"no model of the combination reads {', '.join(names)}: {', '.join(sorted(used))}"


def _read(model: Forecaster, names: list[str]) -> list[str]:
    """Those of the covariates that the model reads at a step: a regression on the calendar all, a trained LightGBM what it has learnt."""
    if isinstance(model, CalendarRegression | GlobalLightGBM):
        return names
    return [name for name in names if isinstance(model, TrainedLightGBM) and f"x_{name}" in model.known]
