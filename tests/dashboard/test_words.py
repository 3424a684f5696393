from datetime import datetime

import pytest

from api import contracts as c
from dashboard import words


@pytest.mark.parametrize(
    ("value", "said"),
    [(1234567.4, "1,234,567"), (99.44, "99.4"), (3, "3"), (0.256, "0.26"), (-1500.0, "−1,500"), (None, "–")],
)
def test_when_an_amount_is_shown_then_it_has_separators_and_only_telling_decimals(
    value: float | None, said: str
) -> None:
    assert words.number(value) == said


def test_when_an_amount_has_a_unit_then_it_is_said() -> None:
    assert words.amount(31000.0, "GBP") == "£31,000"
    assert words.amount(912.0, "units") == "912 units"


@pytest.mark.parametrize(
    "text", ["$5 and $6", "**bold**", ":red[x]", "<b>x</b>", "[a](http://x)", "# title", "1. list"]
)
def test_when_data_goes_through_plain_then_no_markdown_sign_is_left_unescaped(text: str) -> None:
    escaped = words.plain(text)
    assert escaped.replace("\\", "").replace("\u2060", "") == text
    for i, letter in enumerate(escaped):
        assert letter not in "$*[]()<>#:.`_" or escaped[i - 1] == "\\"


def test_when_text_has_lines_then_plain_makes_it_one() -> None:
    assert words.plain("a\n\n  b") == "a b"


def test_when_a_fact_is_a_share_then_it_is_said_in_percent() -> None:
    fact = c.Fact(fact_id="f", label="l", value=-0.126, unit="share", source_table="t", source_filter="w")
    assert words.fact_value(fact) == "−12.6%"


def test_when_a_fact_is_a_text_then_it_is_said_as_it_is() -> None:
    fact = c.Fact(fact_id="f", label="l", text="November", source_table="t", source_filter="w")
    assert words.fact_value(fact) == "November"


def test_when_name_and_code_are_the_same_then_it_is_said_once() -> None:
    [heart, country] = [
        c.Series.model_construct(unique_id=unique_id, series_set=series_set, series_name=name)
        for unique_id, series_set, name in [("w:1A", "w", "HEART"), ("d:France", "d", "France")]
    ]
    assert words.series_label(heart) == "HEART (1A)"
    assert words.series_label(country) == "France"


def test_when_a_period_is_a_week_then_it_is_named_by_its_start() -> None:
    assert words.period(datetime(2011, 11, 28), "week") == "week of 28 Nov 2011"
    assert words.period(datetime(2011, 11, 28), "day") == "Mon 28 Nov 2011"
    assert words.period(None, "day") == "–"


def test_when_there_are_no_serious_alerts_then_only_warnings_are_counted() -> None:
    assert words.alert_counts(0, 1) == "1 warning"
    assert words.alert_counts(1433, 271) == "1,433 serious, 271 warnings"


def test_when_a_model_is_unknown_then_its_name_is_still_readable() -> None:
    assert words.model_name("my_new_model") == "My new model"
    assert words.model_name(None) == "–"
