"""Forecasts on demand: some series now, by the code of what is served; nothing is written."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from models_py import whatif
from models_py.artifacts import Artifact
from models_py.forecasting.zoo import GLOBAL_MODELS, ZOO
from models_py.jobs import RequestError, base_forecasts, combine_all, complete
from models_py.pools import max_levels
from models_py.rules import AS_SERVED, Asked, Rules
from warehouse.releases import Release
from warehouse.store import read

# A series of a hierarchy is forecast with all of it, so that it adds up; beyond this many, alone.
MOST_RELATIVES = 1000


def generate(
    release: Release,
    artifact: Artifact,
    unique_ids: Sequence[str],
    h: int,
    changes: pd.DataFrame | None = None,
    asked: Asked = AS_SERVED,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Forecast some series now: (served, status) of `forecast.combine`, h steps each; status has max_level (see `pools`).

    With `changes` of covariates (see `whatif.changed`) status says of each series whether they matter (`whatif.with_use`).
    A model that is asked for is alone: its forecasts do not move with those of a hierarchy.
    Raises RequestError for an unknown series, a model that has not learnt of their set or an h that the release has no future periods for, ChangeError for a change
    of what is not there, LevelError for a level that the artifact does not reach.
    """
    if not unique_ids:
        raise RequestError("no series asked for: expected unique_ids of dim_series")
    series = read(release, "dim_series", unique_ids=sorted(set(unique_ids)))
    _check_request(series, unique_ids, h)
    rules, hierarchy = Rules.of(artifact.metadata["config"]), read(release, "dim_hierarchy")
    family = set(unique_ids) if asked.model else relatives(hierarchy, set(unique_ids))
    wanted = read(release, "dim_series", unique_ids=sorted(family))
    check_model(asked.model, {str(name): set(artifact.fitted.get(name, ())) for name in wanted["series_set"].unique()})
    parts = [
        base_forecasts(
            release, tuple(of_set["unique_id"]), rules, h, artifact.fitted.get(str(name), {}), changes, asked.model
        )
        for name, of_set in wanted[wanted["n_obs"] > 0].groupby("series_set")
    ]
    edges = hierarchy.head(0) if asked.model else whole_hierarchies(hierarchy, family)
    served, told = combine_all(parts, artifact.lesson, rules, edges, asked)
    served, told = (frame[frame["unique_id"].isin(unique_ids)].reset_index(drop=True) for frame in (served, told))
    status = _with_max_level(complete(told, series), served, artifact)
    if changes is not None:
        status = whatif.with_use(status, pd.concat(parts), artifact.lesson, rules, artifact.fitted, changes)
    return served, status


def check_model(model: str | None, trained: Mapping[str, Collection[str]]) -> None:
    """Raise RequestError where a model cannot serve all of the sets; `trained` has of each the global models that learnt of it."""
    for series_set, learnt in trained.items():
        there = sorted({*ZOO} - {*GLOBAL_MODELS} | {*learnt})
        if model is not None and model not in there:
            raise RequestError(f"{model!r} cannot forecast {series_set}; there are: {', '.join(there)}")


def relatives(hierarchy: pd.DataFrame, unique_ids: set[str]) -> set[str]:
    """The series with all that are in a hierarchy with one of them; without, where those are more than MOST_RELATIVES.

    The sums of a set have all of its series between them, so all of the set are relatives.
    """
    names = hierarchy[["unique_id", "bottom_unique_id"]]
    touched = hierarchy.loc[names.isin(unique_ids).any(axis=1), "series_set"].unique()
    family = set(names[hierarchy["series_set"].isin(touched)].to_numpy().ravel())
    return unique_ids | family if len(family) <= MOST_RELATIVES else unique_ids


def whole_hierarchies(hierarchy: pd.DataFrame, unique_ids: set[str]) -> pd.DataFrame:
    """The edges of the sets of which all series are there: a sum of some of its parts is none."""
    is_there = hierarchy[["unique_id", "bottom_unique_id"]].isin(unique_ids).all(axis=1)
    return hierarchy[is_there.groupby(hierarchy["series_set"]).transform("all").astype(bool)]


def _with_max_level(status: pd.DataFrame, served: pd.DataFrame, artifact: Artifact) -> pd.DataFrame:
    """The highest level in percent that the errors behind each series' intervals can tell of; NaN where there are none."""
    if served.empty:
        return status.assign(max_level=float("nan"))
    return status.assign(max_level=status["unique_id"].map(max_levels(served, artifact.lesson.calibration)))


def _check_request(series: pd.DataFrame, unique_ids: Sequence[str], h: int) -> None:
    unknown = sorted(set(unique_ids) - set(series["unique_id"]))
    if unknown:
        raise RequestError(f"unknown series {unknown[:5]}: expected unique_ids of dim_series")
    longest = int(series["horizon"].min())
    if not 1 <= h <= longest:
        raise RequestError(f"h={h}: expected 1 to {longest}, the horizon of these series")
