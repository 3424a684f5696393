"""Projects of their own for benchmarks: the code as it is, with other sources, each added as docs/ADDING_THINGS.md says."""

import shutil
import string
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from configs.settings import PROJECT_DIR, bench_data, child_environment

SOURCES = Path(__file__).parent / "sources"
_CODE = ("configs", "warehouse", "models_py", "api", "scripts", "dbt_project", "profiles.yml")
_CACHES = shutil.ignore_patterns("__pycache__")


def make_project(folder: Path, sources: Sequence[str], **paths: str) -> Path:
    """A project in `folder` with just these sources of bench/sources; `paths` says where one lies instead."""
    project = empty_project(folder)
    for name in sources:
        text = (SOURCES / f"{name}.yml").read_text()
        entry: dict[str, dict[str, Any]] = yaml.safe_load(string.Template(text).substitute(BENCH_DATA=bench_data()))
        stages = {model.stem: model.read_text() for model in SOURCES.glob(f"stg_{name}__*.sql")}
        add_source(project, name, {**entry[name], "path": paths.get(name) or entry[name]["path"]}, stages)
    return project


def empty_project(folder: Path) -> Path:
    """The code in `folder`, without a source."""
    for name in _CODE:
        whole = PROJECT_DIR / name
        shutil.copytree(whole, folder / name, ignore=_CACHES) if whole.is_dir() else shutil.copy(whole, folder)
    shutil.rmtree(folder / "dbt_project" / "models" / "staging" / "online_retail")
    described = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text())
    described["vars"]["sources"] = {}
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(described, sort_keys=False))
    return folder


def add_source(project: Path, name: str, entry: Mapping[str, Any], stages: Mapping[str, str]) -> None:
    """The entry of a source, and its staging models by name: the five lines of each, and its twin."""
    described = yaml.safe_load((project / "dbt_project.yml").read_text())
    described["vars"]["sources"][name] = dict(entry)
    (project / "dbt_project.yml").write_text(yaml.safe_dump(described, sort_keys=False))
    folder = project / "dbt_project" / "models" / "staging" / name
    folder.mkdir()
    for model, sql in stages.items():
        (folder / f"{model}.sql").write_text(sql)
        twin = {
            "sources": [{"name": name, "tables": [{"name": name}]}],
            "models": [{"name": model, "description": "One row per landed row."}],
        }
        (folder / f"{model}.yml").write_text(yaml.safe_dump(twin))


def project_environment(project: Path, **more: str) -> dict[str, str]:
    """For child processes: everything of the project lies below its folder."""
    places = {"LAKE_ROOT": project / "data", "LAKE_WORK": project / "work", "ARTIFACTS_ROOT": project / "artifacts"}
    return child_environment(**{name: str(place) for name, place in places.items()}, **more)
