"""Which way words point, and whether a signed fact points the same way."""

import math
import re

from api.contracts import Fact
from api.copilot import kinds, vocabulary
from api.copilot.facts import kind
from api.copilot.mentions import Mention
from api.copilot.reading import Reading


def found(pattern: str, text: str) -> bool:
    return bool(pattern) and bool(re.search(pattern, text, re.I))


_GONE = "gained|gains|gaining|gain of|added|adds|adding|rose by|grew by|lost|loses|losing|lose|shed|sheds|shedding|gave up|loss of|cut|dropped|fell|fallen"
_MEASURED = re.compile(
    r"\s(of\b|as (many|much|high|large|big|low|great)\b|the (level|size|rate|amount|volume|figure)\b|that\b|its\b|what\b)",
    re.I,
)
_NAMED_CHANGE = re.compile(
    r"\b(bias|change|revision|season|trend|surprise)(?: on (?:its |the )?backtests)?( of| is|:)? ?$", re.I
)
_CHANGE_NAMED = r"\b((?<!with the )(?<!with this )change|differ\w*|surpris\w+|shift\w*|gaps?|revis\w+|bias\w*|season\w*|trend|remainder|rest|models? adds?|holidays?|covariates?|mov\w+|effect)\b"
_ELLIPSIS = re.compile(r"\W*(?:and|but|while)?(?:[\W\d]|\b(?:the|set|in|total|as|a|whole|its)\b)*\bby\b", re.I)
_ACCURACY = ("accuracy", "accuracy to other")


def direction_fits(reading: Reading, mention: Mention, fact: Fact) -> bool:
    topic = kinds.SIGNED.get(fact.fact_id)
    is_season = fact.fact_id.startswith("season_") and mention.unit == "percent"
    is_season = is_season and not re.match(r"\s+of\b", reading.text[mention.end :])
    if topic is None and not is_season:
        return True
    before = reading.plain[: mention.start]
    led = before if is_ratio(reading, mention) else reading.lead(mention) + reading.basis(mention)
    is_turned = is_turned_round(topic, reading.context + led, before)
    if is_ratio(reading, mention):
        return not is_turned
    value = (fact.value or 0.0) - (1.0 if is_season else 0.0)
    value = -value if fact.fact_id in kinds.LOWER_IS_BETTER else value
    told = polarity(reading.near(mention), topic in _ACCURACY) or last_polarity(
        reading.lead(mention), topic in _ACCURACY
    )
    if is_turned:
        return False
    if mention.sign and _NAMED_CHANGE.search(reading.text[: mention.start]):
        return told in (0, math.copysign(1, value))
    if mention.sign or is_season:
        return told == 0 if mention.sign else told == math.copysign(1, value)
    if told == 0 and _ELLIPSIS.match(reading.near(mention)):
        return False  # "and the set by 4%" leans on a direction that another one has
    if (
        told == 0
        and kind(fact) == "amount"
        and not found(_CHANGE_NAMED, f"{reading.near(mention)} {reading.basis(mention)}")
    ):
        return False  # "the forecast totals 60 units" tells a level
    return told == math.copysign(1, value) or (told == 0 and (value >= 0 or mention.value == 0))


def is_ratio(reading: Reading, mention: Mention) -> bool:
    """ "Twice", "half of" and "half as many as" tell what is left; "halved" and "lost half of" what is gone."""
    is_gone = re.search(rf"\b({_GONE})( by)?( just| only)? $", reading.text[: mention.start], re.I)
    is_part = mention.unit == "portion" and bool(_MEASURED.match(reading.text, mention.end)) and not is_gone
    return mention.unit == "times" or is_part


def is_turned_round(topic: str | None, lead: str, before: str) -> bool:
    """Whether what a change is measured against is what is called higher or lower, in its place."""
    if topic in ("now", "forecast"):
        return past_leads(lead)
    if topic == "accuracy":
        return naive_leads(before)
    if topic in ("revision", "revised step"):
        return _leads(vocabulary.BEFORE_RUN, lead)
    if topic == "surprise":
        return found(vocabulary.FORESEEN, before) and not found(vocabulary.ARRIVED, before)
    return topic in ("whatif", "whatif step") and _leads(vocabulary.PLANNED, lead)


def _leads(base: str, text: str) -> bool:
    return any(not found(vocabulary.COMPARED, text[: m.start()]) for m in re.finditer(base, text, re.I))


def polarity(text: str, accuracy: bool) -> int:
    """1 up (for accuracy: better), -1 down, 0 neither, 2 both."""
    text = without_idioms(text)
    rest = re.sub(f"{vocabulary.GOOD}|{vocabulary.BAD}", " ", text, flags=re.I) if accuracy else text
    good = found(vocabulary.DOWN, rest) or found(vocabulary.GOOD, text) if accuracy else found(vocabulary.UP, rest)
    bad = found(vocabulary.UP, rest) or found(vocabulary.BAD, text) if accuracy else found(vocabulary.DOWN, rest)
    return 2 if good and bad else 1 if good else -1 if bad else 0


def without_idioms(text: str) -> str:
    """The text with idioms blanked that go nowhere: "alerts have been raised", "fell within"."""
    return vocabulary.IDIOMS.sub(lambda m: " " * len(m.group()), text)


def naive_leads(text: str) -> bool:
    """Whether seasonal naive is what the words after `text` are about, rather than the yardstick."""
    return any(
        not found(vocabulary.YARDSTICK, text[: m.start()]) for m in re.finditer(r"\b(seasonal )?naive\b", text, re.I)
    )


def past_leads(text: str) -> bool:
    """Whether the past is what is called higher or lower, rather than what is compared with."""
    return _leads(vocabulary.THEN, text)


def last_polarity(text: str, accuracy: bool) -> int:
    """The same of the last such word."""
    words = list(
        re.finditer(f"{vocabulary.UP}|{vocabulary.DOWN}|{vocabulary.GOOD}|{vocabulary.BAD}", without_idioms(text), re.I)
    )
    return polarity(words[-1].group(), accuracy) if words else 0
