"""kill -9 at random moments of the whole flow: nothing torn, lost or doubled, and the next run succeeds."""

import shutil
from pathlib import Path

import pytest

from bench.crash import crash
from configs.settings import Settings

KILLS = 2  # the second, of the run that should recover from the first, waits for a narrow window


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_when_the_flow_is_killed_at_random_moments_then_the_lake_stays_whole_and_the_next_run_succeeds(
    sample: Settings, sample_seconds: float, tmp_path: Path
) -> None:
    for name, made in (("lake", sample.lake_root), ("artifacts", sample.artifacts_root)):
        shutil.copytree(made, tmp_path / name)
    outcome = crash(tmp_path, KILLS, seed=7, length=sample_seconds, in_a_row=KILLS)
    assert outcome.phases.total() == KILLS
    assert (outcome.torn, outcome.lost, outcome.doubled, outcome.failed_recoveries) == ([], [], [], [])
