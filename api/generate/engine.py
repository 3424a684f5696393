"""What the process that forecasts does: the only place of the API that runs models."""

import io
import logging
from functools import lru_cache

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from api import contracts as c
from api.errors import ApiProblem
from api.generate.tables import OUTCOMES, as_arrow, forecast_schema, forecasts, outcomes
from api.generate.tasks import Group, Part, Refusal, Task, Wanted
from models_py import artifacts
from models_py.artifacts import Artifact, ArtifactError
from models_py.generate import generate
from models_py.jobs import RequestError
from models_py.pools import LevelError
from models_py.whatif import CHANGES, ChangeError
from warehouse.lake import Lake
from warehouse.releases import Release, ReleaseError, open_release

log = logging.getLogger("lakecast.worker")
# What the process imports before its first task.
PRELOAD = ["api.generate.engine", "lightgbm", "scipy.sparse.linalg"]


def run(task: Task) -> bytes | Refusal:
    """Do a task; what it cannot do it refuses, and says why."""
    try:
        return _run(task)
    except ArtifactError as error:
        log.error("no artifact to forecast with: %s", error)
        detail = "no usable trained artifact here yet: make one with `make train`, then ask again"
        return Refusal(503, "no-artifact", "Nothing to forecast with", detail)
    except ReleaseError as error:
        log.error("no release to forecast from: %s", error)
        detail = f"release {task.wanted.release_id} is gone or damaged: ask again, from the newest one"
        return Refusal(503, "no-release", "Nothing to serve", detail)
    except ChangeError as error:
        return Refusal(422, "invalid-request", "The request is not valid", f"covariates: {error}")
    except (RequestError, LevelError) as error:
        return Refusal(422, "invalid-request", "The request is not valid", str(error))


def _run(task: Task) -> bytes:
    wanted = task.wanted
    release = _release(task.lake_root, wanted.release_id)
    artifact = _artifact(task.artifacts_root, wanted.artifact_id)
    served, told = zip(*(_generate(release, artifact, group, wanted) for group in task.groups), strict=True)
    rows, series = as_arrow(served, forecast_schema(wanted.asked)), as_arrow(told, OUTCOMES)
    if task.part:
        _write(task.part, rows, series)
        return b""
    answer = c.GenerateResponse(
        release_id=wanted.release_id,
        artifact_id=wanted.artifact_id,
        model_override=wanted.asked.model,
        items=list(forecasts(rows, wanted.asked)),
        series=list(outcomes(series)),
    )
    return answer.model_dump_json().encode()


def _generate(release: Release, artifact: Artifact, group: Group, wanted: Wanted) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(served, status) of `generate`; with changes, served has y_hat_baseline: what it is without them."""
    ids, asked = group.unique_ids, wanted.asked
    of_these = wanted.of(set(ids))
    if of_these is None:
        return generate(release, artifact, ids, group.h, asked=asked)
    changes = pd.DataFrame([vars(one) for one in of_these], columns=CHANGES)
    changes = changes.astype({"ds": "datetime64[us]", "value": float})
    served, status = generate(release, artifact, ids, group.h, changes, asked)
    if served.empty:
        return served, status
    baseline, _ = generate(release, artifact, ids, group.h, asked=asked)
    baseline = baseline.rename(columns={"y_hat": "y_hat_baseline"})
    return served.merge(baseline[["unique_id", "h", "y_hat_baseline"]], how="left", on=["unique_id", "h"]), status


def _write(part: Part, rows: pa.Table, series: pa.Table) -> None:
    """The outcomes first: a chunk is done when its forecasts are there."""
    lake = Lake(part.root)
    for folder, table in (("series", series), ("forecasts", rows)):
        data = io.BytesIO()
        pq.write_table(table, data, compression="zstd")
        lake.write(data.getvalue(), *part.folder, folder, f"{part.place:05}.parquet")


@lru_cache(maxsize=2)
def _release(lake_root: str, release_id: str) -> Release:
    return open_release(Lake(lake_root), release_id)


@lru_cache(maxsize=2)
def _artifact(artifacts_root: str, artifact_id: str) -> Artifact:
    return artifacts.load(Lake(artifacts_root), artifact_id)


def accepted(answer: bytes | Refusal) -> bytes:
    """The answer of `run`; raises ApiProblem where it is a refusal."""
    if isinstance(answer, Refusal):
        raise ApiProblem(answer.status, answer.kind, answer.title, answer.detail)
    return answer
