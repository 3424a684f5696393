"""An artifact is whole, or refused with a message that names the file."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from models_py import artifacts
from models_py.artifacts import ArtifactError
from models_py.forecast import Lesson
from models_py.forecasting.global_lgbm import TrainedLightGBM
from models_py.forecasting.global_linear import TrainedLinear
from models_py.forecasting.learnt import to_bytes
from models_py.select import Evidence
from warehouse.lake import Lake

ABOUT = {"created_at": "2024-01-01T00:00:00", "config": {"levels": [80]}, "release_id": "r1", "figures": {}}
MODEL = TrainedLightGBM("tree\n", "season_4", (4,), ("month",), ("lag_1",))
LINEAR = TrainedLinear({3: [[0.1, 0.2]]})
LEARNT = {
    ("s", "lightgbm"): to_bytes(MODEL),
    ("s", "global_linear"): to_bytes(LINEAR),
    ("a-set", "global_linear"): to_bytes(LINEAR),
}


def lesson() -> Lesson:
    own = pd.DataFrame({"unique_id": ["a"], "model": ["ces"], "ratio": [0.9], "n_windows": [3]})
    prior = pd.DataFrame(
        {"series_set": ["s"], "demand_class": ["smooth"], "model": ["ces"], "ratio": [0.8], "n_windows": [7]}
    )
    bounds = {
        "series_set": ["s"],
        "demand_class": ["all"],
        "h": [0],
        "level": [80],
        "q_lo": [-1.0],
        "q_hi": [1.0],
        "n": [9],
    }
    factors = {"series_set": ["s"], "demand_class": ["all"], "unique_id": [None], "factor": [1.5]}
    return Lesson(Evidence(own, prior), pd.DataFrame(bounds), pd.DataFrame(factors))


@pytest.fixture
def store(tmp_path: Path) -> Lake:
    store = Lake(str(tmp_path))
    artifacts.save(store, "train-1", lesson(), LEARNT, ABOUT)
    return store


def test_what_was_saved_is_loaded(store: Lake) -> None:
    loaded = artifacts.load(store, "train-1")
    pd.testing.assert_frame_equal(loaded.lesson.calibration, lesson().calibration)
    pd.testing.assert_frame_equal(loaded.lesson.evidence.own, lesson().evidence.own, check_dtype=False)
    assert loaded.fitted == {"s": {"lightgbm": MODEL, "global_linear": LINEAR}, "a-set": {"global_linear": LINEAR}}
    assert loaded.metadata["release_id"] == "r1"
    assert "statsforecast" in loaded.metadata["versions"]


def test_the_latest_is_the_one_finished_last(store: Lake) -> None:
    artifacts.save(store, "train-0", lesson(), {}, {**ABOUT, "created_at": "2024-02-01T00:00:00"})
    store.write(b"part of a run that is not finished", "train-9", "shards", "00000.parquet")
    assert artifacts.latest(store).run_id == "train-0"


@pytest.mark.parametrize("name", list(artifacts.LEARNT))
def test_one_flipped_bit_is_noticed(store: Lake, tmp_path: Path, name: str) -> None:
    file = tmp_path / "train-1" / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(ArtifactError, match=f"{name}: damaged; sha256"):
        artifacts.load(store, "train-1")


@pytest.mark.parametrize("name", [artifacts.METADATA, *artifacts.LEARNT])
def test_a_missing_file_is_named(store: Lake, tmp_path: Path, name: str) -> None:
    (tmp_path / "train-1" / name).unlink()
    with pytest.raises(ArtifactError, match=f"{name}: missing"):
        artifacts.load(store, "train-1")


def spoil(change: dict[str, object]) -> Callable[[bytes], bytes]:
    return lambda data: json.dumps({**json.loads(data), **change}).encode()


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (spoil({"schema_version": 99}), "schema_version 99, this code reads 4, 5, 6"),
        (spoil({"schema_version": 3}), "schema_version 3, this code reads 4, 5, 6: train again"),
        (spoil({"format": "other"}), "foreign"),
        (spoil({"run_id": "train-2"}), "foreign"),
        (lambda data: b"[1]", "foreign"),
        (lambda data: data[:50], "damaged, not JSON"),
        (lambda data: b"\xff\xfe\x00", "damaged, not JSON"),
    ],
)
def test_metadata_that_cannot_be_trusted_is_refused(store: Lake, spoilt: Callable[[bytes], bytes], told: str) -> None:
    store.write(spoilt(store.read("train-1", artifacts.METADATA)), "train-1", artifacts.METADATA)
    with pytest.raises(ArtifactError, match=rf"metadata\.json: {told}"):
        artifacts.load(store, "train-1")


def test_when_there_is_none_then_the_error_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="make train"):
        artifacts.latest(Lake(str(tmp_path / "empty")))
