"""Projects of their own for tests: the SQL as it is, with other sources, each declared as in dbt_project.yml."""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from configs.contracts import SourceConfig
from configs.settings import PROJECT_DIR, child_environment
from tests.dbt_processes import run_dbt
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.raw import ensure_landed
from warehouse.releases import Release, open_release

SET: dict[str, Any] = {
    "label": "Amounts", "unit": "units", "season_length": 7, "recent": 4, "horizon": 5, "stale_after": 10,
    "agg": "sum", "fill": "zero", "support": "real",
}  # fmt: skip


def source(
    name: str,
    freq: str,
    ds: str = "timestamp",
    columns: Mapping[str, Any] | None = None,
    time_zone: str | None = None,
    key: tuple[str, ...] = (),
    **of_set: Any,
) -> dict[str, Any]:
    """An entry of sources whose rows are `series, ds, y` and `columns`, with one set of the same name as the source."""
    plain = {"series": {"type": "string"}, "ds": {"type": ds}, "y": {"type": "double"}}
    entry = {
        "kind": "parquet", "path": f"inbox/{name}/*.parquet", "time_zone": time_zone, "key": list(key),
        "columns": {**plain, **(columns or {})}, "series_sets": {name: {**SET, "freq": freq, **of_set}},
    }  # fmt: skip
    return {name: entry}


@dataclass(frozen=True)
class Project:
    """A copy of the dbt project with a lake of its own, all below `folder`."""

    folder: Path
    sources: Mapping[str, SourceConfig]

    @property
    def lake(self) -> Lake:
        return Lake(str(self.folder / "lake"))

    def deliver(self, name: str, rows: pd.DataFrame) -> None:
        """Land the rows as one more Parquet file of the source."""
        inbox = self.folder / "inbox" / name
        inbox.mkdir(parents=True, exist_ok=True)
        rows.to_parquet(inbox / f"{len(list(inbox.iterdir())):03}.parquet", index=False)
        land(self.lake, name, self.sources[name], lambda line: None)

    def build(self, **variables: Any) -> Release:
        """`dbt build`, without the unit tests; the newest release. Raises BuildFailed with what dbt printed."""
        self.dbt("build", "--exclude-resource-type", "unit_test", **variables)
        return open_release(self.lake)

    def dbt(self, *command: str, **variables: Any) -> str:
        """What dbt printed; raises BuildFailed with the end of it when it did not pass."""
        places = {"LAKE_ROOT": "lake", "LAKE_WORK": "work", "DBT_TARGET_PATH": "target", "DBT_LOG_PATH": "logs"}
        environment = child_environment(
            **{place: str(self.folder / below) for place, below in places.items()},
            DBT_PROFILES_DIR=str(self.folder), PYTHONPATH=str(PROJECT_DIR), APP_ENV="test",
        )  # fmt: skip
        return run_dbt([*command, "--vars", json.dumps(variables)], self.folder, environment)


def make_project(
    folder: Path,
    *sources: Mapping[str, Any],
    closures: str = "",
    staging: Mapping[str, str] | None = None,
    models: Sequence[str] = (),
) -> Project:
    """A project with just these sources; `closures` are rows of that seed, `staging` other arguments of stage_series by set.

    With `models`, its releases have these alone, as no other model is in it but what they are made of.
    """
    staged = folder / "dbt_project" / "models" / "staging"
    shutil.copytree(PROJECT_DIR / "dbt_project", folder / "dbt_project")
    shutil.copy(PROJECT_DIR / "profiles.yml", folder)
    shutil.rmtree(staged / "online_retail")
    if models:
        keep_models(folder / "dbt_project", models)
    with (folder / "dbt_project" / "seeds" / "closures.csv").open("a") as seed:
        seed.write(closures)
    entries = {name: entry for each in sources for name, entry in each.items()}
    described = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text())
    described["vars"]["sources"] = entries
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(described, sort_keys=False))
    for name, entry in entries.items():
        _stage(staged / name, name, entry["series_sets"], staging or {})
    return _project(folder, entries)


def _project(folder: Path, entries: Mapping[str, Any]) -> Project:
    configs = {name: SourceConfig(**{**entry, "path": str(folder / entry["path"])}) for name, entry in entries.items()}
    project = Project(folder, configs)
    ensure_landed(project.lake, configs)
    return project


def keep_models(dbt_project: Path, models: Sequence[str]) -> None:
    """Remove from a copy all models that these are not made of, and the tests of what is removed."""
    files = {file.stem: file for file in (dbt_project / "models").rglob("*.sql")}
    known, open_names = set[str](), set(models)
    while open_names:
        known |= open_names
        open_names = {name for made in open_names for name in _words(files[made]) & files.keys()} - known
    for name in files.keys() - known:
        files[name].unlink()
        files[name].with_suffix(".yml").unlink()
    for test in (dbt_project / "tests").glob("*.sql"):
        if _words(test) & files.keys() - known:
            test.unlink()


def _words(file: Path) -> set[str]:
    return set(re.findall(r"\w+", file.read_text()))


def _stage(folder: Path, source_name: str, sets: Mapping[str, Any], staging: Mapping[str, str]) -> None:
    folder.mkdir()
    for name in sets:
        arguments = staging.get(name, "series='series', ds='ds', y='y'")
        model = f"stg_{source_name}__{name}"
        (folder / f"{model}.sql").write_text(f"{{{{ stage_series('{source_name}', '{name}', {arguments}) }}}}\n")
        twin = {
            "sources": [{"name": source_name, "tables": [{"name": source_name}]}],
            "models": [{"name": model, "description": "One row per landed row."}],
        }
        (folder / f"{model}.yml").write_text(yaml.safe_dump(twin))
