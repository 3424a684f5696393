"""A forecast of an old release, made again from what its run recorded."""

import csv
import math
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from configs.settings import Settings
from models_py import jobs
from models_py.jobs import RequestError
from models_py.reproduce import reproduce
from scripts import reproduce as command
from tests.conftest import READ_BY_RUNS, SAMPLE, build, quiet, sample_settings
from warehouse.lake import Lake
from warehouse.landing import land
from warehouse.releases import current_id
from warehouse.tables import JOB_TABLES


def newest_forecast(settings: Settings) -> tuple[str, Path]:
    """The only forecast run of the sample, and its file."""
    (folder,) = [f for f in Path(settings.lake_root, "jobs", "forecasts").iterdir() if f.name != "run_id=none"]
    return folder.name.removeprefix("run_id="), folder / "part-0.parquet"


def land_more(settings: Settings, tmp_path: Path) -> Settings:
    """The sample with another week, as a source of its own content."""
    lines = list(csv.reader(SAMPLE.open(newline="", encoding="utf-8")))
    more = [[f"99{i}", *line[1:4], "12/20/2011 10:00", *line[5:]] for i, line in enumerate(lines[-40:])]
    file = tmp_path / "more.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([*lines, *more])
    later = sample_settings(Path(settings.lake_root).parent)
    later.sources["online_retail"].path = str(file)
    land(Lake(later.lake_root), "online_retail", later.sources["online_retail"], quiet)
    return later


def test_a_forecast_of_an_old_release_is_made_again_to_the_last_bit(own_sample: Settings, tmp_path: Path) -> None:
    run_id, _ = newest_forecast(own_sample)
    before = current_id(Lake(own_sample.lake_root))
    later = land_more(own_sample, tmp_path)
    build(later, READ_BY_RUNS)
    assert jobs.infer(later).run_id != run_id
    found = reproduce(later, run_id)
    assert found.release_id != current_id(Lake(later.lake_root)) != before
    assert found.rows > 50
    assert found.is_equal, found
    assert not Lake(later.artifacts_root).exists(f"again-{run_id}")


def test_a_row_that_differs_by_one_bit_is_found(own_sample: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id, file = newest_forecast(own_sample)
    rows = pd.read_parquet(file)
    rows.loc[3, "y_hat"] = math.nextafter(rows.loc[3, "y_hat"], math.inf)
    pq.write_table(pa.Table.from_pandas(rows, schema=JOB_TABLES["forecasts"], preserve_index=False), file)
    found = reproduce(own_sample, run_id)
    assert (found.differing, found.missing) == (1, 0)
    monkeypatch.setattr(command, "get_settings", lambda: own_sample)
    assert command.main([run_id]) == 1


def test_an_unknown_run_is_named_with_those_there_are(own_sample: Settings) -> None:
    run_id, _ = newest_forecast(own_sample)
    with pytest.raises(RequestError, match=f"no forecast run 'infer-none'; there are: {run_id}"):
        reproduce(own_sample, "infer-none")
