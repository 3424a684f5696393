"""A model of the dbt project on frames: its own SQL with its macros, in a DuckDB of its own; what it refers to are the frames."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import duckdb
import jinja2
import pandas as pd
import yaml

from configs.settings import PROJECT_DIR

# Of columns that pandas has no type for, as spans of whole days, a relation of `connection`.
Input = pd.DataFrame | duckdb.DuckDBPyRelation
_DBT = PROJECT_DIR / "dbt_project"


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """One thread: the frames are small."""
    return duckdb.connect(config={"threads": 1})


@cache
def sql_of(model: str, *macros: str) -> str:
    """The SQL of a model, rendered with these files of macros; a `ref` is the name of the other model."""
    variables: dict[str, Any] = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text())["vars"]
    (file,) = (_DBT / "models").rglob(f"{model}.sql")
    text = "".join((_DBT / "macros" / f"{name}.sql").read_text() for name in macros)
    template = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False).from_string(text + file.read_text())
    return template.render(ref=lambda name: name, var=variables.__getitem__, config=lambda **_: "")


def rows_of(model: str, macros: tuple[str, ...], inputs: Mapping[str, Input]) -> pd.DataFrame:
    """The rows that the model makes of its inputs, by the names that it refers to them."""
    sql = sql_of(model, *macros)
    assert set(re.findall(r"\b(?:from|join) ((?:int|fct|dim|feat)_\w+)", sql)) == set(inputs)
    opened = connection()
    for name, rows in inputs.items():
        if isinstance(rows, pd.DataFrame):
            opened.register(name, rows)
        else:
            opened.unregister(name)  # a frame of this name would hide the view
            rows.create_view(name)
    return opened.execute(sql).df()
