"""All settings, and the only code that reads the environment."""

import os
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from configs.contracts import Fetch as Fetch
from configs.contracts import SourceConfig as SourceConfig
from configs.contracts import Sources, Strict
from configs.keys import ApiKeys

PROJECT_DIR = Path(__file__).resolve().parents[1]
AppEnv = Literal["dev", "test", "staging", "prod"]
Preset = Literal["fast", "balanced", "best"]
Kind = Literal[
    "smooth",
    "erratic",
    "unseasonal",
    "short_season",
    "months",
    "days",
    "several_seasons",
    "intermittent",
    "lumpy",
    "sums",
    "sums_of_days",
]


class LakeSettings(Strict):
    """How a lake is used: `cache` only matters for one in a bucket."""

    cache: str = Field(description="Local folder for files of a remote lake, shared by the processes of a machine")
    cache_bytes: int = Field(ge=0, description="Beyond this, the files that were used least recently go")
    pointer_seconds: float = Field(ge=0, description="How long readers of a remote lake trust what they read of it")
    build_wait_seconds: float = Field(ge=0, description="How long a build waits for another one of the same work file")
    build_nice: int = Field(ge=0, le=19, description="By how much builds give way to other processes; 0: not at all")


class Forecasting(Strict):
    preset: Preset
    presets: dict[Preset, dict[Kind, list[str]]]
    portfolio: dict[Kind, list[str]] = Field(default={}, description="Instead of the preset's, kind by kind")
    n_windows: int = Field(ge=2, le=24)
    shrinkage: float = Field(ge=0)
    min_train_size: int = Field(ge=2)
    point: Literal["by_class", "median", "mean"] = Field(
        description="What y_hat aims at: the least absolute error, the least squared one, or the one that fits the demand"
    )
    backtests: Literal["all", "compared"] = Field(
        description="Which rows of backtests are kept: those of all models, or of what is served, the mean and naive alone"
    )
    shard_size: int = Field(ge=1)
    workers: int = Field(ge=0)
    # Where shards run is no part of a run: the same forecasts come out, and an address may be private.
    engine: Literal["local", "ray", "dask", "spark"] = Field(exclude=True)
    engine_address: str = Field(exclude=True, description="Of a cluster; empty: what the engine finds or starts here")

    def config(self) -> dict[str, Any]:
        """What a run depends on, with the portfolio that the preset and its exceptions come to."""
        chosen = {**self.presets[self.preset], **self.portfolio}
        return {**self.model_dump(exclude={"workers", "presets", "preset"}), "portfolio": chosen}


class Api(Strict):
    host: str
    port: int
    max_body_bytes: int
    max_url_bytes: int = Field(ge=1000, description="Of path and query")
    max_header_bytes: int = Field(ge=1000)
    body_seconds: float = Field(gt=0, description="Until the whole body of a request has come")
    request_seconds: float = Field(gt=0, description="Until an answer begins; a query that takes longer is interrupted")
    shutdown_seconds: int = Field(ge=1, description="How long requests may go on after a signal to stop")
    keep_alive_seconds: int = Field(ge=1, description="How long a line is kept that nobody asks on")
    query_threads: int = Field(ge=1, description="Threads of one query; others run beside it")
    log_format: Literal["json", "text"]
    rate_limit_per_minute: int = Field(ge=1, description="Calls of generate and copilot from one caller")
    bulk_limit_per_minute: int = Field(ge=1, description="Reads of all rows at once from one caller")
    cors_origins: list[str]
    mcp_hosts: list[str] = Field(
        description="Names by which `/mcp` may be called, `name:*` with any port; no others, against DNS rebinding"
    )
    keys: ApiKeys = Field(default=[], description="With none, and no `API_KEY`, everybody may do everything")
    max_generate_series: int = Field(ge=1, description="Forecast within a request; more become a job")
    max_generate_body_bytes: int = Field(ge=1024, description="Of a request to forecast: 100,000 names need megabytes")
    generate_seconds: float = Field(gt=0, description="Within which a request is forecast, or refused")
    max_waiting: int = Field(ge=1, description="Requests that may wait to be forecast, of one process")
    worker_nice: int = Field(ge=0, le=19, description="By how much the process that forecasts gives way to reads")
    requests_root: str | None = Field(
        default=None, description="Where jobs and answers by key are kept; default: `requests` in the lake"
    )
    max_job_series: int = Field(ge=1)
    max_queued_jobs: int = Field(ge=1, description="Queued or running at once, of all processes")
    job_chunk_series: int = Field(ge=1, description="Forecast at once: requests get their turn in between")
    job_chunk_seconds: float = Field(gt=0, description="Within which they are forecast, or the job fails")
    job_lease_seconds: float = Field(gt=0, description="After which the job of a process that died is taken over")
    job_ttl_hours: float = Field(gt=0, description="How long ended jobs, and answers by key, are kept")


class Dashboard(Strict):
    host: str
    port: int
    api_url: str
    google_auth: bool = Field(default=False, description="Sign calls to the API as this Cloud Run service's account")


JsonMode = Literal["schema", "object_schema", "object", "text"]  # OpenAI's, llama.cpp's, any object, none


class Copilot(Strict):
    """The copilot's model and what it may take; beyond, the template answers."""

    base_url: str
    model: str
    temperature: float
    json_mode: JsonMode = Field(description="How JSON is asked for first; where a server rejects that, the next one is")
    max_tokens: int = Field(ge=1, description="Of an answer")
    max_prompt_tokens: int = Field(ge=1, description="By a careful guess; facts that matter least are left out")
    timeout_seconds: float = Field(gt=0, description="Of one attempt, to its last byte")
    retries: int = Field(ge=0, le=10)
    backoff_seconds: float = Field(gt=0, description="Before the second attempt; doubled before each one after")
    deadline_seconds: float = Field(gt=0, description="Of an answer: all attempts, and the repair")
    concurrent: int = Field(ge=1, description="Answers of the model at once, of a process")
    breaker_failures: int = Field(ge=1, description="In a row, until the model is not asked any more")
    breaker_seconds: float = Field(ge=0, description="Until it is tried again")
    tokens_per_minute: int = Field(ge=1, description="Of a process")
    tokens_per_day: int = Field(ge=1, description="Of a process")
    cache_entries: int = Field(ge=1)
    cache_seconds: float = Field(ge=0)
    price_in: float = Field(ge=0, description="Of a million tokens sent, for the metric of cost")
    price_out: float = Field(ge=0, description="Of a million tokens received")


class Notify(Strict):
    """How alerts are sent to the webhook: all messages of a run within `deadline_seconds`, showing at most `max_alerts`."""

    attempts: int = Field(ge=1, le=20, description="Of one message")
    backoff_seconds: float = Field(ge=0, description="Before the second try; doubled before each one after")
    timeout_seconds: float = Field(gt=0)
    deadline_seconds: float = Field(gt=0)
    max_alerts: int = Field(ge=1)


def _checked_webhook(url: SecretStr) -> SecretStr:
    """The address is a secret, so no message repeats it."""
    try:
        parts = urlsplit(url.get_secret_value())
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        is_address = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_safe = is_address = False
    if not (is_safe and is_address):
        raise ValueError(
            "expected an https:// address (http:// on this machine only), found something else (not shown)"
        )
    return url


_LOOPBACK = ("localhost", "127.0.0.1", "::1")
Webhook = Annotated[SecretStr, AfterValidator(_checked_webhook)]


class Settings(BaseSettings):
    """Settings of one process: environment over `<APP_ENV>.yaml` over `base.yaml` over the sources of `dbt_project.yml`.

    `lake_root` and `artifacts_root` are a local path or a `gs://bucket/prefix`; a local one is taken from the project's root.
    """

    model_config = SettingsConfigDict(env_nested_delimiter="__", extra="ignore", hide_input_in_errors=True)

    app_env: AppEnv = "dev"
    lake_root: str
    lake_work: str | None = Field(
        default=None, description="Local folder of dbt's private database; default: the lake's own work/"
    )
    artifacts_root: str
    lake: LakeSettings
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
    sources: Sources = Field(default={}, description="By name; declared in dbt_project.yml, as SQL reads them too")
    forecasting: Forecasting
    api: Api
    dashboard: Dashboard
    copilot: Copilot
    notify: Notify
    llm_api_key: SecretStr | None = None
    api_key: SecretStr | None = Field(default=None, min_length=1, description="One more key, which may do everything")
    webhook_url: Webhook | None = Field(default=None, description="Where alerts are sent, as Slack reads them")
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
        yaml_settings = YamlConfigSettingsSource(settings_cls, layers, deep_merge=True)
        declared = InitSettingsSource(settings_cls, {"sources": _declared_sources()})
        return init_settings, env_settings, yaml_settings, declared


def _declared_sources() -> dict[str, Any]:
    """`vars: sources:` of dbt_project.yml; none where there is no such file or entry."""
    file = PROJECT_DIR / "dbt_project.yml"
    project = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}
    return (project.get("vars") or {}).get("sources") or {}


def _app_env() -> str:
    app_env = os.environ.get("APP_ENV", "dev")
    if app_env not in AppEnv.__args__:  # type: ignore[attr-defined]
        raise ValueError(f"APP_ENV={app_env!r}: expected one of {', '.join(AppEnv.__args__)}")  # type: ignore[attr-defined]
    return app_env


def child_environment(**overrides: str) -> dict[str, str]:
    """The environment for a child process, with `overrides` on top."""
    return {**os.environ, **overrides}


def default_environment(**defaults: str) -> None:
    """Set variables that libraries read, where the user has not."""
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


def bench_data() -> Path:
    """The folder of the benchmarks' data sets; raises ValueError when BENCH_DATA does not name one."""
    folder = Path(os.environ.get("BENCH_DATA", ""))
    if not os.environ.get("BENCH_DATA") or not folder.is_dir():
        raise ValueError(f"BENCH_DATA: expected the folder of the benchmarks' data sets, found {str(folder)!r}")
    return folder.resolve()


def bench_scorers() -> Path | None:
    """The folder of the competitions' own scorers that BENCH_SCORERS names; None without it."""
    folder = os.environ.get("BENCH_SCORERS")
    return Path(folder).resolve() if folder else None


def bench_venv() -> Path:
    """The folder of the benchmarks' own virtual environment, which BENCH_VENV names; by default in the lake's."""
    return Path(os.environ.get("BENCH_VENV") or PROJECT_DIR / "data" / "bench" / "venv").resolve()


def load_settings(**overrides: Any) -> Settings:
    """Read the settings afresh; raises pydantic's ValidationError that names the setting at fault."""
    return Settings(**overrides)


@cache
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()
