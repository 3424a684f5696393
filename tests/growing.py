"""A copy of the project that is grown as docs/ADDING_THINGS.md says, and sources for it, generated."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pandas as pd

from configs.settings import PROJECT_DIR, Kind, child_environment
from tests.conftest import SAMPLE
from warehouse.lake import Lake
from warehouse.releases import Release, open_release
from warehouse.store import read

PAGE = (PROJECT_DIR / "docs" / "ADDING_THINGS.md").read_text()
_FOLDERS = ("configs", "warehouse", "models_py", "scripts", "dbt_project")
_FILES = ("profiles.yml", "dbt_project.yml")
_CHEAP = json.dumps(dict.fromkeys(get_args(Kind), ("seasonal_naive", "imapa")))


def block(label: str) -> str:
    """The block of the page whose fence says what it is or where it goes."""
    (found,) = re.findall(rf"^```\w+ {re.escape(label)}\n(.*?)^```", PAGE, flags=re.M | re.S)
    return str(found)


@dataclass(frozen=True)
class Grown:
    """A copy of the project with everything of the page in its place, and what it published."""

    project: Path
    meters: Path

    def run(self, module: str, *arguments: str) -> str:
        """What one of the project's commands printed."""
        return self._run([sys.executable, "-m", module, *arguments])

    def build(self, *select: str) -> None:
        """Build a part, where the project's commands build all."""
        work, dbt = self.project / "data" / "work", str(Path(sys.executable).with_name("dbt"))
        places = {"LAKE_WORK": work, "DBT_TARGET_PATH": work / "target", "DBT_LOG_PATH": work / "logs"}
        command = [dbt, "build", "--exclude-resource-type", "unit_test", "--vars", "{}", "--select", *select]
        self._run(command, LAKE_ROOT=str(work.parent), **{name: str(place) for name, place in places.items()})

    def _run(self, command: list[str], **more: str) -> str:
        environment = {
            "APP_ENV": "test", "LAKE_ROOT": "data", "PYTHONPATH": str(self.project), "DBT_PROFILES_DIR": str(self.project),
            "SOURCES__ONLINE_RETAIL__PATH": str(SAMPLE), "SOURCES__ONLINE_RETAIL__FETCH": "null",
            "SOURCES__METERS__URL": f"sqlite:///{self.meters}",
            "FORECASTING__PORTFOLIO": _CHEAP, "FORECASTING__N_WINDOWS": "2", "FORECASTING__WORKERS": "1",
        }  # fmt: skip
        done = subprocess.run(
            command, cwd=self.project, env=child_environment(**{**environment, **more}),
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-2000:]}"
        return done.stdout

    @property
    def release(self) -> Release:
        return open_release(Lake(str(self.project / "data")))

    def counts(self, series_set: str) -> dict[str, int]:
        """Landed rows of a set, by reason."""
        accounting = read(self.release, "rpt_row_accounting").query("series_set == @series_set")
        return dict(accounting.set_index("reason")["n_rows"])

    def actuals(self, unique_id: str) -> pd.Series:
        return read(self.release, "fct_actuals", unique_ids=[unique_id]).set_index("ds")["y"]


def grow(project: Path) -> Path:
    """A copy of the project with every block of the page that is about data in its place."""
    for name in _FOLDERS:
        shutil.copytree(PROJECT_DIR / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in _FILES:
        shutil.copy(PROJECT_DIR / name, project)
    for label in re.findall(r"^```\w+ (dbt_project/\S+)", PAGE, flags=re.M):
        file = project / label
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((file.read_text() if file.exists() else "") + block(label))
    _insert(
        project / "dbt_project" / "macros" / "accuracy.sql", "{% macro accuracy_metrics(part='') %}\n", block("metric")
    )
    entries = textwrap.indent(block("source") + block("sql_source"), "    ")
    _insert(project / "dbt_project.yml", "\n  sources:\n", entries)
    return project


def _insert(file: Path, head: str, more: str) -> None:
    """Put `more` below the one place where a file says `head`."""
    text = file.read_text()
    assert text.count(head) == 1
    file.write_text(text.replace(head, head + more))


def parcels() -> tuple[list[str], list[str]]:
    """Two files of four weeks of two depots, closed on Sundays.

    The first has a day that cannot be read, a negative amount, a row twice, a day that is said in two ways, and lacks a
    day. The second brings that day late, and corrects another.
    """
    days = [day for day in pd.date_range("2011-01-31", periods=55) if day.dayofweek != 6]
    lines = [f"{depot},{day:%d/%m/%Y},{n}" for n, day in enumerate(days, 1) for depot in ("north", "south")]
    first, second = lines[:48], lines[48:]
    late = first.pop(first.index("south,12/02/2011,12"))
    odd = ["north,soon,5", "south,02/02/2011,-1", "north,05/02/2011,6", "south,08/02/2011,999"]
    return first + odd, [*second, late, "north,10/02/2011,500"]


def deliver_parcels(project: Path, name: str, lines: list[str]) -> None:
    folder = project / "data" / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join(["Depot,Day,Parcels", *lines]) + "\n")


def deliver_readings(file: Path) -> None:
    """Four weeks of two meters over the night when the clocks go forward, and the weather forecast of the day after."""
    with sqlite3.connect(file) as con:
        con.execute("create table readings (meter text, read_at text, kwh real, temperature real, noted_at text)")
        con.executemany("insert into readings values (?, ?, ?, ?, ?)", list(_readings()))
    con.close()


def _readings() -> Iterator[tuple[str, str, float | None, float, str]]:
    hours = pd.date_range("2011-03-14", "2011-04-11 23:00", freq="h", tz="Europe/London").tz_localize(None)
    for meter, kwh in (("a", 1.0), ("b", 2.0), ("TEST 1", 9.0)):
        for n, at in enumerate(hours):
            is_past = at < pd.Timestamp("2011-04-11")
            temperature = 999.0 if (meter, n) == ("a", 5) else float(at.hour)
            yield meter, str(at), kwh if is_past else None, temperature, "2011-04-10 23:30:00"
    yield "a", "2011-03-27 01:30:00", 1.0, 8.0, "2011-04-10 23:30:00"
