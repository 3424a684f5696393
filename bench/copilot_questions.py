"""What the copilot is asked: the golden questions, whose right answers tests/copilot checks."""

import yaml

from api.contracts import About, AskRequest
from configs.settings import PROJECT_DIR

_GOLDEN = PROJECT_DIR / "tests" / "copilot" / "golden.yaml"


def requests() -> list[AskRequest]:
    """The golden questions, those about the same thing together: a server reads a prompt's beginning once."""
    rows = sorted(yaml.safe_load(_GOLDEN.read_text(encoding="utf-8")), key=lambda row: str(row["about"]))
    return [AskRequest(question=row["ask"], about=_about(row["about"])) for row in rows]


def _about(said: str | list[str]) -> About:
    """`set <name>`, a series, or two of them."""
    if isinstance(said, str) and said.startswith("set "):
        return About(series_set=said.removeprefix("set "))
    return About(unique_ids=[said] if isinstance(said, str) else said)
