"""How old the newest load may be: the contract says it, `dbt source freshness` asks."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import yaml
from pydantic import ValidationError

from configs.contracts import Freshness
from tests.dbt_processes import BuildFailed
from tests.growing import block
from tests.projects import Project, make_project, source
from warehouse.landing import land


def deliver(project: Project, days_ago: int) -> None:
    """A file of the depots, landed so many days ago."""
    inbox = project.folder / "inbox" / "depots"
    inbox.mkdir(parents=True, exist_ok=True)
    days = pd.date_range("2024-01-01", periods=30)
    rows = pd.DataFrame({"series": "a", "ds": days, "y": float(days_ago)})
    rows.to_parquet(inbox / f"{len(list(inbox.iterdir())):03}.parquet", index=False)
    at = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=days_ago)
    land(project.lake, "depots", project.sources["depots"], lambda line: None, at=at)


def test_a_source_warns_and_fails_when_its_newest_load_is_too_old_and_the_build_passes_all_the_same(
    tmp_path: Path,
) -> None:
    entry = source("depots", "D")
    entry["depots"]["freshness"] = {"warn_after_days": 2, "error_after_days": 7}
    project = make_project(tmp_path / "project", entry, models=["dim_series"])
    twin = tmp_path / "project" / "dbt_project" / "models" / "staging" / "depots" / "stg_depots__depots.yml"
    twin.write_text(yaml.safe_dump({**yaml.safe_load(twin.read_text()), **yaml.safe_load(block("freshness"))}))
    deliver(project, days_ago=8)
    with pytest.raises(BuildFailed, match="ERROR STALE freshness of depots"):
        project.dbt("source", "freshness")
    release = project.build()
    deliver(project, days_ago=3)
    assert "WARN freshness of depots" in project.dbt("source", "freshness")
    deliver(project, days_ago=0)
    assert "PASS freshness of depots" in project.dbt("source", "freshness")
    assert release.manifest.release_id in [name.removesuffix(".json") for name in project.lake.names("releases")]
    assert len([name for name in project.lake.names("releases") if name.endswith(".json")]) == 1, (
        "asking publishes nothing"
    )


@pytest.mark.parametrize("limits", [{}, {"warn_after_days": 7, "error_after_days": 2}, {"warn_after_days": 0}])
def test_limits_that_mean_nothing_are_refused(limits: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Freshness(**limits)
