"""How good and how coherent the forecasts of sums are: actuals and histories are summed here, from the bottom files."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from bench.pairs import KEY, PairError
from bench.scores import rmsse_ratio

Hierarchy = Mapping[str, Sequence[str]]


def level_figures(
    served: pd.DataFrame, train: pd.DataFrame, test: pd.DataFrame, static: pd.DataFrame, hierarchy: Hierarchy
) -> dict[str, float]:
    """`rmsse_ratio_<level>` of each level, and `coherence` over all of them.

    served   unique_id, h, y_hat, y_hat_naive, of series and of sums
    train, test   unique_id, ds, y of the series; the test has h, too
    static   unique_id and the columns of `hierarchy`, which is level -> columns
    """
    found, gaps = {}, []
    for level, columns in hierarchy.items():
        sums = names_of_sums(static, level, columns)
        of_level = served[served["unique_id"].isin(sums)]
        actual = test.groupby([test["unique_id"].map(sums).rename("unique_id"), "h"])["y"].sum().reset_index()
        rows = of_level.merge(actual, on=KEY, how="right")
        if missing := int(rows["y_hat"].isna().sum()):
            raise PairError(f"level {level}: expected a forecast for each sum and step, found none for {missing}")
        found[f"rmsse_ratio_{level}"] = rmsse_ratio(rows, histories_of_sums(train, sums))
        gaps.append(coherence(served, sums))
    return {**found, "coherence": max(gaps)}


def names_of_sums(static: pd.DataFrame, level: str, columns: Sequence[str]) -> pd.Series:
    """The unique_id of the sum that each series is in, by its own: `state=CA`, `kind_store=FOODS/CA_1`, or the level alone."""
    index = pd.Index(static["unique_id"], name="unique_id")
    if not columns:
        return pd.Series(level, index=index)
    values = [static[name].astype(str) for name in columns]
    if len(values) > 1:
        values = [v.str.replace("%", "%25").str.replace("/", "%2F") for v in values]
    joined = values[0].str.cat(values[1:], sep="/") if len(values) > 1 else values[0]
    return pd.Series((f"{level}=" + joined).to_numpy(), index=index)


def histories_of_sums(train: pd.DataFrame, sums: pd.Series) -> dict[str, npt.NDArray[np.float64]]:
    """The training values of each sum, oldest first, from its first that is not zero; no row counts as zero."""
    by_sum = train["unique_id"].map(sums).rename("sum")
    wide = train.groupby([by_sum, "ds"])["y"].sum().unstack("sum").sort_index().fillna(0.0)
    return {str(name): np.trim_zeros(wide[name].to_numpy(np.float64), "f") for name in wide}


def coherence(served: pd.DataFrame, sums: pd.Series) -> float:
    """The largest |sum of forecasts - forecast of the sum| / max(1, |forecast of the sum|), over sums and steps."""
    inside = served["unique_id"].map(sums)
    of_series = served.groupby([inside.rename("unique_id"), "h"])["y_hat"].sum()
    of_sums = served[served["unique_id"].isin(sums)].set_index(KEY)["y_hat"]
    gap = (of_series.reindex(of_sums.index, fill_value=0.0) - of_sums).abs() / of_sums.abs().clip(lower=1)
    return float(gap.max())
