"""Hierarchies that a source declares: sums by level beside pandas' groupby, their names, and what changes them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from tests.projects import Project, make_project, source
from warehouse.releases import Release
from warehouse.store import read

LEVELS: dict[str, list[str]] = {
    "total": [], "state": ["state"], "kind": ["The Kind"], "kind_state": ["The Kind", "state"], "floor": ["floor"],
}  # fmt: skip
COLUMNS = {"state": {"type": "string"}, "The Kind": {"as": "kind", "type": "string"}, "floor": {"type": "integer"}}
HOSTILE = "x'; drop table y; -- {{ 1 / 0 }} %/="
# Series -> kind, state, floor. Two pairs of kind and state would read a/b/c if a / were not written otherwise.
SHOPS: dict[str, tuple[str | None, str | None, int]] = {
    "north": ("food", "CA", 1), "south": ("food", "TX", 1), "east": (HOSTILE, "CA", 2), "west": (None, "CA", 2),
    "left": ("a/b", "c", 1), "right": ("a", "b/c", 2),
}  # fmt: skip
DAYS = pd.date_range("2021-01-01", periods=12)
DEALS = {"a": [1.0, 0.0, 1.0, 1.0], "b": [0.0, 0.0, 1.0, 0.0], "c": [0.0, 1.0, 1.0, 0.0]}
MODELS = ["feat_panel", "feat_future", "fct_actuals", "dim_series", "dim_hierarchy", "rpt_rejected_rows"]


def rows(name: str, days: pd.DatetimeIndex = DAYS) -> pd.DataFrame:
    """Amounts of a shop that no sum of doubles holds exactly; each shop begins one day later."""
    kind, state, floor = SHOPS[name]
    random = np.random.default_rng(len(name) + ord(name[0]))
    found = pd.DataFrame({"series": name, "ds": days, "y": np.round(random.gamma(1, 7, len(days)), 2) + 0.01})
    found = found.assign(state=state, **{"The Kind": kind}, floor=floor)
    return found.iloc[list(SHOPS).index(name) :]


def first_load() -> pd.DataFrame:
    """All shops, two days of `south` in another state before it moved, and rows named like sums."""
    shops = pd.concat([rows(name) for name in SHOPS], ignore_index=True)
    shops.loc[(shops["series"] == "south") & (shops["ds"] < "2021-01-04"), "state"] = "NV"
    shops.loc[(shops["series"] == "north") & (shops["ds"] == DAYS[-1]), "state"] = None
    named = pd.DataFrame(
        {"series": ["total", "state=CA", "states"], "ds": DAYS[3], "y": 5.0, "state": "CA", "floor": 1}
    )
    return pd.concat([shops, named.assign(**{"The Kind": "food"})], ignore_index=True)


def deals() -> pd.DataFrame:
    """Four days of three stands; of the last day, which is to come, only the covariate is known."""
    parts = [pd.DataFrame({"series": name, "ds": DAYS[:4], "y": 2.0, "deal": deal}) for name, deal in DEALS.items()]
    told = pd.concat(parts, ignore_index=True)
    return told.assign(y=told["y"].where(told["ds"] < DAYS[3]))


@dataclass(frozen=True)
class History:
    """A project after two loads of shops, each built, and the second built again; its stalls and stands do not change."""

    project: Project
    before: Release
    after: Release
    again: Release


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    entry = source("shops", "D", columns=COLUMNS, key=("series", "ds"), hierarchy=LEVELS)
    totals = source("stalls", "D", total="all stalls")
    stands = source(
        "stands", "D", columns={"deal": {"type": "double"}}, key=("series", "ds"), hierarchy={"total": []}, hold_back_last=False,
        covariates={"deal": {"agg": "mean", "fill": "carry", "known": True}},
    )  # fmt: skip
    project = make_project(tmp_path_factory.mktemp("hierarchy"), entry, totals, stands, models=MODELS)
    project.deliver("shops", first_load())
    project.deliver("stalls", rows("north")[["series", "ds", "y"]])
    project.deliver("stands", deals())
    before = project.build()
    corrected = rows("south").iloc[[4]].assign(y=1000.0)
    moved = rows("east").iloc[[-1]].assign(state="TX", floor=3)
    # What is no observation moves nothing: of a day to come, and without an amount.
    nothing = (
        rows("left")
        .iloc[[-1, -2]]
        .assign(state="ZZ", ds=pd.to_datetime(["2200-01-01", "2021-01-12"]).astype("datetime64[ns]"), y=[1.0, None])
    )
    project.deliver("shops", pd.concat([corrected, moved, nothing], ignore_index=True))
    after = project.build()
    return History(project, before, after, project.build())


def actuals(release: Release) -> pd.DataFrame:
    """Day x series, zero where there is none."""
    found = read(release, "fct_actuals").query("series_set == 'shops'")
    return found.pivot_table(index="ds", columns="unique_id", values="y", fill_value=0.0)


def edges(release: Release, series_set: str = "shops") -> pd.DataFrame:
    return read(release, "dim_hierarchy").query("series_set == @series_set")


def members(release: Release, name: str) -> set[str]:
    found = edges(release).query("unique_id == @name")["bottom_unique_id"]
    return set(found.str.removeprefix("shops:"))


def test_each_level_is_what_pandas_sums(history: History) -> None:
    groups = pd.DataFrame(
        [(*groups, name) for name, groups in SHOPS.items()], columns=["kind", "state", "floor", "series"]
    )
    groups = pd.concat([groups, pd.DataFrame([("food", "CA", 1, "states")], columns=groups.columns)]).fillna("(none)")
    # Of one column a value is as it is; of several a / in it is written otherwise.
    both = (
        groups[["kind", "state"]]
        .apply(lambda c: c.str.replace("%", "%25").str.replace("/", "%2F"))
        .agg("/".join, axis=1)
    )
    labels = {
        "total": pd.Series("total", index=groups.index), "state": "state=" + groups["state"],
        "kind": "kind=" + groups["kind"], "kind_state": "kind_state=" + both, "floor": "floor=" + groups["floor"].astype(str),
    }  # fmt: skip
    observed = first_load().query("series not in ['total', 'state=CA'] and ds < @DAYS[-1]")
    shown, found = actuals(history.before), edges(history.before)
    for level, label in labels.items():
        of_series = pd.Series(label.to_numpy(), index=groups["series"])
        wanted = observed.groupby([observed["series"].map(of_series), "ds"])["y"].sum().unstack(0, fill_value=0.0)
        named = {f"shops:{name}" for name in wanted.columns}
        assert set(found.loc[found["level"] == level, "unique_id"]) == named
        for name in wanted.columns:
            np.testing.assert_allclose(
                shown[f"shops:{name}"], wanted[name].reindex(shown.index, fill_value=0), rtol=1e-12
            )


def test_a_series_says_its_level_and_a_sum_has_features_and_a_name(history: History) -> None:
    series = read(history.before, "dim_series").query("series_set == 'shops'").set_index("unique_id")
    assert series["level"].value_counts().to_dict() == {
        "bottom": 7, "state": 4, "kind": 5, "kind_state": 6, "floor": 2, "total": 1,
    }  # fmt: skip
    assert series.loc["shops:kind_state=a%2Fb/c", "series_name"] == "kind_state a/b / c"
    assert series.loc["shops:state=CA", "series_name"] == "state CA"
    assert series.loc["shops:kind=(none)", "series_name"] == "kind (none)"
    panel, future = (read(history.before, name) for name in ("feat_panel", "feat_future"))
    assert set(series.index) <= set(panel["unique_id"])
    assert set(series.index) <= set(future["unique_id"])


def test_an_edge_leads_from_each_sum_to_each_series_once(history: History) -> None:
    found, series = edges(history.after), read(history.after, "dim_series").set_index("unique_id")["level"]
    assert not found.duplicated(["unique_id", "bottom_unique_id"]).any()
    assert (found["level"] == found["unique_id"].map(series)).all()
    assert set(found["bottom_unique_id"].map(series)) == {"bottom"}
    # In every level each series is in one sum.
    assert (found.groupby(["level", "bottom_unique_id"]).size() == 1).all()
    assert found.groupby("level")["bottom_unique_id"].nunique().tolist() == [7] * 5


def test_a_series_is_in_the_group_that_was_told_last_for_all_of_its_history(history: History) -> None:
    assert members(history.before, "shops:state=TX") == {"south"}
    assert members(history.before, "shops:state=NV") == set()
    assert "north" in members(history.before, "shops:state=CA")
    assert "east" in members(history.before, "shops:state=CA")
    assert members(history.after, "shops:state=TX") == {"south", "east"}
    assert members(history.after, "shops:floor=3") == {"east"}
    assert members(history.after, "shops:state=ZZ") == set()


def test_a_late_correction_changes_the_sums_that_the_series_is_in(history: History) -> None:
    before, after = actuals(history.before), actuals(history.after)
    day = rows("south")["ds"].iloc[4]
    gained = 1000.0 - before.loc[day, "shops:south"]
    names = ("total", "kind=food", "kind_state=food/TX", "floor=1")
    assert [after.loc[day, f"shops:{name}"] - before.loc[day, f"shops:{name}"] for name in names] == pytest.approx(
        [gained] * 4
    )
    untouched = [name for name in before.columns if "kind=a" in name]
    pd.testing.assert_frame_equal(before[untouched], after[untouched])


def test_a_series_that_is_called_like_a_sum_is_rejected_with_a_reason(history: History) -> None:
    rejected = read(history.before, "rpt_rejected_rows").query("reject_reason == 'series_named_as_level'")
    assert set(rejected["unique_id"]) == {"shops:total", "shops:state=CA"}
    assert "shops:states" in set(read(history.before, "dim_series")["unique_id"])


def test_what_explains_a_sum_is_the_mean_of_what_explains_its_series(history: History) -> None:
    panel, future = (
        read(history.before, name).query("unique_id == 'stands:total'") for name in ("feat_panel", "feat_future")
    )
    found = [*panel.sort_values("ds")["x_deal"], *future.sort_values("h")["x_deal"]]
    assert len(panel) == 3
    assert found[:4] == pytest.approx(np.mean(list(DEALS.values()), axis=0).tolist())


def test_the_same_rows_give_the_same_bits(history: History) -> None:
    after, again = history.after.manifest.tables, history.again.manifest.tables
    for name in ("feat_panel", "feat_future", "fct_actuals", "dim_series", "dim_hierarchy"):
        assert after[name].sha256 == again[name].sha256, name


def test_a_total_is_a_level_of_its_own_name(history: History) -> None:
    found = edges(history.before, "stalls")
    assert found[["level", "unique_id", "bottom_unique_id"]].to_numpy().tolist() == [
        ["total", "stalls:all stalls", "stalls:north"]
    ]


def test_where_no_set_has_levels_the_hierarchy_is_empty_and_all_series_are_bottom(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    flat = tmp_path_factory.mktemp("flat")
    project = make_project(flat, source("plain", "D"), models=["dim_series", "dim_hierarchy"])
    project.deliver("plain", rows("north")[["series", "ds", "y"]])
    release = project.build()
    assert read(release, "dim_hierarchy").empty
    assert set(read(release, "dim_series")["level"]) == {"bottom"}
