"""What may be said about facts, and what may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.copilot.mentions import words_value
from api.copilot.verify import Claim, check

from .cases import ALL, GROWING, fact
from .paraphrases import TRUE
from .written_lies import FALSE
from .written_lies_citing_all import CITING_ALL


@pytest.mark.parametrize(("case", "text", "ids"), TRUE, ids=[text[:60] for _, text, _ in TRUE])
def test_when_a_sentence_is_true_then_it_is_accepted(case: str, text: str, ids: tuple[str, ...]) -> None:
    assert check([Claim(text, ids)], ALL[case]) == []


@pytest.mark.parametrize(
    ("lie", "case", "text", "ids"), FALSE, ids=[f"{lie}: {text[:50]}" for lie, _, text, _ in FALSE]
)
def test_when_a_sentence_lies_then_it_is_rejected(lie: str, case: str, text: str, ids: tuple[str, ...]) -> None:
    assert check([Claim(text, ids)], ALL[case])


@pytest.mark.parametrize(("case", "text"), CITING_ALL, ids=[text[:60] for _, text in CITING_ALL])
def test_when_a_lie_cites_every_fact_then_it_is_rejected_still(case: str, text: str) -> None:
    assert check([Claim(text, tuple(f.fact_id for f in ALL[case]))], ALL[case])


@pytest.mark.parametrize(
    ("lie", "kind"),
    [("changed digit", "number"), ("wrong month", "date"), ("wrong year", "date"), ("direction", "direction"), ("wrong unit", "unit"),
     ("cause", "cause"), ("superlative", "absolute"), ("swapped facts", "role"), ("uncited", "uncited"),
     ("prediction", "prediction")],
)  # fmt: skip
def test_when_a_lie_is_found_then_the_violation_says_what_kind_it_is(lie: str, kind: str) -> None:
    case, text, ids = next(row[1:] for row in FALSE if row[0] == lie)
    assert kind in {v.kind for v in check([Claim(text, ids)], ALL[case])}


def test_when_one_claim_of_several_fails_then_its_index_and_words_are_named() -> None:
    claims = [
        Claim("There are two open alerts.", ("n_alerts",)),
        Claim("Sales rose 13% year on year.", ("yoy_change",)),
    ]
    (violation,) = check(claims, GROWING)
    assert (violation.claim_index, violation.span) == (1, "13%")


@given(st.floats(-0.95, 3.0).filter(lambda share: abs(share) >= 0.01), st.integers(0, 300))
def test_when_a_share_is_told_then_only_its_own_rounding_and_direction_pass(share: float, told: int) -> None:
    facts = [fact("yoy_change", share, "share")]
    rose, fell = (
        bool(check([Claim(f"Sales {w} {told}% year on year.", ("yoy_change",))], facts)) for w in ("rose", "fell")
    )
    is_right = abs(abs(share) * 100 - told) <= 0.5
    assert rose is not (is_right and share > 0)
    assert fell is not (is_right and share < 0)


@given(st.floats(1, 1e7), st.floats(1, 1e7))
def test_when_another_amount_is_told_then_it_is_rejected(value: float, told: float) -> None:
    problems = check(
        [Claim(f"Sales averaged {told:,.1f} units a week.", ("recent_level",))],
        [fact("recent_level", value, "units")],
    )
    assert bool(problems) is (abs(float(f"{told:.1f}") - value) > 0.05 + 1e-9 * value)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("twelve", 12),
        ("two hundred and fifty", 250),
        ("nine hundred and ninety-nine", 999),
        ("three thousand", 3000),
    ],
)
def test_when_a_number_is_written_in_words_then_it_has_a_value(words: str, value: float) -> None:
    assert words_value(words) == value


def test_when_a_name_holds_digits_then_they_are_part_of_the_name() -> None:
    facts = [fact("series_name", "PACK OF 72 RETROSPOT CAKE CASES"), fact("recent_level", 310, "units")]
    ids = ("series_name", "recent_level")
    assert check([Claim("PACK OF 72 RETROSPOT CAKE CASES averaged 310 units a week.", ids)], facts) == []
    assert check([Claim("PACK OF 60 RETROSPOT CAKE CASES averaged 310 units a week.", ids)], facts)
    assert check([Claim("PACK OF 72 RETROSPOT CAKE CASES averaged 72 units a week.", ids)], facts)
