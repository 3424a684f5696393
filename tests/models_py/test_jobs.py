"""Train, infer and generate on a tiny release."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from configs.settings import Settings
from models_py import runs
from models_py.artifacts import ArtifactError
from models_py.forecasting.zoo import GLOBAL_MODELS
from models_py.jobs import InferResult, infer, train
from models_py.training import TrainResult
from tests.models_py.conftest import CHEAP, RULES, cheap_settings, demo_panel, dim_series, release
from warehouse.lake import Lake
from warehouse.releases import open_release

BOUNDS = ["lo_80", "hi_80", "lo_95", "hi_95"]
MakeSettings = Callable[..., Settings]


def job_rows(settings: Settings, table: str) -> pd.DataFrame:
    files = sorted(Path(settings.lake_root, "jobs", table).rglob("*.parquet"))
    return pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)


def published(settings: Settings) -> Settings:
    """With a release of the demo panel, and a series that has no period yet."""
    panel = demo_panel()
    unborn = pd.DataFrame([{**dim_series(panel).iloc[0], "unique_id": "zz_unborn", "n_obs": 0}])
    release(Lake(settings.lake_root), panel, pd.concat([dim_series(panel), unborn], ignore_index=True))
    return settings


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return published(make_settings())


@dataclass(frozen=True)
class Done:
    """What a training and an inference answered, and where they are: to read only."""

    settings: Settings
    trained: TrainResult
    inferred: InferResult


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    settings = published(cheap_settings(tmp_path_factory.mktemp("done")))
    return Done(settings, train(settings), infer(settings))


@pytest.fixture
def own(done: Done, make_settings: MakeSettings) -> Settings:
    """A copy of what was done, free to be changed."""
    copy = make_settings()
    shutil.copytree(done.settings.lake_root, copy.lake_root)
    shutil.copytree(done.settings.artifacts_root, copy.artifacts_root)
    return copy


def test_when_trained_then_backtests_hold_every_model_and_served_with_intervals(done: Done) -> None:
    rows = job_rows(done.settings, "backtests")
    assert set(rows["model"]) == {"seasonal_naive", "imapa", "croston_sba", "mean_ensemble", "served"}
    assert not rows.duplicated(["unique_id", "cutoff", "h", "model"]).any()
    assert rows["y"].notna().all()
    assert rows.loc[rows["model"] == "served", BOUNDS].notna().all(axis=None)
    assert rows.loc[rows["model"] != "served", BOUNDS].isna().all(axis=None)
    assert set(done.trained.figures["weekly"]) == {"served", "mean_ensemble", "seasonal_naive"}


def test_backtests_may_be_kept_of_what_is_compared_alone_with_the_same_figures(
    settings: Settings, make_settings: MakeSettings, done: Done
) -> None:
    result = train(make_settings(backtests="compared"))
    rows = job_rows(settings, "backtests")
    assert set(rows["model"]) == {"seasonal_naive", "mean_ensemble", "served"}
    assert done.trained.figures == result.figures


def test_the_first_window_teaches_and_is_not_served(done: Done) -> None:
    rows = job_rows(done.settings, "backtests")
    served = rows.loc[rows["model"] == "served", "cutoff"].unique()
    assert sorted(served) == sorted(rows["cutoff"].unique())[1:]


def test_when_trained_twice_then_the_artifact_is_reused_and_no_row_doubles(done: Done, own: Settings) -> None:
    first, before = done.trained, job_rows(done.settings, "backtests")
    second = train(own)
    assert (first.reused, second.reused) == (False, True)
    assert second.run_id == first.run_id
    assert second.figures == first.figures
    assert len(job_rows(own, "backtests")) == len(before)


@pytest.mark.usefixtures("own")
def test_when_the_configuration_changes_then_it_is_another_run(done: Done, make_settings: MakeSettings) -> None:
    again = train(make_settings(shrinkage=4.0))
    assert not again.reused
    assert again.run_id != done.trained.run_id


def test_when_killed_halfway_then_only_the_missing_shards_are_done_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(done: int, total: int, what: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(settings, killed)
    seen: list[int] = []
    result = train(settings, lambda done, total, what: seen.append(done))
    assert seen == [3, 4]
    assert not result.reused
    assert not Path(result.artifact, "shards").exists()
    assert not job_rows(settings, "backtests").duplicated(["unique_id", "cutoff", "h", "model"]).any()


def test_when_resumed_then_the_result_is_that_of_an_undisturbed_run(
    settings: Settings, make_settings: MakeSettings, panel: pd.DataFrame
) -> None:
    other = make_settings("other")
    release(
        Lake(other.lake_root),
        panel,
        pd.read_parquet(open_release(Lake(settings.lake_root)).files("dim_series")[0]),
    )
    with pytest.raises(ZeroDivisionError):
        train(settings, lambda done, total, what: 1 // (2 - done))
    train(settings)
    train(other)
    resumed, whole = (job_rows(s, "backtests").drop(columns="created_at") for s in (settings, other))
    pd.testing.assert_frame_equal(resumed, whole, check_exact=True)


def test_when_inferred_then_every_series_has_one_status_with_a_reason(done: Done) -> None:
    status = job_rows(done.settings, "series_status").set_index("unique_id")
    series = pd.read_parquet(open_release(Lake(done.settings.lake_root)).files("dim_series")[0])
    assert sorted(status.index) == sorted(series["unique_id"])
    assert status["reason"].str.len().gt(0).all()
    assert status.loc["x_stale", ["status", "model"]].tolist() == ["stale", "naive"]
    assert status.loc["y_short", ["status", "model"]].tolist() == ["short", "historic_average"]
    assert status.loc["zz_unborn", ["status", "reason"]].tolist() == ["short", "no complete period yet"]
    assert done.inferred.statuses == status["status"].value_counts().to_dict()


def test_when_inferred_then_forecasts_are_complete_ordered_and_non_negative(done: Done) -> None:
    rows = job_rows(done.settings, "forecasts")
    assert rows.groupby("unique_id")["h"].apply(list).map(lambda h: h == [1, 2, 3]).all()
    ordered = rows[["lo_95", "lo_80", "y_hat", "hi_80", "hi_95"]].diff(axis=1).iloc[:, 1:]
    assert (ordered >= 0).all(axis=None)
    assert (rows["lo_95"] >= 0).all()
    assert rows["y_hat_naive"].notna().all()


def test_when_inferred_twice_then_no_row_doubles(done: Done, own: Settings) -> None:
    first, before = done.inferred, len(job_rows(done.settings, "forecasts"))
    second = infer(own)
    assert (first.reused, second.reused, second.run_id) == (False, True, first.run_id)
    assert len(job_rows(own, "forecasts")) == before
    assert len(job_rows(own, "runs")) == 2


def test_when_there_is_no_artifact_then_inference_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(ArtifactError, match="make train"):
        infer(settings)


def test_an_old_cutoff_replayed_serves_what_the_backtest_stored_bit_for_bit(
    make_settings: MakeSettings,
) -> None:
    panel, models = demo_panel(n_series=60), {kind: [*CHEAP, *GLOBAL_MODELS] for kind in RULES.portfolio}
    now = make_settings("now", n_windows=4, shard_size=40, portfolio=models)
    then = make_settings("then", portfolio=models)
    release(Lake(now.lake_root), panel)
    train(now)
    stored = job_rows(now, "backtests").query("model == 'served'")
    cutoff = stored["cutoff"].max()
    past = panel[panel["ds"] <= cutoff].copy()
    # As the warehouse saw it then: zeros after the last demand were not yet known to be demand.
    past["is_trailing"] = past["is_filled"] & (past["ds"] > past["unique_id"].map(_last_demand(past)))
    past["is_actual"] = ~past["is_trailing"]
    release(Lake(then.lake_root), past)
    train(then)
    infer(then)
    columns = ["unique_id", "ds", "h", "y_hat", *BOUNDS, "scale", "scale_sq"]
    stored = stored.loc[stored["cutoff"] == cutoff, columns].set_index(["unique_id", "h"]).sort_index()
    replayed = job_rows(then, "forecasts")[columns].set_index(["unique_id", "h"]).loc[stored.index]
    assert len(stored) > 100
    pd.testing.assert_frame_equal(replayed, stored, check_exact=True)


def _last_demand(panel: pd.DataFrame) -> pd.Series:
    return panel[panel["y"] > 0].groupby("unique_id")["ds"].max()


def test_when_a_release_lacks_a_table_then_the_error_lists_what_it_has(settings: Settings) -> None:
    lake = Lake(settings.lake_root)
    text = lake.read("releases", f"{open_release(lake).id}.json").replace(b"feat_future", b"feat_other")
    lake.write(text, "releases", f"{open_release(lake).id}.json")
    with pytest.raises(Exception, match="feat_other"):
        runs.open_run(settings, "train", [], {})
