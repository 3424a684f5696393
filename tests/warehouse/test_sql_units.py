"""The unit tests of the SQL, which the flow leaves out."""

import yaml

from configs.settings import PROJECT_DIR, Settings, child_environment
from tests.dbt_processes import run_dbt
from warehouse.dbt import places_of


def test_every_unit_test_of_the_sql_passes(own_sample: Settings) -> None:
    described = [yaml.safe_load(file.read_text()) for file in (PROJECT_DIR / "dbt_project" / "models").rglob("*.yml")]
    written = [unit["name"] for each in described for unit in each.get("unit_tests", [])]
    said = run_dbt(["test", "--select", "test_type:unit"], PROJECT_DIR, child_environment(**places_of(own_sample)))
    assert [name for name in written if f"::{name} " not in said] == []
