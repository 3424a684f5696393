"""What an environment variable means to the settings, for the tests that read documents and deployment files."""

import re
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from configs.settings import PROJECT_DIR, Settings


def is_setting(name: str) -> bool:
    """Whether pydantic-settings finds a field for an environment variable such as API__PORT or SOURCES__DEPOTS__PATH."""
    kind: Any = Settings
    for part in name.lower().split("__"):
        kind = _within(kind, part)
        if kind is None:
            return False
    return True


def read_by_dbt() -> set[str]:
    """The variables that dbt's own files read."""
    files = [
        PROJECT_DIR / "profiles.yml",
        PROJECT_DIR / "dbt_project.yml",
        *(PROJECT_DIR / "dbt_project").rglob("*.sql"),
        *(PROJECT_DIR / "dbt_project").rglob("*.yml"),
    ]
    return {name for file in files for name in re.findall(r"env_var\('(\w+)'", file.read_text())}


def _within(kind: Any, part: str) -> Any:
    """The type of what `part` names in a value of a type, None where nothing is called so: fields, and entries of a dict."""
    if get_origin(kind) is dict:
        names, values = get_args(kind)
        return values if part in (_choices(names) or {part}) else None
    for shape in (kind, *get_args(kind)):  # of a union, the one that is a model
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            fields = {(field.alias or name): field.annotation for name, field in shape.model_fields.items()}
            return fields.get(part)
    return None


def _choices(names: Any) -> set[Any]:
    return {choice for choice in get_args(names) if isinstance(choice, str)}
