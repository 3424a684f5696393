"""Forecasts on demand: as served by default; with other levels, quantiles or another model where that is asked for."""

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from configs.settings import Settings, load_settings
from models_py import artifacts
from models_py.artifacts import Artifact
from models_py.forecasting import zoo
from models_py.forecasting.learnt import Untrained
from models_py.generate import generate
from models_py.jobs import RequestError, infer, train
from models_py.pools import LevelError
from models_py.rules import Asked
from tests.models_py.conftest import HORIZON, RULES, demo_panel, dim_series, release
from warehouse.lake import Lake
from warehouse.releases import Release, open_release

BOUNDS = ["lo_80", "hi_80", "lo_95", "hi_95"]
IDS = ["s00", "s05", "x_stale", "y_short"]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A release that was trained on and forecast; read only."""
    folder = tmp_path_factory.mktemp("generate")
    block = {"portfolio": dict(RULES.portfolio), "n_windows": 3, "workers": 1}
    made = load_settings(lake_root=str(folder / "lake"), artifacts_root=str(folder / "artifacts"), forecasting=block)
    panel = demo_panel()
    release(Lake(made.lake_root), panel, dim_series(panel))
    train(made)
    infer(made)
    return made


@pytest.fixture(scope="module")
def current(settings: Settings) -> Release:
    return open_release(Lake(settings.lake_root))


@pytest.fixture(scope="module")
def artifact(settings: Settings) -> Artifact:
    return artifacts.latest(Lake(settings.artifacts_root))


@pytest.fixture(scope="module")
def stored(settings: Settings) -> pd.DataFrame:
    (file,) = [f for f in Path(settings.lake_root, "jobs", "forecasts").rglob("*.parquet") if "none" not in str(f)]
    return pd.read_parquet(file).sort_values(["unique_id", "h"])


def rows_of(frame: pd.DataFrame, ids: list[str], columns: list[str]) -> pd.DataFrame:
    return frame[frame["unique_id"].isin(ids)][columns].reset_index(drop=True)


def test_generate_serves_what_inference_stored(current: Release, artifact: Artifact, stored: pd.DataFrame) -> None:
    served, status = generate(current, artifact, IDS, 2)
    columns = ["unique_id", "h", "model", "y_hat", *BOUNDS]
    expected = rows_of(stored[stored["h"] <= 2], IDS, columns)
    pd.testing.assert_frame_equal(served[columns], expected, check_exact=True, check_dtype=False)
    assert sorted(status["unique_id"]) == IDS


@pytest.mark.parametrize(
    ("ids", "h", "told"), [(["nobody"], 1, "nobody"), (["s00"], HORIZON + 1, "1 to 3"), ([], 1, "series")]
)
def test_when_the_impossible_is_asked_then_it_says_what_is_possible(
    current: Release, artifact: Artifact, ids: list[str], h: int, told: str
) -> None:
    with pytest.raises(RequestError, match=told):
        generate(current, artifact, ids, h)


def test_when_other_levels_are_asked_then_all_are_nested_and_those_that_are_served_stay(
    current: Release, artifact: Artifact, stored: pd.DataFrame
) -> None:
    levels = (1, 37, 79, 81, 94, 96, 99)
    served, status = generate(current, artifact, IDS, HORIZON, asked=Asked(levels=levels))
    columns = ["unique_id", "h", "y_hat", *BOUNDS]
    pd.testing.assert_frame_equal(served[columns], rows_of(stored, IDS, columns), check_exact=True, check_dtype=False)
    wide = sorted({*levels, 80, 95}, reverse=True)
    order = [*(f"lo_{level}" for level in wide), "y_hat", *(f"hi_{level}" for level in reversed(wide))]
    assert (served[order].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    own = served[served["unique_id"] == "s00"]
    assert all((own[f"hi_{b}"] > own[f"hi_{a}"]).any() for a, b in pairwise((37, 79, 80, 81, 94)))
    assert status["max_level"].between(95, 99).all()


def test_when_quantiles_are_asked_then_they_are_in_order_and_those_of_the_served_levels(
    current: Release, artifact: Artifact
) -> None:
    wanted = (0.025, 0.1, 0.33, 0.5, 0.61, 0.9, 0.975)
    served, _ = generate(current, artifact, IDS, HORIZON, asked=Asked(quantiles=wanted))
    assert (served[[f"q_{p}" for p in wanted]].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    for p, side in ((0.025, "lo_95"), (0.1, "lo_80"), (0.9, "hi_80"), (0.975, "hi_95")):
        assert served[f"q_{p}"].tolist() == served[side].tolist()


@pytest.mark.parametrize("model", ["croston_sba", "drift", "seasonal_naive"])
def test_when_a_model_is_asked_for_then_it_serves_whatever_was_learnt(
    current: Release, artifact: Artifact, model: str
) -> None:
    served, status = generate(current, artifact, IDS, HORIZON, asked=Asked(model=model))
    assert set(served["model"]) == {model}
    assert set(status["status"]) == {"ok"}
    assert status["reason"].str.startswith(f"{model}: asked for instead of what is served").all()
    assert (served[["lo_95", "lo_80", "y_hat", "hi_80", "hi_95"]].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert (served["lo_95"] >= 0).all()
    assert (served["hi_95"] > served["lo_95"]).any()


def test_when_a_model_that_is_asked_for_fails_then_something_else_serves_and_it_says_so(
    current: Release, artifact: Artifact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(zoo.ZOO, "broken", Untrained("out of order"))
    served, status = generate(current, artifact, ["s00"], HORIZON, asked=Asked(model="broken"))
    (row,) = status.to_dict("records")
    assert row["status"] == "fallback"
    assert row["reason"] == "broken failed (out of order); mean_ensemble served instead"
    assert served["y_hat"].notna().all()


@pytest.mark.parametrize("model", ["nope", "lightgbm"])
def test_when_a_model_has_not_learnt_of_a_set_then_those_that_can_forecast_it_are_named(
    current: Release, artifact: Artifact, model: str
) -> None:
    with pytest.raises(RequestError, match=f"'{model}' cannot forecast weekly; there are: adida, auto_arima") as error:
        generate(current, artifact, ["s00"], HORIZON, asked=Asked(model=model))
    assert "lightgbm" not in str(error.value).split("there are")[1]


def test_when_an_artifact_has_fewer_levels_then_those_between_are_served_and_others_are_named(
    current: Release, artifact: Artifact
) -> None:
    calibration = artifact.lesson.calibration
    old = Artifact(artifact.run_id, artifact.metadata, type(artifact.lesson)(
        artifact.lesson.evidence, calibration[calibration["level"].isin([80, 95])], artifact.lesson.factors
    ), artifact.fitted)  # fmt: skip
    served, _ = generate(current, old, ["s00"], HORIZON, asked=Asked(levels=(90,)))
    assert (served["hi_90"] > served["hi_80"]).all()
    with pytest.raises(LevelError, match="level 50: the artifact has intervals from 80 to 95 percent; train again"):
        generate(current, old, ["s00"], HORIZON, asked=Asked(levels=(50,)))
