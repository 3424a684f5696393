"""Projects of their own for benchmarks: the code as it is, with other sources, each added as docs/ADDING_THINGS.md says."""

import shutil
import string
from collections.abc import Sequence
from pathlib import Path

import yaml

from configs.settings import PROJECT_DIR, bench_data, child_environment

SOURCES = Path(__file__).parent / "sources"
_CODE = ("configs", "warehouse", "models_py", "api", "scripts", "dbt_project", "profiles.yml")
_CACHES = shutil.ignore_patterns("__pycache__")


def make_project(folder: Path, sources: Sequence[str], **paths: str) -> Path:
    """A project in `folder` with just these sources of bench/sources; `paths` says where one lies instead."""
    for name in _CODE:
        whole = PROJECT_DIR / name
        shutil.copytree(whole, folder / name, ignore=_CACHES) if whole.is_dir() else shutil.copy(whole, folder)
    shutil.rmtree(folder / "dbt_project" / "models" / "staging" / "online_retail")
    described = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text())
    described["vars"]["sources"] = {}
    for name in sources:
        described["vars"]["sources"] |= _entry(name, paths.get(name))
        _stage(folder / "dbt_project" / "models" / "staging" / name, name)
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(described, sort_keys=False))
    return folder


def _entry(name: str, path: str | None) -> dict[str, dict[str, object]]:
    text = (SOURCES / f"{name}.yml").read_text()
    entry: dict[str, dict[str, object]] = yaml.safe_load(string.Template(text).substitute(BENCH_DATA=bench_data()))
    return {name: {**entry[name], "path": path or entry[name]["path"]}}


def _stage(folder: Path, name: str) -> None:
    """The five lines of the staging model, and its twin."""
    folder.mkdir()
    for model in SOURCES.glob(f"stg_{name}__*.sql"):
        shutil.copy(model, folder)
        twin = {
            "sources": [{"name": name, "tables": [{"name": name}]}],
            "models": [{"name": model.stem, "description": "One row per landed row."}],
        }
        (folder / f"{model.stem}.yml").write_text(yaml.safe_dump(twin))


def project_environment(project: Path, **more: str) -> dict[str, str]:
    """For child processes: everything of the project lies below its folder."""
    places = {"LAKE_ROOT": project / "data", "LAKE_WORK": project / "work", "ARTIFACTS_ROOT": project / "artifacts"}
    return child_environment(**{name: str(place) for name, place in places.items()}, **more)
