"""Retrain or not, as a scheduler asks."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from configs.settings import PROJECT_DIR, Settings, child_environment
from models_py import jobs
from tests.conftest import build
from tests.projects import Project, make_project, source
from warehouse.lake import Lake
from warehouse.releases import open_release
from warehouse.store import read

# What is told of runs, and what a decision on them needs that is made of what jobs wrote.
OF_RUNS = ["+fct_runs", "source:jobs+,+rpt_retrain"]


def run(lake_root: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.monitor", *arguments]
    environment = child_environment(LAKE_ROOT=lake_root)
    return subprocess.run(command, cwd=PROJECT_DIR, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A series of 60 days that nothing was trained on."""
    project = make_project(
        tmp_path_factory.mktemp("untrained") / "project", source("sales", "D"), models=["rpt_retrain"]
    )
    days = pd.date_range("2024-01-01", periods=60)
    project.deliver("sales", pd.DataFrame({"series": "a", "ds": days, "y": [float(day.dayofweek) for day in days]}))
    project.build()
    return project


def test_when_training_and_forecast_are_fresh_then_there_is_nothing_to_do(sample: Settings) -> None:
    answer = run(sample.lake_root)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("nothing to do: release ")
    told = json.loads(run(sample.lake_root, "--json").stdout)
    assert (told["retrain"], told["reasons"]) == (False, [])


def test_when_nothing_was_trained_yet_then_it_says_so_for_people_and_for_programs(untrained: Project) -> None:
    answer = run(untrained.lake.root)
    assert answer.returncode == 10
    (line,) = answer.stdout.splitlines()
    assert line.startswith("train: sales: never_trained: no training has known the set: 1, above 0")
    as_json = run(untrained.lake.root, "--json")
    assert as_json.returncode == 10
    told = json.loads(as_json.stdout)
    assert told["retrain"] is True
    assert [(reason["series_set"], reason["reason"], reason["value"]) for reason in told["reasons"]] == [
        ("sales", "never_trained", 1)
    ]


def test_when_the_limit_in_the_seed_moves_then_so_does_the_decision(untrained: Project) -> None:
    seed = untrained.folder / "dbt_project" / "seeds" / "retrain_reasons.csv"
    before = seed.read_text()
    assert "never_trained,,above,0," in before
    seed.write_text(before.replace("never_trained,,above,0,", "never_trained,,above,2,"))
    untrained.dbt("build", "--exclude-resource-type", "unit_test", "--select", "retrain_reasons+")
    assert run(untrained.lake.root).returncode == 0
    seed.write_text(before)
    untrained.dbt("build", "--exclude-resource-type", "unit_test", "--select", "retrain_reasons+")
    assert run(untrained.lake.root).returncode == 10


def test_when_there_is_no_release_then_it_fails_and_is_not_taken_for_nothing_to_do(tmp_path: Path) -> None:
    answer = run(str(tmp_path))
    assert answer.returncode == 1
    assert answer.stderr.startswith("monitoring stopped: ")
    assert answer.stdout == ""


def newest_recipes(settings: Settings) -> dict[str, str]:
    """Kind of run -> the recipe that it noted."""
    runs = read(open_release(Lake(settings.lake_root)), "fct_runs")
    return dict(zip(runs["kind"], runs["recipe"], strict=True))


def test_when_a_forecast_is_made_under_another_configuration_then_it_asks_for_a_training(own_sample: Settings) -> None:
    assert run(own_sample.lake_root).returncode == 0
    recipes = newest_recipes(own_sample)
    assert recipes["train"] == recipes["inference"]
    changed = own_sample.forecasting.model_copy(update={"shrinkage": 4.0})
    jobs.infer(own_sample.model_copy(update={"forecasting": changed}))
    build(own_sample, OF_RUNS)
    assert newest_recipes(own_sample)["train"] == recipes["train"]
    answer = run(own_sample.lake_root, "--json")
    assert answer.returncode == 10
    told = {(reason["series_set"], reason["reason"]) for reason in json.loads(answer.stdout)["reasons"]}
    assert told == {("weekly_units", "other_recipe"), ("daily_revenue", "other_recipe")}
    jobs.infer(own_sample)
    build(own_sample, OF_RUNS)
    assert run(own_sample.lake_root).returncode == 0


def test_runs_from_before_recipes_were_noted_are_read_and_ask_for_nothing(own_sample: Settings) -> None:
    files = sorted(Path(own_sample.lake_root, "jobs", "runs").rglob("*.parquet"))
    assert len(files) == 3
    for file in files:
        pq.write_table(pq.ParquetFile(file).read().drop_columns("recipe"), file)
    build(own_sample, OF_RUNS)
    assert set(newest_recipes(own_sample).values()) == {None}
    assert run(own_sample.lake_root).returncode == 0
