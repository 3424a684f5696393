"""Bars hold or miss, and only of what was measured."""

import json

import pytest

from bench.bars import BARS, conclude, one, told, verdicts
from bench.official import largest_difference


def test_a_bar_is_judged_where_its_set_was_measured() -> None:
    bars = [one("low", "a", "x", 1.0), one("high", "a", "y", 1.0), one("elsewhere", "b", "x", 1.0)]
    found = verdicts({"a": {"x": 0.5, "y": 1.5}}, bars)
    assert [(v["bar"], v["ok"]) for v in found] == [("low", True), ("high", False)]
    assert told(found[0]) == "ok   low: 0.5 (at most 1.0)"


def test_what_is_no_number_holds_no_bar() -> None:
    assert not verdicts({"a": {"x": float("nan")}}, [one("low", "a", "x", 1.0)])[0]["ok"]


def test_every_level_of_m5_has_a_bar() -> None:
    names = {bar.name for bar in BARS}
    levels = ("total", "state", "store", "category", "department")
    assert {f"M5 RMSSE to seasonal naive, {level}" for level in levels} <= names


def test_the_largest_difference_is_of_any_of_three_scores() -> None:
    ours = {"smape": 10.0, "mase": 2.0, "owa": 0.9, "bias": 5.0}
    assert largest_difference(ours, {"sMAPE": 10.0, "MASE": 2.25, "OWA": 0.8, "MAPE": 1.0}) == 0.25


def test_a_benchmark_ends_with_its_verdicts_and_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    figures = {"a": {"x": 1.0, "y": 3.0}}
    conclude("some", verdicts(figures, [one("low", "a", "x", 2), one("high", "a", "y", 2)]), sets=figures)
    *told_each, last = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told_each] == ["ok", "MISS"]
    found = json.loads(last)
    assert (found["bench"], found["sets"], found["ok"]) == ("some", figures, False)
    assert [bar["ok"] for bar in found["bars"]] == [True, False]
