"""The unit tests of the SQL, which the flow leaves out."""

import subprocess
import sys
from pathlib import Path

import yaml

from configs.settings import PROJECT_DIR, Settings, child_environment
from warehouse.dbt import places_of


def test_every_unit_test_of_the_sql_passes(own_sample: Settings) -> None:
    described = [yaml.safe_load(file.read_text()) for file in (PROJECT_DIR / "dbt_project" / "models").rglob("*.yml")]
    written = [unit["name"] for each in described for unit in each.get("unit_tests", [])]
    done = subprocess.run(
        [str(Path(sys.executable).with_name("dbt")), "test", "--select", "test_type:unit"],
        cwd=PROJECT_DIR, env=child_environment(**places_of(own_sample)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]
    assert [name for name in written if f"::{name} " not in done.stdout] == []
