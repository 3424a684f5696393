"""What is kept of accuracy and of measures where nothing changed is what a whole build of the same data makes, to the last bit."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from bench.monitoring_marts import Builds
from bench.vintages import World, deliver, make_lake, make_world, serve
from tests.dbt_processes import run_dbt
from tests.projects import keep_models
from warehouse.lake import Lake
from warehouse.releases import open_release
from warehouse.retention import verify

N_WEEKS, N_RUNS = 70, 6
GRAIN = ["unique_id", "basis", "run_id", "model", "cutoff", "horizon_bucket"]
MARK = -1.0
Built = tuple[Path, World]
Change = Callable[[Path, World], None]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Three series with six runs, two in March and four in April, the last of which has met one actual; built once."""
    project, world = make_lake(tmp_path_factory.mktemp("kept") / "project"), make_world(3, N_WEEKS + 1)
    keep_models(
        project / "dbt_project", ["fct_accuracy", "int_measures_shifts", "int_measures_units", "stg_weekly__weekly"]
    )
    deliver(project, world, range(N_WEEKS))
    serve(project, world, range(N_WEEKS - 1 - N_RUNS, N_WEEKS - 1))
    run_dbt(["build", "--exclude-resource-type", "unit_test"], project, Builds(project).environment)
    return project, world


@pytest.fixture(scope="module")
def kept(first: Built) -> Path:
    """The first build as it was."""
    return Path(shutil.copytree(first[0], first[0].with_name("kept"), symlinks=True))


@pytest.fixture
def built(first: Built, kept: Path) -> Built:
    """The first build, free to be changed: in its place, for which alone what dbt parsed of the project holds."""
    shutil.rmtree(first[0])
    shutil.copytree(kept, first[0], symlinks=True)
    return first


def build(project: Path, *arguments: str, select: str = "+fct_accuracy") -> None:
    run_dbt(["run", "--select", select, *arguments], project, Builds(project).environment)


def accuracy(project: Path) -> pd.DataFrame:
    """The mart in the work file, sorted by its grain."""
    with duckdb.connect(str(project / "work" / "warehouse.duckdb"), read_only=True) as work:
        return work.sql("from marts.fct_accuracy").df().sort_values(GRAIN, ignore_index=True)


def shifts(project: Path) -> pd.DataFrame:
    """The measures of shifts in the work file, sorted."""
    with duckdb.connect(str(project / "work" / "warehouse.duckdb"), read_only=True) as work:
        rows = work.table("intermediate.int_measures_shifts").df()
    return rows.sort_values(["unique_id", "measure", "ds"], ignore_index=True)


def n_steps(rows: pd.DataFrame) -> dict[str, int]:
    """Of the rows of one series, the steps that each run's vintage has."""
    of_one = rows.query("model == 'served' and horizon_bucket == 'all' and unique_id == unique_id.min()")
    return dict(zip(of_one["run_id"], of_one["n"], strict=True))


def files(project: Path) -> dict[str, int]:
    """The kept files of the mart, each with when it was written."""
    return {file.name: file.stat().st_mtime_ns for file in (project / "work" / "kept" / "fct_accuracy").iterdir()}


def of_month(project: Path, month: int) -> str:
    """The file of the vintages of a month."""
    with duckdb.connect(str(project / "work" / "warehouse.duckdb"), read_only=True) as work:
        ((name,),) = work.execute(
            "select name from lakecast.files_of_fct_accuracy where month(since) = $1", [month]
        ).fetchall()
    return str(name)


def add_a_vintage(project: Path, world: World) -> None:
    serve(project, world, range(N_WEEKS - 1, N_WEEKS))


def add_a_period(project: Path, world: World) -> None:
    deliver(project, world, range(N_WEEKS, N_WEEKS + 1))


def revise_an_old_actual(project: Path, world: World) -> None:
    """Of one series, a week that the two oldest runs had forecast."""
    y, week = world.y[1:2].copy(), N_WEEKS - N_RUNS + 1
    y[:, week] += 7
    deliver(project, World(y, world.ids[1:2]), range(week, week + 1))


def remove_a_run(project: Path, world: World) -> None:
    for table in ("forecasts", "runs"):
        shutil.rmtree(sorted((project / "data" / "jobs" / table).glob("run_id=inference*"))[1])


def replace_a_run(project: Path, world: World) -> None:
    """Under the same run, of all series the forecasts of the steps the other way round: the same numbers elsewhere."""
    (file,) = sorted((project / "data" / "jobs" / "forecasts").glob("run_id=inference*"))[0].glob("*.parquet")
    rows = pq.read_table(file)
    column = rows.schema.get_field_index("y_hat")
    turned = rows["y_hat"].combine_chunks().take(list(reversed(range(len(rows)))))
    pq.write_table(rows.set_column(column, rows.schema.field(column), turned), file)


def build_the_past(project: Path, world: World) -> None:
    """A build as of some weeks before: the work file has less in between."""
    build(project, "--vars", '{"as_of": "2022-04-20"}')
    assert n_steps(accuracy(project)) == {
        "inference-000063": 4, "inference-000064": 3, "inference-000065": 2, "inference-000066": 1
    }  # fmt: skip


def shorten_the_horizon(project: Path, world: World) -> None:
    described = project / "dbt_project.yml"
    described.write_text(described.read_text().replace("horizon: 8", "horizon: 6"))


@pytest.mark.parametrize(
    "changes",
    [(add_a_vintage, add_a_period, revise_an_old_actual, remove_a_run, replace_a_run),
     (build_the_past,), (shorten_the_horizon,)],
    ids=lambda changes: "-".join(change.__name__ for change in changes),
)  # fmt: skip
def test_after_a_change_the_kept_table_is_that_of_a_whole_build(built: Built, changes: Sequence[Change]) -> None:
    project, world = built
    before = accuracy(project)
    for change in changes:
        change(project, world)
    build(project)
    kept = accuracy(project)
    build(project, "--full-refresh", select="fct_accuracy")
    pd.testing.assert_frame_equal(kept, accuracy(project), check_exact=True)
    assert kept.equals(before) == (changes == (build_the_past,))


def test_only_months_whose_vintages_met_something_new_are_made_anew(built: Built) -> None:
    project, world = built
    before, march = files(project), of_month(project, 3)
    assert len(before) == 2
    revise_an_old_actual(project, world)
    build(project)
    build(project)  # what no table names goes when the next build begins
    assert of_month(project, 3) != march
    assert before.keys() - files(project).keys() == {march}
    assert files(project)[of_month(project, 4)] == before[of_month(project, 4)]


def test_other_sql_makes_all_of_it_anew(built: Built) -> None:
    project, _ = built
    before = files(project)
    macro = project / "dbt_project" / "macros" / "accuracy.sql"
    more = "'max_error': list_max(abs_error{{ part }}),\n    'mae':"
    macro.write_text(macro.read_text().replace("'mae':", more, 1))
    build(project)
    found = accuracy(project)
    assert (found["max_error"] >= found["mae"]).all()
    assert not before.keys() & {of_month(project, 3), of_month(project, 4)}


def stop_before_it_is_named(project: Path) -> None:
    """As a build leaves it that was stopped when the file was there, and the row that names it was not."""
    with duckdb.connect(str(project / "work" / "warehouse.duckdb")) as work:
        work.execute("delete from lakecast.files_of_fct_accuracy where month(since) = 3")


def have_been_made_for_other_parts(project: Path) -> None:
    """As a work file is in which parts had another key."""
    with duckdb.connect(str(project / "work" / "warehouse.duckdb")) as work:
        work.execute("alter table lakecast.files_of_fct_accuracy rename column since to month")


def damage(project: Path) -> None:
    (project / "work" / "kept" / "fct_accuracy" / of_month(project, 3)).write_bytes(b"PAR1 damaged PAR1")


def lose(project: Path) -> None:
    (project / "work" / "kept" / "fct_accuracy" / of_month(project, 3)).unlink()


@pytest.mark.parametrize("fault", [stop_before_it_is_named, have_been_made_for_other_parts, damage, lose])
def test_a_part_whose_file_is_not_as_it_was_written_is_made_good(built: Built, fault: Callable[[Path], None]) -> None:
    project, _ = built
    before = accuracy(project)
    fault(project)
    build(project, select="fct_accuracy")
    pd.testing.assert_frame_equal(accuracy(project), before, check_exact=True)


def test_a_work_folder_may_be_moved(built: Built) -> None:
    project, _ = built
    moved = shutil.copytree(project, project.with_name("moved"), symlinks=True)
    shutil.rmtree(project / "work" / "kept")
    build(moved, select="int_calendar")
    assert len(accuracy(moved))


def test_what_is_published_are_the_kept_files_and_a_damaged_one_is_mended(built: Built) -> None:
    project, _ = built
    lake = Lake(str(project / "data"))
    release = open_release(lake)
    assert len(release.files("fct_accuracy")) == 2
    published = release.duckdb("fct_accuracy").view("fct_accuracy").df().sort_values(GRAIN, ignore_index=True)
    pd.testing.assert_frame_equal(published, accuracy(project), check_exact=True)
    Path(release.files("fct_accuracy")[0]).write_bytes(b"PAR1 damaged PAR1")
    run_dbt(["build", "--exclude-resource-type", "unit_test"], project, Builds(project).environment)
    assert [fault for _, fault in verify(lake) if fault] == []


def test_shifts_of_a_past_that_is_as_it_was_are_kept_and_are_those_of_a_whole_build(built: Built) -> None:
    project, world = built
    with duckdb.connect(str(project / "work" / "warehouse.duckdb")) as work:
        work.execute(f"update intermediate.int_measures_shifts set value = {MARK}")
    add_a_period(project, world)
    revise_an_old_actual(project, world)
    build(project, select="+int_measures_shifts")
    anew = shifts(project).query("value != @MARK")
    revised = N_WEEKS - N_RUNS + 1
    weeks = anew.assign(week=(anew["ds"] - world.moments(np.array([0]))[0]).dt.days // 7).groupby("unique_id")["week"]
    assert weeks.min().tolist() == [N_WEEKS, revised, N_WEEKS]
    build(project, "--full-refresh", select="int_measures_shifts")
    whole = shifts(project).merge(anew, on=["unique_id", "measure", "ds"])
    assert (whole["value_x"] == whole["value_y"]).all()
    assert len(whole) == len(anew)


def test_shifts_that_were_kept_by_other_parts_are_made_anew(built: Built) -> None:
    project, _ = built
    with duckdb.connect(str(project / "work" / "warehouse.duckdb")) as work:
        work.execute("alter table lakecast.made_of_int_measures_shifts rename column ds to period")
        work.execute(f"update intermediate.int_measures_shifts set value = {MARK}")
    build(project, select="int_measures_shifts")
    found = shifts(project)
    assert len(found)
    assert (found["value"] != MARK).all()
