"""What training hands to inference: artifacts/<run_id>/ with Parquet and a metadata.json that seals them.

current.json names the one that forecasts. metadata.json is written last and holds the sha256 of every other file, so an artifact without it does not
exist yet, and one with it is whole or is refused. No pickle: loading an artifact runs no code.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Protocol

import pandas as pd

from models_py.forecast import Lesson
from models_py.forecasting.base import Forecaster
from models_py.forecasting.learnt import from_bytes
from models_py.select import from_frame, to_frame

FORMAT = "lakecast-forecasting"
SCHEMA_VERSION = 6
READABLE = (4, 5, 6)  # 4 has intervals of 80 and 95 percent alone, 4 and 5 no networks
POINTER = "current.json"
METADATA = "metadata.json"
LEARNT = SELECTION, CALIBRATION, FACTORS = "selection.parquet", "calibration.parquet", "factors.parquet"
GLOBAL = "global-"  # and the model, a hyphen and the series set: what it learnt, as JSON
LIBRARIES = ("statsforecast", "lightgbm", "numpy", "pandas", "pyarrow")


class ArtifactError(Exception):
    """An artifact that is missing, damaged, foreign or too new; the message names the file and what to do."""


class Store(Protocol):
    """A folder, local or remote, whose single files are written atomically."""

    def path(self, *parts: str) -> str: ...
    def exists(self, *parts: str) -> bool: ...
    def names(self, *parts: str) -> list[str]: ...
    def read(self, *parts: str) -> bytes: ...
    def write(self, data: bytes, *parts: str) -> None: ...


@dataclass(frozen=True)
class Artifact:
    """A trained artifact; `metadata` has config, figures, inputs, release_id, created_at."""

    run_id: str
    metadata: Mapping[str, Any]
    lesson: Lesson
    fitted: Mapping[str, Mapping[str, Forecaster]]


def save(
    store: Store, run_id: str, lesson: Lesson, learnt: Mapping[tuple[str, str], bytes], about: Mapping[str, Any]
) -> Artifact:
    """Write an artifact; `about` goes into its metadata as it is. A reader sees all of it or none.

    `learnt` has, by series set and global model, what it learnt from all of the set (`learnt.to_bytes`).
    """
    frames = (to_frame(lesson.evidence), lesson.calibration, lesson.factors)
    files = {name: to_parquet(frame) for name, frame in zip(LEARNT, frames, strict=True)}
    files |= {f"{GLOBAL}{model}-{series_set}.json": data for (series_set, model), data in learnt.items()}
    for name, data in files.items():
        store.write(data, run_id, name)
    metadata = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "run_id": run_id,
        **about,
        "versions": {library: version(library) for library in LIBRARIES},
        "files": {name: _digest(data) for name, data in files.items()},
    }
    store.write(json.dumps(metadata, indent=1).encode(), run_id, METADATA)
    activate(store, run_id)
    return Artifact(run_id, metadata, lesson, _fitted(files))


def load(store: Store, run_id: str) -> Artifact:
    """Read an artifact and check it; raises ArtifactError that names the file at fault."""
    metadata = _metadata(store, run_id)
    sealed = {**dict.fromkeys(LEARNT), **metadata["files"]}
    files = {name: _checked(store, run_id, name, expected) for name, expected in sealed.items()}
    selection, calibration, factors = (pd.read_parquet(io.BytesIO(files[name])) for name in LEARNT)
    return Artifact(run_id, metadata, Lesson(from_frame(selection), calibration, factors), _fitted(files))


def _fitted(files: Mapping[str, bytes]) -> dict[str, dict[str, Forecaster]]:
    """By series set and name, the global models that are among the files."""
    found: dict[str, dict[str, Forecaster]] = {}
    for name, data in files.items():
        if own := _global(name):
            model, series_set = own
            found.setdefault(series_set, {})[model] = from_bytes(model, data)
    return found


def exists(store: Store, run_id: str) -> bool:
    """Whether an artifact was finished."""
    return store.exists(run_id, METADATA)


def activate(store: Store, run_id: str) -> None:
    """Make a finished artifact the one that forecasts; an older one again is a way back."""
    store.write(json.dumps({"run_id": run_id}).encode(), POINTER)


def latest(store: Store) -> Artifact:
    """The artifact that was activated last; raises ArtifactError when there is none."""
    return load(store, latest_id(store))


def latest_id(store: Store) -> str:
    """The run_id of the artifact that was activated last; raises ArtifactError when there is none."""
    if not store.exists(POINTER):
        raise ArtifactError("no artifact yet: run `make train`")
    return str(json.loads(store.read(POINTER))["run_id"])


def trained_models(store: Store, run_id: str) -> dict[str, set[str]]:
    """By series set, the names of the global models that an artifact has learnt; reads its metadata alone.

    Raises ArtifactError as `load`.
    """
    found: dict[str, set[str]] = {}
    for model, series_set in filter(None, map(_global, _metadata(store, run_id)["files"])):
        found.setdefault(series_set, set()).add(model)
    return found


def _global(file: str) -> tuple[str, str] | None:
    """(model, series set) of a file of a global model; None for another file."""
    if not file.startswith(GLOBAL):
        return None
    model, series_set = file.removeprefix(GLOBAL).removesuffix(".json").split("-", 1)
    return model, series_set


def to_parquet(frame: pd.DataFrame) -> bytes:
    """A frame as the bytes of a Parquet file."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()


def _metadata(store: Store, run_id: str) -> dict[str, Any]:
    path = store.path(run_id, METADATA)
    if not store.exists(run_id, METADATA):
        raise ArtifactError(f"{path}: missing; expected a finished artifact: run `make train`")
    try:
        metadata: dict[str, Any] = json.loads(store.read(run_id, METADATA))
    except ValueError as error:
        raise ArtifactError(
            f"{path}: damaged, not JSON ({error}); delete {store.path(run_id)} and train again"
        ) from error
    _check(metadata, run_id, path)
    return metadata


def _check(metadata: object, run_id: str, path: str) -> None:
    if not isinstance(metadata, dict) or metadata.get("format") != FORMAT or metadata.get("run_id") != run_id:
        raise ArtifactError(f"{path}: foreign; expected format {FORMAT!r} and run_id {run_id!r}")
    if metadata.get("schema_version") not in READABLE:
        raise ArtifactError(
            f"{path}: schema_version {metadata.get('schema_version')!r}, this code reads {', '.join(map(str, READABLE))}:"
            " train again, or use the code that wrote it"
        )
    missing = [key for key in ("created_at", "config", "files", "release_id") if key not in metadata]
    if missing:
        raise ArtifactError(f"{path}: damaged, without {', '.join(missing)}; train again")


def _checked(store: Store, run_id: str, name: str, expected: str | None) -> bytes:
    path = store.path(run_id, name)
    if not store.exists(run_id, name):
        raise ArtifactError(f"{path}: missing; delete {store.path(run_id)} and train again")
    data = store.read(run_id, name)
    if _digest(data) != expected:
        raise ArtifactError(f"{path}: damaged; sha256 {_digest(data)[:12]}, expected {str(expected)[:12]}; train again")
    return data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
