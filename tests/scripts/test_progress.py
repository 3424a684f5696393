"""The bar says how much is done and how long the rest takes."""

import re
import time

import pytest

from scripts.progress import bar


def test_the_time_left_is_that_of_this_run_also_when_it_resumes(capsys: pytest.CaptureFixture[str]) -> None:
    with bar() as show:
        show(900, 1000, "backtest")
        time.sleep(0.6)
        show(901, 1000, "backtest")
    last = capsys.readouterr().err.split("\r")[-1]
    assert "901/1000" in last
    minutes, seconds = re.findall(r"<(\d+):(\d+)", last)[0]
    assert 55 <= 60 * int(minutes) + int(seconds) <= 300, "99 shards of 0.6 s"


def test_another_step_starts_its_own_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with bar() as show:
        show(6, 6, "learn")
        show(1, 20, "backtest")
    last = capsys.readouterr().err.split("\r")[-1]
    assert last.startswith("backtest:")
    assert "1/20" in last
