"""docs/BAD_INPUT.md, row by row: what the page says that one sees is what is seen."""

import re
from pathlib import Path

import pytest

from configs.settings import PROJECT_DIR
from tests.bad_inputs import DEPOTS, MAKERS, PASSWORD, Place, wrong_rows
from tests.projects import Project, make_project

PAGE = (PROJECT_DIR / "docs" / "BAD_INPUT.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([\w-]+)` \| (.+) \| `(.+)` \| (.+) \|$", flags=re.M)
SEEN = {case: seen for case, _, seen, _ in ROW.findall(PAGE)}
# What a user sees of these is data or a report; the others are errors, of which nothing lands.
NO_ERRORS = {"extra-column"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = make_project(tmp_path_factory.mktemp("bad"), DEPOTS)
    made.deliver("depots", wrong_rows())
    made.build()
    return made


def as_pattern(seen: str) -> str:
    """The page's text as a pattern: `…` is anything, and a line may break where there is a space."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in seen.split("…")]
    return r"\s*.*?\s*".join(parts)


def test_the_page_and_the_tests_have_the_same_cases() -> None:
    assert len(re.findall(r"^\| `", PAGE, flags=re.M)) == len(SEEN)
    assert set(SEEN) == set(MAKERS)
    assert len(SEEN) >= 24


@pytest.mark.parametrize("case", MAKERS)
def test_what_is_seen_is_what_the_page_says(project: Project, tmp_path: Path, case: str) -> None:
    found = MAKERS[case](Place(tmp_path, project))
    assert re.search(as_pattern(SEEN[case]), found, flags=re.S), found
    assert PASSWORD not in found
    landed = [file for file in tmp_path.glob("lake/raw/*/*/*.parquet") if "=none" not in str(file)]
    assert landed == [] or case in NO_ERRORS


def test_a_reason_is_the_whole_of_it(project: Project, tmp_path: Path) -> None:
    rows = [case for case in MAKERS if case.startswith("row-")]
    assert {case: MAKERS[case](Place(tmp_path, project)) for case in rows} == {case: SEEN[case] for case in rows}
