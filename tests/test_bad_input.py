"""docs/BAD_INPUT.md, row by row: what the page says one sees is what is seen."""

import re
from pathlib import Path

import pytest

from configs.settings import PROJECT_DIR
from tests.bad_inputs import DEPOTS, MAKERS, PASSWORD, Place, wrong_rows
from tests.projects import Project, make_project

PAGE = (PROJECT_DIR / "docs" / "BAD_INPUT.md").read_text(encoding="utf-8")
ROWS = {cells[1].strip().strip("`"): cells for line in PAGE.splitlines() if (cells := line.split(" | ")) and line.startswith("| `")}
