"""The benchmark of the monitoring marts makes vintages that meet actuals, and says what differs."""

from pathlib import Path

import pandas as pd
import pytest

from bench import monitoring_marts
from bench.vintages import HORIZON, SEASON, deliver, make_lake, make_world, serve
from warehouse.tables import JOB_TABLES


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project, world = make_lake(tmp_path_factory.mktemp("vintages") / "project"), make_world(4, 70)
    deliver(project, world, range(70))
    serve(project, world, range(65, 68))
    return project


def test_every_week_has_a_run_with_each_series_and_step(project: Path) -> None:
    rows = pd.read_parquet(project / "data" / "jobs" / "forecasts", partitioning=None)
    assert rows.groupby(["run_id", "unique_id"]).size().eq(HORIZON).all()
    assert rows["run_id"].nunique() == 3
    assert list(rows.columns) == JOB_TABLES["forecasts"].names
    assert ((rows["ds"] - rows["cutoff"]).dt.days == 7 * rows["h"]).all()
    assert (rows["lo_95"] <= rows["lo_80"]).all()
    assert (rows["hi_80"] <= rows["hi_95"]).all()


def test_seasonal_naive_repeats_what_was_a_season_before(project: Path) -> None:
    world = make_world(4, 70)
    rows = pd.read_parquet(project / "data" / "jobs" / "forecasts", partitioning=None)
    one = rows.query("unique_id == 'weekly:s000002' and run_id == 'inference-000066'").sort_values("h")
    assert one["y_hat_naive"].tolist() == world.y[2, 67 - SEASON : 67 - SEASON + HORIZON].tolist()


def test_the_table_has_both_builds_by_model() -> None:
    cost = {"seconds": 40.0, "cpu_seconds": 60.0, "peak_gib": 1.0, "models": {"fct_accuracy": 21.5}}
    text = monitoring_marts.table(
        {"full": cost, "incremental": {**cost, "seconds": 9.0, "models": {"fct_accuracy": 4.25}}}
    )
    assert "40.00          9.00" in text
    assert "21.50          4.25" in text
