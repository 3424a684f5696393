"""The documents cannot rot: links, names and commands are checked against the project, the commands by running them."""

import csv
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from configs.settings import PROJECT_DIR, LakeSettings, Settings, child_environment, load_settings
from tests.conftest import SAMPLE, Serve
from tests.environment import is_setting, read_by_dbt
from warehouse.lake import Lake
from warehouse.releases import list_ids

README, RUNBOOK = PROJECT_DIR / "README.md", PROJECT_DIR / "docs" / "RUNBOOK.md"
ARCHITECTURE = PROJECT_DIR / "docs" / "ARCHITECTURE.md"
DOCS = [README, *sorted((PROJECT_DIR / "docs").rglob("*.md"))]
SEEDS = PROJECT_DIR / "dbt_project" / "seeds"
API_URL = "http://127.0.0.1:8000"
HOSTS = {"127.0.0.1"}


def blocks(file: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", file.read_text(), flags=re.M | re.S)


def commands(file: Path) -> list[str]:
    return [line for block in blocks(file, "sh") for line in block.splitlines() if line.strip()]


def anchors(file: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", file.read_text(), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def variables() -> dict[str, str]:
    """The runbook's table of variables: name -> what it says is the default, empty where that is no value."""
    table = RUNBOOK.read_text().split("\n## Environment\n")[1].split("\n## ")[0]
    found: dict[str, str] = {}
    for line in [line for line in table.splitlines() if line.startswith("| `")]:
        names, defaults = (cell.strip().split(", ") for cell in line.split("|")[1:3])
        found |= dict(zip(names, defaults, strict=True))
    return {name.strip("`"): default.strip("`") if default[:1] == "`" else "" for name, default in found.items()}


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_every_relative_link_leads_somewhere(file: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", file.read_text()):
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        assert target.exists(), f"{file.name}: {link}"
        assert not anchor or anchor in anchors(target), f"{file.name}: no heading for {link}"


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_every_table_that_is_named_is_a_model(file: Path) -> None:
    models = {model.stem for model in (PROJECT_DIR / "dbt_project" / "models").rglob("*.sql")}
    examples = {Path(name).stem for name in re.findall(r"^```sql (\S+)", file.read_text(), flags=re.M)}
    named = set(re.findall(r"(?<![\w/])(?:stg|int|feat|dim|fct|rpt)_[a-z]\w*", file.read_text()))
    assert named <= models | examples


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_every_file_of_the_project_that_is_named_exists(file: Path) -> None:
    folders = "configs|warehouse|dbt_project|models_py|api|dashboard|scripts|deploy|docs|tests"
    named = re.findall(rf"`((?:{folders})/[\w./-]+)`", file.read_text())
    examples = re.findall(r"^```\w+ (\S+/\S+)", file.read_text(), flags=re.M)
    missing = [name for name in named if name not in examples and not (PROJECT_DIR / name).exists()]
    assert missing == []


@pytest.mark.parametrize("file", DOCS, ids=lambda file: file.name)
def test_no_document_knows_a_machine_or_a_registry(file: Path) -> None:
    text = file.read_text()
    assert set(re.findall(r"https?://([\w.-]+)", text)) <= HOSTS
    assert not re.search(r"(?<![\w.>/])/(?:home|root|tmp|work|opt|mnt|Users)\b", text)
    assert not re.search(r"pypi\.org|pythonhosted|index-url|artifactory", text)
    assert set(re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", text)) <= HOSTS


def test_every_variable_of_the_runbook_is_a_setting_and_every_setting_has_its_variable() -> None:
    named = set(variables())
    of_dbt_alone = {name for name in read_by_dbt() if not is_setting(name)}
    assert {name for name in named if not is_setting(name)} == of_dbt_alone
    tops = {name.split("__")[0].lower() for name in named - of_dbt_alone}
    assert set(Settings.model_fields) == tops
    assert {f"lake__{name}" for name in LakeSettings.model_fields} <= {name.lower() for name in named}


def test_every_variable_that_a_document_sets_or_shows_is_a_setting() -> None:
    found = {name for file in DOCS for name in re.findall(r"\b[A-Z]+(?:__[A-Z_]+)+\b", file.read_text())}
    assert found
    assert {name for name in found if not is_setting(name)} == set()


def test_the_runbook_gives_the_defaults_that_the_settings_have(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("APP_ENV", raising=False)
    settings = load_settings()
    told = {name: default for name, default in variables().items() if default and is_setting(name)}
    assert len(told) > 15
    assert {name: default for name, default in told.items() if default not in _spelled(settings, name)} == {}


def _spelled(settings: Settings, name: str) -> set[str]:
    """How a document may write the value of a setting."""
    value: object = settings
    for part in name.lower().split("__"):
        value = getattr(value, part)
    number = {f"{value:g}"} if isinstance(value, float) else set()
    return {str(value), str(value).lower(), *number}


def test_the_runbook_gives_the_memory_that_dbt_takes_by_default() -> None:
    (memory,) = re.findall(r"env_var\('LAKE_MEMORY', '(\w+)'\)", (PROJECT_DIR / "profiles.yml").read_text())
    assert variables()["LAKE_MEMORY"] == memory


def test_the_folders_of_the_picture_are_those_of_the_project() -> None:
    folders = [line.split()[0] for line in blocks(README, "text")[0].splitlines()]
    assert len(folders) > 5
    assert [name for name in folders if not (PROJECT_DIR / name).is_dir()] == []
    packages = {f"{init.parent.name}/" for init in PROJECT_DIR.glob("*/__init__.py")}
    assert packages - {"tests/", "bench/"} <= set(folders)


def test_the_tree_of_the_lake_is_that_of_a_lake(sample: Settings) -> None:
    for line in blocks(ARCHITECTURE, "lake")[0].splitlines():
        pattern = re.sub(r"<[^>]+>", "*", line.split()[0])
        assert list(Path(sample.lake_root).glob(pattern)), line
    known = {re.split(r"[/ ]", line)[0] for line in blocks(ARCHITECTURE, "lake")[0].splitlines()}
    assert {entry.name for entry in Path(sample.lake_root).iterdir()} <= known


def test_every_threshold_is_in_the_runbook_and_every_reason_in_the_architecture() -> None:
    with (SEEDS / "monitoring_thresholds.csv").open() as rows:
        measures = {row["measure"] for row in csv.DictReader(rows)}
    alerts = RUNBOOK.read_text().split("\n## Alerts\n")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", alerts, flags=re.M)) == measures
    with (SEEDS / "retrain_reasons.csv").open() as rows:
        retrain_reasons = {row["reason"] for row in csv.DictReader(rows)}
    monitoring = RUNBOOK.read_text().split("\n## Monitoring\n")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z]\w+)` \| (?:no|more|a |seasonal)", monitoring, flags=re.M)) == retrain_reasons
    judges = [
        "models/intermediate/int_observations_judged",
        "models/intermediate/int_observations_repeated",
        "models/intermediate/int_observations_deduplicated",
        "macros/stage_series",
        "macros/contracts",
    ]
    sql = " ".join((PROJECT_DIR / "dbt_project" / f"{name}.sql").read_text() for name in judges)
    rejects = (PROJECT_DIR / "dbt_project" / "macros" / "online_retail_rejects.sql").read_text()
    judged = re.findall(r"then '(\w+)(?:\{\{ \w+ \}\})?'", sql) + re.findall(r"else '(\w+)' end", sql)
    reasons = {*judged, *re.findall(r"^\s+'(\w+)':", rejects, flags=re.M)}
    told = re.findall(r"^\| (`.*?) \|", ARCHITECTURE.read_text().split("| reason |")[1].split("\n\n")[0], flags=re.M)
    assert {name for cell in told for name in re.findall(r"`(\w+?)(?:<\w+>)?`", cell)} == reasons


def test_every_pin_of_the_architecture_is_the_one_of_the_project() -> None:
    project = (PROJECT_DIR / "pyproject.toml").read_text()
    project = re.sub(r"\[[\w,]+\](?===)", "", project)  # extras
    pins = re.findall(r"`([\w-]+(?:==|<)[\d.]+)`", ARCHITECTURE.read_text())
    assert len(pins) > 5
    assert [pin for pin in pins if f'"{pin}"' not in project] == []


def test_every_make_target_that_a_document_names_exists() -> None:
    named = {target for file in DOCS for target in re.findall(r"\bmake ([a-z]+)`", file.read_text())}
    named |= {line.split()[1] for file in DOCS for line in commands(file) if line.startswith("make ")}
    for target in sorted(named):
        answer = subprocess.run(["make", "-n", target], cwd=PROJECT_DIR, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, f"make {target}: {answer.stderr}"


def test_the_readme_promises_what_the_demo_prints() -> None:
    assert "of seasonal naive" in (PROJECT_DIR / "scripts" / "demo.py").read_text()
    assert len(README.read_text().splitlines()) <= 80
    assert (PROJECT_DIR / "docs" / "images" / "forecast.png").stat().st_size < 300_000


@pytest.fixture
def prompt(own_sample: Settings, serve: Serve, tmp_path: Path) -> Callable[[str], str]:
    """Run a command as the documents say it, on a lake of its own with the API running; answers what it printed."""
    url = serve(own_sample)
    older = list_ids(Lake(own_sample.lake_root))[-1]
    bin_folder = Path(sys.executable).parent
    environment = child_environment(
        LAKE_ROOT=own_sample.lake_root, ARTIFACTS_ROOT=own_sample.artifacts_root, DBT_PROFILES_DIR=str(PROJECT_DIR),
        DBT_TARGET_PATH=str(tmp_path / "target"), DBT_LOG_PATH=str(tmp_path / "logs"),
        SOURCES__ONLINE_RETAIL__PATH=str(SAMPLE), SOURCES__ONLINE_RETAIL__FETCH="null",
        PATH=f"{bin_folder}:{child_environment()['PATH']}",
    )  # fmt: skip

    def run(command: str) -> str:
        line = command.replace("RELEASE_ID", older).replace(API_URL, url)
        answer = subprocess.run(
            ["bash", "-c", line],
            cwd=PROJECT_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert answer.returncode == 0, f"{line}\n{answer.stdout}\n{answer.stderr}"
        return answer.stdout

    return run


def test_every_command_of_the_documents_that_is_not_a_make_target_works(prompt: Callable[[str], str]) -> None:
    lines = [line for file in (README, RUNBOOK) for line in commands(file) if not line.startswith("make ")]
    assert len(lines) > 8
    for line in dict.fromkeys(lines):
        assert prompt(line).strip(), f"{line}: printed nothing"


def test_the_python_of_the_runbook_works(prompt: Callable[[str], str], tmp_path: Path) -> None:
    (code,) = blocks(RUNBOOK, "python")
    file = tmp_path / "block.py"
    file.write_text(code)
    assert "count_star()" in prompt(f"PYTHONPATH=. python {file}")


def test_the_sample_of_the_tests_has_the_product_of_the_runbook() -> None:
    (product,) = set(re.findall(r"weekly_units:(\w+)", RUNBOOK.read_text()))
    assert f",{product}," in SAMPLE.read_text()


def test_the_costs_of_scaling_follow_from_their_formula() -> None:
    text = (PROJECT_DIR / "docs" / "SCALING.md").read_text()
    n, d, e, p = (float(value.replace(",", "")) for value in re.findall(
        r"For ([\d,]+) series, `d` = (\d+), `e` = ([\d.]+) and `p` = ([\d.]+)", text)[0])  # fmt: skip
    rows = [
        [float(cell.replace(",", "")) for cell in row.split("|")[1:-1]] for row in re.findall(r"^\| \d.*", text, re.M)
    ]
    assert len(rows) > 3
    for c, *told in rows:
        hours = [n * c / 3_600_000 / (cores * e) + n * d / 3_600_000 for cores in (64, 512)]
        prices = [cores * spent * p for cores, spent in zip((64, 512), hours, strict=True)]
        assert told[0] == pytest.approx(n * c / 3_600_000, abs=0.051)
        assert told[1:] == pytest.approx([*hours, *prices], abs=0.0051)
