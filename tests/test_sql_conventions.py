"""The house style of the SQL, held against dbt's own view of the project."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
import yaml

from configs.frequencies import parse_freq
from configs.settings import PROJECT_DIR, child_environment
from tests.dbt_processes import run_dbt

MODELS = sorted((PROJECT_DIR / "dbt_project" / "models").rglob("*.sql"))
SQL = sorted((PROJECT_DIR / "dbt_project").rglob("*.sql"))
MACROS = PROJECT_DIR / "dbt_project" / "macros"
PREFIXES = {
    "staging": ("stg_",),
    "intermediate": ("int_",),
    "features": ("feat_",),
    "marts": ("dim_", "fct_", "rpt_"),
}
MAX_LINES = 60
MAX_STAGING_LINES = 6
SOURCES: dict[str, Any] = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text())["vars"]["sources"]
FREQUENCIES = [
    *(
        "min",
        "15min",
        "T",
        "30T",
        "PT15M",
        "h",
        "4h",
        "H",
        "PT1H",
        "D",
        "B",
        "2D",
        "P1D",
        "W",
        "W-MON",
        "W-SUN",
        "2W-THU",
        "P1W",
    ),
    *("MS", "ME", "M", "2MS", "3MS", "P1M", "P3M", "QS", "QE", "Q", "QS-OCT", "YS", "YE", "Y", "A", "AS", "P1Y"),
]
KEYWORDS = [
    *("SELECT", "FROM", "WHERE", "GROUP", "ORDER", "BY", "HAVING", "WITH", "AS", "JOIN", "LEFT", "RIGHT", "FULL"),
    *("CROSS", "ON", "USING", "UNION", "ALL", "CASE", "WHEN", "THEN", "ELSE", "END", "AND", "OR", "NOT", "NULL"),
    *("IS", "IN", "BETWEEN", "DISTINCT", "OVER", "PARTITION", "WINDOW", "QUALIFY", "FILTER", "LIMIT", "INTERVAL"),
]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `dbt parse` understood."""
    target = tmp_path_factory.mktemp("parsed")
    places = {"LAKE_ROOT": str(target / "lake"), "DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target / "logs")}
    environment = child_environment(**places, DBT_PROFILES_DIR=str(PROJECT_DIR), DBT_WRITE_JSON="true")
    run_dbt(["parse"], PROJECT_DIR, environment)
    return dict(json.loads((target / "manifest.json").read_text()))


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


@pytest.fixture(scope="module")
def tested_grains(manifest: dict[str, Any]) -> dict[str, list[str]]:
    """Model -> the columns of its unique_grain test."""
    tests = [
        node for node in manifest["nodes"].values() if (node.get("test_metadata") or {}).get("name") == "unique_grain"
    ]
    return {node["attached_node"].split(".")[-1]: node["test_metadata"]["kwargs"]["columns"] for node in tests}


def code(file: Path) -> str:
    """A file's SQL without comments, Jinja and strings."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|--[^\n]*", " ", file.read_text(), flags=re.S)
    return re.sub(r"'[^']*'|\"[^\"]*\"", "''", text)


def code_with_jinja(file: Path) -> str:
    """A file's SQL without comments."""
    return re.sub(r"\{#.*?#\}|--[^\n]*", " ", file.read_text(), flags=re.S)


def steps(file: Path) -> list[str]:
    """The names of a file's CTEs, in order."""
    return re.findall(r"^(?:with )?(\w+) as \($", file.read_text(), flags=re.M)


def test_every_model_is_described_in_its_twin_with_its_grain(models: dict[str, dict[str, Any]]) -> None:
    assert {file.stem for file in MODELS} == set(models)
    for file in MODELS:
        patch = models[file.stem]["patch_path"] or "nowhere"
        assert patch.endswith(f"/{file.with_suffix('.yml').relative_to(PROJECT_DIR)}"), (
            f"{file.stem}: described in {patch}"
        )
        assert "One row per" in models[file.stem]["description"], f"{file.stem}: say 'One row per ...'"


def test_every_published_table_declares_its_grain_and_tests_it(
    models: dict[str, dict[str, Any]], tested_grains: dict[str, list[str]]
) -> None:
    published = [node for node in models.values() if node["schema"] in ("features", "marts")]
    assert len(published) > 15
    for node in published:
        grain = node["config"]["meta"].get("grain")
        assert grain, f"{node['name']}: meta.grain is missing; exports are sorted by it"
        assert tested_grains.get(node["name"]) == grain, f"{node['name']}: unique_grain should test {grain}"


def test_only_staging_reads_sources(models: dict[str, dict[str, Any]]) -> None:
    readers = {n["name"] for n in models.values() if any(d.startswith("source.") for d in n["depends_on"]["nodes"])}
    assert readers
    assert all(name.startswith("stg_") for name in readers), readers


def test_a_model_lies_in_the_folder_of_its_prefix_and_goes_into_that_schema(models: dict[str, dict[str, Any]]) -> None:
    for file in MODELS:
        layer = file.relative_to(PROJECT_DIR / "dbt_project" / "models").parts[0]
        assert file.stem.startswith(PREFIXES[layer]), file
        assert models[file.stem]["schema"] == layer


def test_models_are_short() -> None:
    lengths = {file.stem: len(file.read_text().splitlines()) for file in MODELS}
    assert {name: n for name, n in lengths.items() if n > MAX_LINES} == {}


@pytest.mark.parametrize("file", SQL, ids=lambda file: file.stem)
def test_keywords_are_in_lower_case(file: Path) -> None:
    assert re.findall(rf"\b(?:{'|'.join(KEYWORDS)})\b", code(file)) == []


@pytest.mark.parametrize("file", [file for file in MODELS if steps(file)], ids=lambda file: file.stem)
def test_every_step_is_used_by_a_later_one_and_is_named_for_what_it_did(file: Path) -> None:
    text = file.read_text()
    for step in steps(file):
        after = text.split(f"{step} as (", 1)[1]
        assert re.search(rf"\b(?:from|join) {step}\b|'{step}'", after), f"{step} is read by nothing"
        assert not re.match(r"cte|(?:step|t)_?\d|te?mp\b|final\b", step), f"{step}: name it for what it did"


def test_a_staging_model_is_one_call_of_a_macro_or_one_read_of_what_jobs_wrote() -> None:
    staged = [file for file in MODELS if file.stem.startswith("stg_")]
    assert len(staged) > 5
    for file in staged:
        text = file.read_text()
        call = r"\{\{ (?:typed|stage_series)\([^{}]*(?:\{[^{}]*\}[^{}]*)*\) \}\}\n"
        read = r"select \* from \{\{ source\('jobs', '\w+'\) \}\}\n"
        assert re.fullmatch(read if file.parent.name == "jobs" else call, text), f"{file.stem}: logic belongs in int_"


def test_only_typed_reads_what_landed() -> None:
    readers = {file.stem for file in SQL if re.search(r"(?<!_)\bsource\(", code_with_jinja(file))}
    assert {name for name in readers if not name.startswith("stg_jobs__")} == {"contracts"}


def test_every_source_is_declared_where_its_contract_is_and_every_set_has_its_model(
    manifest: dict[str, Any], models: dict[str, dict[str, Any]]
) -> None:
    declared = {(node["source_name"], node["name"]) for node in manifest["sources"].values()}
    assert {pair for pair in declared if pair[0] != "jobs"} == {(name, name) for name in SOURCES}
    for source, contract in SOURCES.items():
        for name in contract["series_sets"]:
            text = models[f"stg_{source}__{name}"]["raw_code"]
            assert f"'{source}', '{name}'" in text
            assert len(text.splitlines()) <= MAX_STAGING_LINES, f"{source}, {name}: a set is a few lines"


def test_every_source_knows_when_it_landed_and_is_as_fresh_as_its_contract_wants(manifest: dict[str, Any]) -> None:
    found = {node["source_name"]: node for node in manifest["sources"].values()}
    for source, contract in SOURCES.items():
        assert found[source]["loaded_at_field"] == "_loaded_at", source
        told = {limit: (found[source]["freshness"] or {}).get(limit) or {} for limit in ("warn_after", "error_after")}
        wanted = contract.get("freshness") or {}
        assert {f"{limit}_days": said.get("count") for limit, said in told.items()} == {
            f"{limit}_days": wanted.get(f"{limit}_days") for limit in told
        }
        assert {said["period"] for said in told.values() if said.get("count")} <= {"day"}


def test_a_series_set_is_named_in_its_staging_model_and_in_dbt_project_only() -> None:
    sets = [name for contract in SOURCES.values() for name in contract["series_sets"]]
    assert sets
    elsewhere = [file for file in SQL if "staging" not in file.parts]
    named = {(file.stem, name) for file in elsewhere for name in sets if name in file.read_text()}
    assert named == set()


def test_a_model_that_is_built_by_ranges_of_series_reads_the_model_that_it_is_split_by(
    models: dict[str, dict[str, Any]],
) -> None:
    ranged = [node for node in models.values() if node["config"]["materialized"] == "by_series"]
    assert ranged
    for node in ranged:
        split = node["config"]["split"]
        assert f"model.lakecast.{split}" in node["depends_on"]["nodes"], f"{node['name']}: split by {split}"
        assert "series_key" in models[split]["raw_code"], f"{node['name']}: {split} has no series_key"


class Returned(Exception):
    """What a macro's `return` gave."""


def parsed_by_sql(text: str) -> tuple[str, int]:
    """A frequency as the macro parse_freq reads it."""

    def give(value: dict[str, Any]) -> None:
        raise Returned(value)

    def refuse(message: str) -> None:
        raise ValueError(message)

    environment = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)
    known = {
        "modules": SimpleNamespace(re=re),
        "return": give,
        "exceptions": SimpleNamespace(raise_compiler_error=refuse),
    }
    macros = environment.from_string((MACROS / "frequencies.sql").read_text(), globals=known).module
    with pytest.raises(Returned) as returned:
        macros.parse_freq(text)  # type: ignore[attr-defined]
    found = returned.value.args[0]
    return found["grain"], found["n"]


@pytest.mark.parametrize("text", FREQUENCIES)
def test_sql_and_the_settings_read_a_frequency_alike(text: str) -> None:
    assert parsed_by_sql(text) == parse_freq(text)
