"""Keys of the API, as configuration knows them: by their hash."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from configs.contracts import Strict

Scope = Literal["read", "generate", "copilot", "admin"]


class ApiKey(Strict):
    """One key: what log lines call it, the SHA-256 of what its owner sends, and what it may do."""

    name: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="`python -m scripts.api_key` makes one")
    scopes: list[Scope] = Field(min_length=1)


def _checked_names(keys: list[ApiKey]) -> list[ApiKey]:
    names = [key.name for key in keys]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"expected a name of its own for each key, found twice: {', '.join(twice)}")
    return keys


ApiKeys = Annotated[list[ApiKey], AfterValidator(_checked_names)]
