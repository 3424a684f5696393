"""`python -m scripts.run_etl`: each source says what it did; when one fails nothing is built."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from configs.settings import get_settings
from scripts import run_etl
from tests.conftest import SAMPLE
from warehouse.lake import Lake

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command on a lake of its own, fed by the sample; dbt would fail there, as `built` says."""
    monkeypatch.setenv("LAKE_ROOT", str(tmp_path / "lake"))
    monkeypatch.setenv("SOURCES__ONLINE_RETAIL__PATH", str(SAMPLE))
    monkeypatch.setenv("SOURCES__ONLINE_RETAIL__FETCH", "null")
    get_settings.cache_clear()
    yield lambda *arguments: run_etl.main(arguments)
    get_settings.cache_clear()


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was built: the lakes' roots."""
    roots: list[str] = []
    monkeypatch.setattr("warehouse.dbt.build", lambda settings: roots.append(settings.lake_root))
    return roots


def test_a_source_lands_and_the_warehouse_is_built(
    run: Run, built: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    assert built == [str(tmp_path / "lake")]
    assert "online_retail: 494 rows landed in 1 load" in capsys.readouterr().out
    assert run() == 0
    assert "online_retail: nothing new, 1 of 1 known before" in capsys.readouterr().out


def test_with_land_only_nothing_is_built(run: Run, built: list[str], tmp_path: Path) -> None:
    assert run("--land-only", "--source", "online_retail") == 0
    assert built == []
    assert len(Lake(str(tmp_path / "lake")).names("raw", "online_retail")) == 2


def test_when_a_source_fails_then_nothing_is_built_and_the_command_says_why(
    run: Run, built: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCES__ONLINE_RETAIL__PATH", "nowhere.csv")
    get_settings.cache_clear()
    assert run() == 1
    assert built == []
    assert "etl stopped: online_retail: expected the file nowhere.csv, found none" in capsys.readouterr().err


def test_when_a_source_is_unknown_then_the_error_lists_those_there_are(
    run: Run, built: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--source", "depots") == 1
    assert built == []
    assert "unknown source depots; there are: online_retail" in capsys.readouterr().err
