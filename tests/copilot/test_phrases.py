"""What is said in other words is read as what it says, and what says nothing is left out."""

import pytest

from api.copilot.phrases import plainly


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("However, sales fell.", "sales fell."),
        ("Bear in mind that 2 alerts are open.", "2 alerts are open."),
        ("France, on the other hand, is stale.", "France is stale."),
        ("9 series have had no recent demand.", "9 series are stale."),
        ("Seasonal naive beat this forecast.", "the forecast is worse than seasonal naive."),
        ("Seasonal naive did better on 3 of them.", "Seasonal naive did better on 3 of them."),
        ("There is 1 where seasonal naive did better.", "There is 1 where seasonal naive did better."),
        ("Sales averaged 5 units a week.", "Sales averaged 5 units a week."),
    ],
)
def test_a_phrase_is_read_as_what_it_says(said: str, read: str) -> None:
    assert plainly(said) == read


def test_more_than_any_other_is_the_largest_only_where_a_largest_is_cited() -> None:
    said = "The cup makes up 57% of the total, more than any other series."
    assert plainly(said, "CUP") == "The cup makes up 57% of the total, the largest."
    assert plainly(said, "LAMP") == said
