"""Numbers that no fact has to have: the 80 of an interval's name, the 1 that a MASE is held against, "the two runs"."""

import re

from api.copilot import kinds, vocabulary
from api.copilot.mentions import Mention
from api.copilot.polarity import found
from api.copilot.reading import Reading

_NOMINAL = re.compile(
    r"\s*(prediction |confidence |forecast )?(intervals?|ranges?|bands?)\b|\s*(nominal|target)\b", re.I
)
_NOMINAL_HEAD = re.compile(r"\b(nominal|target(ed)?|intended|promised|rather than|instead of)( of)?( the)?\s*$", re.I)


def is_nominal(reading: Reading, mention: Mention) -> bool:
    """The 80 of "80% interval" is the interval's name, where a fact about that interval is cited."""
    cites = any("_80" in f.fact_id or f.fact_id == "n_arrived_inside" for f in reading.cited)
    named = _NOMINAL.match(reading.text, mention.end) or _NOMINAL_HEAD.search(reading.text[: mention.start])
    is_sure = re.match(r" (confidence|probability|certainty|level)\b", reading.text[mention.end :])
    is_named = bool(named) or (set(reading.tags.values()) == {"@lo", "@hi"} and bool(is_sure))
    return (
        cites
        and mention.value == 80
        and mention.unit == "percent"
        and not mention.hedge
        and not mention.sign
        and is_named
    )


_AFTER_ONE = (
    "", "from", "of", "in", "for", "that", "before", "starting", "beginning",
    "is", "was", "has", "had", "uses", "used", "extends", "ends", "runs", "totals", "comes", "came",
)  # fmt: skip


def is_spoken(reading: Reading, mention: Mention) -> bool:
    """ "The two runs" and "one shift" count nothing that a fact would have to say."""
    head = reading.text[: mention.start].lower()
    behind = follower(reading, mention)
    if (
        mention.text.lower() == "two"
        and re.search(r"\bthe $|\bboth $", head)
        and (behind not in kinds.NOUNS or behind == "runs")
    ):
        return True
    reasons = reading.cited.text("distrust_reasons")
    if mention.text.lower() == "one" and behind == "reason" and reasons and ", " not in reasons:
        return True
    is_two = mention.text.lower() == "two" and behind in ("runs", "forecasts")
    is_one = mention.text.lower() == "one" and follower(reading, mention) in ("shift", "side")
    if mention.text.lower() == "one" and re.search(
        r"\b(the|that|this|previous|current|latest|average|preceding|final|first|last|newest|new|bigger|larger|smaller|stronger|weaker|older?) $",
        head,
    ):  # "the one from", "that one"
        return follower(reading, mention) in _AFTER_ONE
    return (is_two or is_one) and any(
        f.fact_id.startswith(("revis", "bias", "over", "n_vintages", "model_before")) for f in reading.cited
    )


def is_threshold(reading: Reading, mention: Mention) -> bool:
    """A MASE "below 1" compares with the naive forecast's own error in training."""
    mase = reading.cited.get("mase")
    if mase is None or mase.value is None or mention.value != 1 or mention.unit or mention.sign:
        return False
    words = f"{reading.text[max(0, mention.start - 14) : mention.start]} {mention.hedge} "
    below = found(r"\b(below|under|less than|smaller than|lower than)\s*$", words)
    above = found(r"\b(above|over|more than|greater than|higher than)\s*$", words)
    is_mase = found(r"\bmase\b", reading.lead(mention)) and not found(vocabulary.NAIVE, reading.near(mention))
    return is_mase and ((below and mase.value < 1) or (above and mase.value > 1))


# What a MASE of 1 means, and no more than that: for one below 1, and for one above.
_IN_TRAINING = (
    r"(?:what )?(?:the )?(?:seasonal )?naive (?:forecast )?(?:missed )?(?:by )?(?:in|during) (?:the )?training\.?$"
)
_LINK = r"(?: on (?:its |the )?backtests)?,?(?: which is| which means| that is| or| so (?:its|the) average miss is)?"
_MEANINGS = tuple(
    re.compile(rf"{_LINK} (?:(?:{words}) than|{side}) {_IN_TRAINING}", re.I)
    for words, side in (("better|less|lower|smaller", "below"), ("worse|more|higher|larger", "above"))
)


def is_meaning(reading: Reading, at: int) -> bool:
    """Whether a word tells what a MASE below (or above) 1 means: "which is better than seasonal naive missed in training"."""
    for mention in reading.amounts:
        if is_threshold(reading, mention) or _is_mase(reading, mention):
            told = _MEANINGS[reading.cited.value("mase") > 1].match(reading.plain, mention.end)
            if told and told.start() <= at < told.end():
                return True
    return False


def _is_mase(reading: Reading, mention: Mention) -> bool:
    """Whether a number is the cited MASE, as it is printed."""
    mase = reading.cited.get("mase")
    return mase is not None and not mention.unit and round(mase.value or 0.0, 2) == mention.value


def follower(reading: Reading, mention: Mention) -> str:
    """The word right behind a number, with "more" and the like skipped; empty before punctuation, names and numbers."""
    match = re.match(
        rf"\s(?:(?:{'|'.join(vocabulary.ADJECTIVES)})\s){{0,2}}([A-Za-z][A-Za-z']*)",
        reading.text[mention.end :],
    )
    return match[1].lower() if match else ""
