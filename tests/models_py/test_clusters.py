"""What is known of an engine without running one."""

import sys
from pathlib import Path

import pytest
import ray

from configs.settings import Settings
from models_py import jobs
from models_py.artifacts import load
from models_py.clusters import CLUSTERS, Engine
from models_py.engine import EngineError
from tests.models_py import shards
from tests.models_py.conftest import demo_panel, release
from tests.models_py.test_jobs import MakeSettings
from warehouse.lake import Lake


@pytest.mark.parametrize(("name", "module"), [("ray", "ray.data"), ("dask", "distributed"), ("spark", "pyspark.sql")])
def test_when_packages_are_missing_then_the_error_names_the_extra(
    name: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in (module, module.partition(".")[0]):
        monkeypatch.setitem(sys.modules, part, None)
    with pytest.raises(EngineError, match=rf"pip install 'lakecast\[{name}\]'"):
        shards.run(shards.write, tmp_path, [1], Engine(name))


def test_when_the_engine_is_unknown_then_the_error_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="unknown engine 'slurm'; there are: local, ray, dask, spark"):
        shards.run(shards.write, tmp_path, [1], Engine("slurm"))


@pytest.mark.parametrize(
    ("address", "told", "asked"),
    [
        ("", "Could not find any running Ray instance.", ["auto", "local"]),
        ("", "Failed to connect to Ray cluster at head:6379", ["auto"]),
        ("head:6379", "Could not find any running Ray instance.", ["head:6379"]),
        ("local", "", ["local"]),
    ],
)
def test_ray_is_started_only_where_none_was_named_and_none_is_found(
    address: str, told: str, asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def init(where: str, **options: object) -> None:
        seen.append(where)
        raise ConnectionError(told if where != "local" else "no room here")

    monkeypatch.setattr(ray, "init", init)
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    with pytest.raises(EngineError, match="no room here" if "local" in asked else told):
        shards.run(shards.write, tmp_path, [1], Engine("ray", address))
    assert seen == asked


def test_no_shards_are_no_work_and_no_cluster(tmp_path: Path) -> None:
    assert shards.run(shards.write, tmp_path, [], Engine("slurm")) == []


def test_every_engine_can_be_set() -> None:
    field = Settings.model_fields["forecasting"].annotation
    assert field is not None
    assert set(field.model_fields["engine"].annotation.__args__) == {"local", *CLUSTERS}


def test_where_shards_run_is_no_part_of_a_run(make_settings: MakeSettings) -> None:
    """Nothing is left to do, so no cluster is asked for: the run and its artifact are found as those of before."""
    here, there = make_settings(), make_settings(engine="dask", engine_address="tcp://private:8786")
    release(Lake(here.lake_root), demo_panel(n_series=9))
    first, second = jobs.train(here), jobs.train(there)
    assert (second.run_id, second.reused) == (first.run_id, True)
    config = load(Lake(here.artifacts_root), first.run_id).metadata["config"]
    assert not {"engine", "engine_address", "workers"} & set(config)
