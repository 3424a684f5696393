"""What an environment variable means to the settings, for the tests that read documents and deployment files."""

from typing import Any

from pydantic import BaseModel

from configs.settings import Settings


def is_setting(name: str) -> bool:
    """Whether pydantic-settings finds a field for an environment variable such as API__PORT."""
    model: Any = Settings
    for part in name.lower().split("__"):
        if not (isinstance(model, type) and issubclass(model, BaseModel)) or part not in model.model_fields:
            return False
        model = model.model_fields[part].annotation
    return True
