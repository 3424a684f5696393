"""docs/ADDING_THINGS.md, done step by step as it says, in a copy of the dbt project."""

import ast
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from fastapi import APIRouter
from fastapi.testclient import TestClient

from api import contracts, queries
from api.app import create_app
from api.contracts import MetricsRequest
from api.routes import monitoring
from configs.settings import PROJECT_DIR, Settings, SourceConfig, child_environment
from dashboard import quality_charts
from models_py import jobs
from models_py.forecasting import local, zoo
from tests.conftest import quiet, sample_settings
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.releases import Release, open_release
from warehouse.store import read

PAGE = (PROJECT_DIR / "docs" / "ADDING_THINGS.md").read_text()


def block(label: str) -> str:
    """The block of the page whose fence says what it is or where it goes."""
    (found,) = re.findall(rf"^```\w+ {re.escape(label)}\n(.*?)^```", PAGE, flags=re.M | re.S)
    return str(found)


@dataclass(frozen=True)
class Grown:
    """A lake whose project was grown by all that the page adds to SQL."""

    settings: Settings
    release: Release


@pytest.fixture(scope="module")
def grown(sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> Grown:
    folder = tmp_path_factory.mktemp("grown")
    shutil.copytree(sample.lake_root, folder / "lake")
    shutil.copytree(sample.artifacts_root, folder / "artifacts")
    settings = sample_settings(folder)
    land_parcels(settings, folder)
    build(grow(folder / "project"), settings)
    return Grown(settings, open_release(Lake(settings.lake_root)))


def land_parcels(settings: Settings, folder: Path) -> None:
    """Eight weeks of two depots, closed on Sundays, with one row that cannot be read and one correction."""
    days = [day for day in pd.date_range("2011-01-03", periods=56) if day.dayofweek != 6]
    lines = [f"{depot},{day:%Y-%m-%d},{n}" for depot in ("north", "south") for n, day in enumerate(days, 1)]
    file = folder / "depots.csv"
    file.write_text("\n".join(["depot,day,parcels", *lines, "north,soon,5", "south,2011-01-04,-1"]) + "\n")
    (config,) = yaml.safe_load(block("source")).values()
    land(Lake(settings.lake_root), "depots", SourceConfig(**{**config, "path": str(file)}), quiet)


def grow(project: Path) -> Path:
    """A copy of the dbt project with every block of the page in its place."""
    shutil.copytree(PROJECT_DIR / "dbt_project", project / "dbt_project")
    shutil.copy(PROJECT_DIR / "profiles.yml", project)
    for label in re.findall(r"^```\w+ (dbt_project/\S+)", PAGE, flags=re.M):
        file = project / label
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((file.read_text() if file.exists() else "") + block(label))
    macro = project / "dbt_project" / "macros" / "accuracy.sql"
    head = "{% macro accuracy_metrics() %}\n"
    macro.write_text(macro.read_text().replace(head, head + block("metric")))
    described = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text())
    described["vars"]["series_sets"].append(yaml.safe_load(block("series_set")))
    (project / "dbt_project.yml").write_text(yaml.safe_dump(described, sort_keys=False))
    return project


def build(project: Path, settings: Settings) -> None:
    environment = child_environment(
        LAKE_ROOT=settings.lake_root, DBT_PROFILES_DIR=str(project), PYTHONPATH=str(PROJECT_DIR),
        DBT_TARGET_PATH=str(project / "target"), DBT_LOG_PATH=str(project / "logs"),
    )  # fmt: skip
    dbt = str(Path(sys.executable).with_name("dbt"))
    done = subprocess.run([dbt, "build"], cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "Published release" in done.stdout


def test_a_new_source_and_series_set_become_series_and_every_row_is_accounted_for(grown: Grown) -> None:
    series = read(grown.release, "dim_series").query("series_set == 'daily_parcels'")
    assert set(series["unique_id"]) == {f"daily_parcels:{depot}" for depot in ("north", "south", "all depots")}
    accounting = read(grown.release, "rpt_row_accounting").query("series_set == 'daily_parcels'")
    counts = accounting.set_index("reason")["n_rows"].to_dict()
    assert counts == {"used": 94, "incomplete_period": 2, "unparsable_ds": 1, "negative_parcels": 1}


def test_a_new_metric_is_in_the_mart_and_in_the_answers_of_the_api(grown: Grown) -> None:
    accuracy = read(grown.release, "fct_accuracy")
    assert (accuracy["max_error"] >= accuracy["mae"] - 1e-9).all()
    page = queries.metrics_page(grown.release, MetricsRequest(metrics=["max_error"], limit=1))
    assert page.items[0].values["max_error"] is not None
    assert "max_error" in {definition.metric for definition in page.definitions}


def test_a_new_monitoring_rule_raises_alerts_with_what_to_do(grown: Grown) -> None:
    alerts = read(grown.release, "fct_alerts").query("measure == 'bias_share'")
    assert len(alerts) > 0
    assert (alerts["value"] > alerts["threshold"]).all()
    assert set(alerts["severity"]) <= {"warn", "fail"}
    assert set(alerts["next_action"]) == {"Compare the forecast with the newest actuals; retrain"}


def test_a_new_model_is_backtested_beside_the_others(own_sample: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    added: dict[str, Any] = eval("{" + block("zoo") + "}", vars(local).copy())
    (name,) = added
    monkeypatch.setitem(zoo.ZOO, name, added[name])
    portfolio = {**own_sample.forecasting.portfolio, **yaml.safe_load(block("portfolio"))}
    forecasting = own_sample.forecasting.model_copy(update={"portfolio": portfolio})
    run = jobs.train(own_sample.model_copy(update={"forecasting": forecasting}))
    written = pd.read_parquet(f"{own_sample.lake_root}/jobs/backtests/run_id={run.run_id}")
    of_model = written[written["model"] == name]
    assert len(of_model) > 0
    assert of_model["y_hat"].notna().all()


@pytest.fixture
def endpoint(sample: Settings, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The API with the page's endpoint added."""
    for module, label in ((contracts, "api/contracts.py"), (queries, "api/queries.py")):
        before = vars(module).copy()
        defined = before.copy()
        exec(block(label), defined)
        for name in defined.keys() - before.keys():
            monkeypatch.setattr(module, name, defined[name], raising=False)
    route = {**vars(monitoring), "router": APIRouter(prefix="/monitoring"), "DriftPage": vars(contracts)["DriftPage"]}
    exec(block("api/routes/monitoring.py"), route)
    app = create_app(sample)
    app.include_router(route["router"], prefix="/api/v1")
    return TestClient(app)


def test_a_new_endpoint_answers_in_its_shape_and_with_problems(endpoint: TestClient, sample: Settings) -> None:
    answer = endpoint.get("/api/v1/monitoring/drift", params={"series_set": "weekly_units"})
    assert answer.status_code == 200
    drift = read(open_release(Lake(sample.lake_root)), "fct_drift").query("series_set == 'weekly_units'")
    assert {row["unique_id"] for row in answer.json()["items"]} == set(drift["unique_id"])
    assert (
        endpoint.get("/api/v1/monitoring/drift", params={"series_set": "none"}).json()["type"]
        == "/problems/unknown-series-set"
    )
    assert ast.parse(textwrap.dedent(block("api/client.py")))


def test_a_new_chart_draws_rows_and_nothing() -> None:
    defined = vars(quality_charts).copy()
    exec(block("dashboard/quality_charts.py"), defined)
    rows = pd.DataFrame({"unique_id": ["a"], "psi_ratio": [1.5]})
    for frame in (rows, rows.head(0)):
        assert defined["drift_chart"](frame).to_dict()["mark"]["type"] == "bar"
