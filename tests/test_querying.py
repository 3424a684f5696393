"""Every command and every block of Python in docs/QUERYING.md works on a lake."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from configs.settings import PROJECT_DIR, Settings, child_environment
from warehouse.lake import Lake
from warehouse.releases import list_ids

PAGE = (PROJECT_DIR / "docs" / "QUERYING.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.M | re.S)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line and not line.startswith("make ")]


@pytest.fixture
def prompt(sample: Settings, tmp_path: Path) -> Callable[[str], str]:
    """Run a line as the page says it, in a folder of its own; answers what it printed."""
    older = list_ids(Lake(sample.lake_root))[-1]
    environment = child_environment(
        LAKE_ROOT=sample.lake_root, PYTHONPATH=str(PROJECT_DIR),
        PATH=f"{Path(sys.executable).parent}:{child_environment()['PATH']}",
    )  # fmt: skip

    def run(line: str) -> str:
        answer = subprocess.run(
            ["bash", "-c", line.replace("RELEASE_ID", older)], cwd=tmp_path, env=environment,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert answer.returncode == 0, f"{line}\n{answer.stdout}\n{answer.stderr}"
        return answer.stdout

    return run


def test_every_command_of_the_page_works_in_its_order(prompt: Callable[[str], str]) -> None:
    assert len(COMMANDS) >= 10
    for line in COMMANDS:
        assert prompt(line).strip(), f"{line}: printed nothing"


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_every_block_of_python_works(prompt: Callable[[str], str], tmp_path: Path, number: int) -> None:
    (tmp_path / "block.py").write_text(blocks("python")[number], encoding="utf-8")
    assert len(prompt("python block.py").splitlines()) > 3


def test_when_a_view_file_was_saved_then_it_stays_on_its_release_and_is_replaced_whole(
    prompt: Callable[[str], str],
) -> None:
    count = "duckdb -csv -noheader -readonly saved.duckdb -c 'select count(*) from fct_forecasts'"
    prompt("python -m scripts.sql RELEASE_ID --save saved.duckdb")
    assert prompt(count).strip() == "0"
    prompt("python -m scripts.sql --save saved.duckdb")
    assert int(prompt(count)) > 0
