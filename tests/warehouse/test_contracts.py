"""Entries of sources: what is accepted, and what the error says where it is not; passwords stay unseen."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from configs.contracts import SourceConfig, parse_freq
from configs.settings import PROJECT_DIR, load_settings

SET: dict[str, Any] = {
    "label": "Daily parcels per depot", "unit": "parcels", "freq": "D", "season_length": 6, "recent": 26, "horizon": 12,
    "stale_after": 26, "fill": "zero", "support": "non_negative",
}  # fmt: skip
ENTRY: dict[str, Any] = {
    "kind": "csv",
    "path": "depots.csv",
    "columns": {
        "Depot": {"as": "depot", "type": "string"},
        "day": {"type": "date", "format": "%d/%m/%Y"},
        "parcels": {"type": "double", "min": 0, "max": 100},
    },
    "key": ["Depot", "day"],
    "series_sets": {"daily_parcels": SET},
}
SQL: dict[str, Any] = {"kind": "sql", "path": None, "url": "postgres://u:secret@host/db", "table": "shop.depots"}

FREQUENCIES = {
    "min": ("minute", 1), "15min": ("minute", 15), "T": ("minute", 1), "30T": ("minute", 30), "h": ("hour", 1),
    "4h": ("hour", 4), "H": ("hour", 1), "D": ("day", 1), "B": ("day", 1), "7D": ("day", 7), "W": ("week", 1),
    "W-MON": ("week", 1), "2W-MON": ("week", 2), "W-SUN": ("week", 1), "MS": ("month", 1), "ME": ("month", 1),
    "M": ("month", 1), "3MS": ("quarter", 1), "QS": ("quarter", 1), "QE": ("quarter", 1), "Q": ("quarter", 1),
    "QS-OCT": ("quarter", 1), "YS": ("year", 1), "YE": ("year", 1), "Y": ("year", 1), "A": ("year", 1),
    "PT15M": ("minute", 15), "PT1H": ("hour", 1), "P1D": ("day", 1), "P1W": ("week", 1), "P2W": ("week", 2),
    "P1M": ("month", 1), "P3M": ("quarter", 1), "P1Y": ("year", 1),
}  # fmt: skip


@pytest.mark.parametrize("text", FREQUENCIES)
def test_frequencies_are_pandas_offsets_or_iso_durations(text: str) -> None:
    assert parse_freq(text) == FREQUENCIES[text]


@pytest.mark.parametrize("text", ["", "daily", "0D", "W-XYZ", "QS-FEB", "2B", "P", "P1H", "PT1D", "-1D", "1.5h", "d"])
def test_when_a_frequency_is_unknown_then_the_error_lists_what_is_accepted(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"expected a pandas offset or an ISO 8601 duration: min h D B W W-MON"
    ) as error:
        parse_freq(text)
    assert repr(text) in str(error.value)


def test_business_days_are_closed_on_saturdays_and_sundays() -> None:
    source = SourceConfig(**{**ENTRY, "series_sets": {"daily": {**SET, "freq": "B", "closed_iso_weekdays": [1]}}})
    assert source.series_sets["daily"].closed_iso_weekdays == [1, 6, 7]


def test_defaults_are_those_that_the_guide_states() -> None:
    source = SourceConfig(**{**ENTRY, "key": [], "series_sets": {"s": {**SET, "covariates": {"price": {}}}}})
    found = source.series_sets["s"]
    assert (source.encoding, source.delimiter, source.key_columns) == ("utf-8", ",", ["Depot", "day", "parcels"])
    assert (found.agg, found.total, found.closures, found.hold_back_last) == ("sum", None, None, True)
    assert found.covariates["price"].model_dump() == {"agg": "mean", "fill": "carry", "known": False}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The entry with one field, named by its path, as `value`."""
    entry = yaml.safe_load(yaml.safe_dump(ENTRY))
    *folders, last = path.split("/")
    place = entry
    for folder in folders:
        place = place[folder]
    place[last] = value
    return dict(entry)


BAD: dict[str, tuple[str, Any, str]] = {
    "misspelt": ("encodign", "utf-8", "encodign"),
    "kind": ("kind", "excel", "kind"),
    "no path": ("path", None, "kind csv: expected path, found no path"),
    "no columns": ("columns", {}, "columns"),
    "encoding": ("encoding", "utf-99", "encoding\n.*an encoding that Python knows.*'utf-99'"),
    "delimiter": ("delimiter", "||", "delimiter"),
    "zone": ("time_zone", "Europe/Londn", "time_zone\n.*IANA time zone such as Europe/London, found 'Europe/Londn'"),
    "key": ("key", ["depot"], r"key: expected columns of the contract \(Depot, day, parcels\), found depot"),
    "watermark of a file": ("watermark", "day", "watermark: expected only with kind sql, found with csv"),
    "url of a file": ("url", "sqlite:///a.db", "url: expected only with kind sql, found with csv"),
    "type": ("columns/day/type", "datetime", "columns.day.type"),
    "format": ("columns/parcels/format", "%d", "format: expected only with type date, timestamp, timestamptz, found with double"),
    "bounds": ("columns/parcels/min", 101, "expected min <= max, found min 101.0 and max 100.0"),
    "bounds of text": ("columns/Depot/min", 1, "min, max: expected only with type integer, double, found with string"),
    "name in SQL": ("columns/Depot/as", "The depot", "expected a name of a-z, 0-9 and _ that begins with a letter, found 'The depot'"),
    "twice": ("columns/Depot/as", "day", r"one name in SQL each \(`as`\), found more than once: day"),
    "origin": ("columns/_row", {"type": "integer"}, "are added by landing, found _row"),
    "set's name": ("series_sets/Daily Parcels", SET, "found 'Daily Parcels'"),
    "freq": ("series_sets/daily_parcels/freq", "daily", "series_sets.daily_parcels.freq\n.*freq 'daily': expected"),
    "agg": ("series_sets/daily_parcels/agg", "median", "series_sets.daily_parcels.agg"),
    "weekday": ("series_sets/daily_parcels/closed_iso_weekdays", [8], "closed_iso_weekdays"),
    "always closed": ("series_sets/daily_parcels/closed_iso_weekdays", [*range(1, 8)], "at least one open day"),
    "horizon": ("series_sets/daily_parcels/horizon", 0, "series_sets.daily_parcels.horizon"),
    "covariate": ("series_sets/daily_parcels/covariates", {"price": {"fill": "season"}}, "covariates.price.fill"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_when_an_entry_is_wrong_then_the_error_names_the_setting_and_what_was_expected(case: str) -> None:
    path, value, message = BAD[case]
    with pytest.raises(ValidationError, match=message):
        SourceConfig(**changed(path, value))


def test_a_total_is_only_of_what_adds_up() -> None:
    entry = {**ENTRY, "series_sets": {"daily": {**SET, "agg": "mean", "total": "all depots"}}}
    with pytest.raises(ValidationError, match="total: expected only with agg sum, found agg mean"):
        SourceConfig(**entry)


def test_a_total_needs_all_its_parts() -> None:
    entry = {**ENTRY, "series_sets": {"daily": {**SET, "total": "all depots", "ends": "own"}}}
    with pytest.raises(ValidationError, match="total: expected only with ends common, found ends own"):
        SourceConfig(**entry)


HIERARCHY: dict[str, tuple[dict[str, Any], str]] = {
    "no such column": ({"hierarchy": {"region": ["Region"]}}, r"level region: expected columns of the contract .*\(Depot, van\), found Region"),
    "a column of numbers": ({"hierarchy": {"size": ["parcels"]}}, r"type string or integer \(Depot, van\), found parcels"),
    "means": ({"hierarchy": {"all": []}, "agg": "mean"}, "expected only with agg sum, found agg mean: only sums add up"),
    "gaps": ({"hierarchy": {"all": []}, "fill": "carry"}, "expected only with fill zero, found fill carry"),
    "own ends": ({"hierarchy": {"all": []}, "ends": "own"}, "expected only with ends common, found ends own"),
    "a total, too": ({"hierarchy": {"van": ["van"]}, "total": "all"}, "expected without total, found both: .* `total: \\[\\]`"),
    "bottom": ({"hierarchy": {"bottom": ["van"]}}, "bottom is the level of the series themselves"),
    "a level twice": ({"hierarchy": {"van": ["van"], "car": ["van"]}}, "expected each level once, found van and car of the same columns"),
    "a column twice": ({"hierarchy": {"van": ["van", "van"]}}, "level van names columns more than once: van"),
    "the series": ({"hierarchy": {"depot": ["van", "Depot"]}}, r"level depot: expected sums of several series, found all .* \(Depot\)"),
    "a name": ({"hierarchy": {"The Van": ["van"]}}, "found 'The Van'"),
}  # fmt: skip


@pytest.mark.parametrize("case", HIERARCHY)
def test_when_a_hierarchy_does_not_add_up_then_the_error_says_what_was_expected(case: str) -> None:
    fields, message = HIERARCHY[case]
    columns = {**ENTRY["columns"], "van": {"type": "string"}}
    with pytest.raises(ValidationError, match=message):
        SourceConfig(**{**ENTRY, "columns": columns, "series_sets": {"daily": {**SET, **fields}}})


@pytest.mark.parametrize("lacking", ["url", "table"])
def test_a_source_of_kind_sql_has_a_url_and_a_table(lacking: str) -> None:
    with pytest.raises(ValidationError, match=f"kind sql: expected url and table, found no {lacking}"):
        SourceConfig(**{**ENTRY, **SQL, lacking: None})


def test_a_watermark_is_a_column_of_the_contract() -> None:
    assert SourceConfig(**{**ENTRY, **SQL, "watermark": "day"}).watermark == "day"
    with pytest.raises(ValidationError, match=r"watermark: expected columns of the contract .*, found updated_at"):
        SourceConfig(**{**ENTRY, **SQL, "watermark": "updated_at"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "mysql://u:secret@host/db"},
        {"url": "postgres://u:sec/secret@host/db"},
        {"url": "secret"},
        {"watermark": "unknown"},
        {"misspelt": 1},
        {"columns": {}},
    ],
)
def test_a_password_is_in_no_error_and_in_no_print(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as error:
        SourceConfig(**{**ENTRY, **SQL, **wrong})
    assert "secret" not in str(error.value)
    with pytest.raises(ValidationError) as error:
        load_settings(sources={"depots": {**ENTRY, **SQL, "kind": "csv", **wrong}})
    assert "secret" not in str(error.value)
    with pytest.raises(ValidationError) as error:
        SourceConfig(**{"url": "sqlite:///secret", "kind": "sql"})  # so short that pydantic would show it all
    assert "secret" not in str(error.value)
    assert "secret" not in repr(SourceConfig(**{**ENTRY, **SQL}))


def test_sources_come_from_the_dbt_project_with_the_environment_on_top(monkeypatch: pytest.MonkeyPatch) -> None:
    declared = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text())["vars"]["sources"]
    monkeypatch.setenv("SOURCES__ONLINE_RETAIL__PATH", "gs://bucket/retail-*.csv.gz")
    found = load_settings().sources["online_retail"]
    assert found.path == "gs://bucket/retail-*.csv.gz"
    assert list(found.columns) == list(declared["online_retail"]["columns"])
    assert list(found.series_sets) == list(declared["online_retail"]["series_sets"])


def test_the_address_of_a_database_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCES__DEPOTS__URL", "postgres://u:secret@host/db")
    settings = load_settings(sources={"depots": {**ENTRY, "kind": "sql", "path": None, "table": "depots"}})
    url = settings.sources["depots"].url
    assert url is not None
    assert url.get_secret_value() == "postgres://u:secret@host/db"
    assert "secret" not in repr(settings)


def test_two_sources_cannot_have_a_set_by_the_same_name() -> None:
    other = {**ENTRY, "path": "other.csv"}
    with pytest.raises(ValidationError, match="expected 'daily_parcels' in one source, found it in depots, others"):
        load_settings(sources={"depots": ENTRY, "others": other})


def test_the_name_of_a_source_is_a_folder_and_a_name_in_sql() -> None:
    with pytest.raises(ValidationError, match="found 'My Depots'"):
        load_settings(sources={"My Depots": {**ENTRY, "series_sets": {}}})


def test_without_a_dbt_project_there_are_no_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "configs").mkdir()
    for name in ("base", "test"):
        text = (PROJECT_DIR / "configs" / f"{name}.yaml").read_text()
        (tmp_path / "configs" / f"{name}.yaml").write_text(text)
    monkeypatch.setattr("configs.settings.PROJECT_DIR", tmp_path)
    monkeypatch.setenv("APP_ENV", "test")
    assert load_settings().sources == {}
