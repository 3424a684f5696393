"""Words that facts must carry (names, states, superlatives) and words that none can (causes, predictions)."""

import re
from collections.abc import Iterator

from api.copilot import vocabulary
from api.copilot.bare_numbers import is_spoken
from api.copilot.causes import is_supported
from api.copilot.facts import kind
from api.copilot.lexicon import LEXICON
from api.copilot.patterns import CURRENCIES, MASK, ORDINALS
from api.copilot.polarity import found
from api.copilot.reading import Problem, Reading
from api.copilot.verify_names import is_mention
from api.copilot.verify_ranks import is_first, rank_of

_STATES = re.compile(r"\b(ok|stale|fallback|failed|too short|short history|healthy)\b", re.I)


def word_problems(reading: Reading) -> Iterator[Problem]:
    for rule in (
        _characters,
        _digits,
        _forbidden,
        _states,
        _texts,
        _unknown_words,
        _period_words,
        _rates,
        _says_nothing,
        _currencies,
        _all_of_them,
    ):
        yield from rule(reading)


_ONLY_NAMES = {"series_name", "set_label", "whatif_covariates"}
_IS_CHANGED = re.compile(
    r"\b(?:what-if|scenario) (?:changes|changed)(?= \x01| is\b|\.)|\bin the (?:what-if|scenario), \x01+ (?:is|are) changed\b|\b(?:is|are) changed in the (?:what-if|scenario)\b",
    re.I,
)
_SAYING = re.compile(
    rf"{vocabulary.UP}|{vocabulary.DOWN}|{vocabulary.GOOD}|{vocabulary.BAD}|{vocabulary.FLAT}|{vocabulary.PEAK}|{vocabulary.TROUGH}"
    rf"|\b(largest|biggest|worst|most|least|top|leading|main|{'|'.join(ORDINALS)}|ok|stale|fallback|failed|short)\b", re.I,
)  # fmt: skip


_ADVERBS = {"day": "daily"}


def _says_nothing(reading: Reading) -> Iterator[Problem]:
    """A claim states something of a cited fact: a number, a date, a text, a direction or a place; names alone do not."""
    told = any(set(name.facts) - _ONLY_NAMES for name in reading.names) or (
        reading.names and reading.cited.has("whatif_covariates") and _IS_CHANGED.search(reading.plain)
    )
    unit, grain = reading.cited.text("unit_name").lower(), reading.cited.text("grain")
    told = told or any(
        word and found(rf"\b{re.escape(word)}(?:ly)?\b", reading.plain) for word in (unit, grain, _ADVERBS.get(grain))
    )
    said = any(mention.text.lower() != "one" or not is_spoken(reading, mention) for mention in reading.mentions)
    if not (said or told or _SAYING.search(reading.plain)):
        yield Problem(reading.original[:80], "empty", "this states nothing that a cited fact says")


def _characters(reading: Reading) -> Iterator[Problem]:
    odd = sorted({c for c in reading.text.replace(MASK, "") if not (" " <= c <= "~" or c in "£€")})
    if odd:
        yield Problem("".join(odd), "markup", "write plain English letters, digits and punctuation")


def _digits(reading: Reading) -> Iterator[Problem]:
    for match in re.finditer(r"[^\s\x01]*\d[^\s\x01]*", reading.rest):
        yield Problem(match.group(), "number", "this number could not be read; write it like 1,234.5 or 12%")


def _forbidden(reading: Reading) -> Iterator[Problem]:
    for sort, pattern in vocabulary.FORBIDDEN.items():
        for match in pattern.finditer(reading.plain):
            if not _allowed(reading, sort, match):
                yield Problem(match.group(), sort, f"facts state no {sort}; leave it out")


def _allowed(reading: Reading, sort: str, match: re.Match[str]) -> bool:
    word, cited = match.group().lower(), reading.cited
    if word in _PART_WORDS:
        return any(cited.has(fact_id) for fact_id in _PART_WORDS[word])
    if word == "most" and re.match(r" (serious|severe|critical|urgent)\b", reading.plain[match.end() :]):
        return cited.has("worst_alert")
    if word in ("least", "trustworthy"):
        told = reading.plain[max(0, match.start() - 6) : match.end() + 12].lower()
        return "least trustworthy" in told and is_first(cited) and cited.has("distrust_rank")
    if word == "most" and re.match(r" of\b(?! all\b)", reading.plain[match.end() :]):
        return any(m.unit == "percent" and m.value > 50 for m in reading.amounts)
    if word == "most" and any(cited.has(i) for i in ("revision_peak", "whatif_peak")):
        return any(m.kind == "date" for m in reading.mentions)
    if word == "most":
        nth = re.search(rf"\b({'|'.join(ORDINALS)}) $", reading.plain[: match.start()], re.I)
        return rank_of(cited) == (ORDINALS[nth[1].lower()] if nth else 1) or any(
            cited.has(i) for i in ("top_riser", "top_faller", "top_reject_reason")
        )
    if any(m.start <= match.start() < m.end for m in reading.mentions):
        return True
    if word in ORDINALS:
        is_half = word == "second" and reading.plain[match.end() :].lower().startswith(" half")
        return is_half or rank_of(cited) == ORDINALS[word]
    if sort == "cause" and cited.has("status_reason", "status") and word in ("because", "since", "due to"):
        link = re.match(rf"(?: of| there is| it has)? (?={MASK})", reading.text[match.end() :])
        at = match.end() + link.end() if link else 0
        if link and any(name.start == at and "status_reason" in name.facts for name in reading.names):
            return bool(_STATES.search(reading.plain))
    if sort == "cause":
        is_reason = word in ("reason", "reasons") and any(cited.has(i) for i in _REASONS)
        return is_reason or is_supported(reading, match)
    return False


_OPENS_ALL = re.compile(r"(?:^|[,;:] |\b(?:and|while|but|that) )all (?:of )?(?:the |its |these )?$", re.I)


def _all_of_them(reading: Reading) -> Iterator[Problem]:
    """ "All 8 series are ok" is said where two cited counts are 8: that of all, and that of those that are ok."""
    for mention in reading.amounts:
        counts = [f for f in reading.cited if kind(f) == "count" and f.value == mention.value]
        is_sum = re.match(r" \w+ (?:together|combined|in all)\b", reading.text[mention.end :], re.I)
        if counts and len(counts) < 2 and not is_sum and _OPENS_ALL.search(reading.text[: mention.start]):
            yield Problem(
                f"all {mention.text}", "absolute", "no two cited counts say so; leave out that it is all of them"
            )


# Where one of these is told, its own words follow.
_TOLD = {
    "revision_differs": r"\b(?:differ\w*|apart)\b[^.]*?(?:[:,]| in| is| are| by)",
    "error_kind": r"\b(?:mostly|mainly|chiefly|largely|predominantly|primarily|pure|purely|dominated by)\b(?: of| by)?|\b(?:scatter|bias)(?: is| are)?(?: what)? dominat\w+",
    "distrust_reasons": r":", "whatif_use": r":", "status_reason": r"\breasons?\b[^.]*?(?:is|:)",
    "top_reject_reason": r"\breasons?\b[^.]*?(?:is|:)",
}  # fmt: skip


def _texts(reading: Reading) -> Iterator[Problem]:
    """What is announced as the text of a cited fact is that text, and nothing comes after it."""
    for fact_id, cue in _TOLD.items():
        for match in re.finditer(cue, reading.text, re.I) if reading.cited.has(fact_id) else ():
            rest = reading.text[match.end() :]
            more = fact_id == "revision_differs" and re.match(
                rf'[ "]*{MASK}+,?(?: and| or)? (?:another|other|new|corrected|the plan)\b', rest
            )
            if more or not re.match(rf'[ "]*(?:from |by )?(?:an? |the )?{MASK}', rest):
                yield Problem(match.group(), "name", f"say the text of {fact_id} here, word for word")


def _unknown_words(reading: Reading) -> Iterator[Problem]:
    """Words that are in neither the lexicon nor the labels and units of the cited facts."""
    known = LEXICON | {
        word.lower() for f in reading.cited for word in re.findall(r"[A-Za-z]+", f"{f.label} {f.unit or ''}")
    }
    for match in re.finditer(r"(?<!\x01')[A-Za-z]+(?:'[a-z]+)?", reading.plain):
        word = match.group().lower().removesuffix("'s")
        if word not in known and word not in _ALSO and not is_mention(reading, match.start()):
            yield Problem(match.group(), "word", "say it in plainer words: this one is in no fact")


def _period_words(reading: Reading) -> Iterator[Problem]:
    """Periods are called what they are: "the same days" is not said of weekly data."""
    grain = reading.given.text("grain")
    for match in re.finditer(
        r"\b(week|day|month|hour|quarter|minute)(s?)\b(?! (ago|earlier|before))", reading.plain, re.I
    ):
        is_counted = any(m.start <= match.start() < m.end for m in reading.mentions)
        is_month = match[1].lower() == "month" and not match[2]
        if grain and match[1].lower() != grain and not is_counted and not is_month:
            yield Problem(match.group(), "unit", f"the periods of these facts are {grain}s")


_ALSO = {*ORDINALS, "because", "due", "driven", "caused", "theotherseries", "gbp", "usd", "eur"}
_PART_WORDS = {
    "trend": ("part_trend",), "holidays": ("part_holidays",), "holiday": ("part_holidays",),
    "would": ("whatif_sum", "whatif_share", "whatif_change", "whatif_peak"),
}  # fmt: skip
_REASONS = ("status_reason", "top_reject_reason", "n_concerns", "n_distrusted", "distrust_reasons")


def _states(reading: Reading) -> Iterator[Problem]:
    for match in _STATES.finditer(reading.plain):
        word = match.group().lower().replace("too short", "short").replace("short history", "short")
        if reading.cited.text("status") != word and not reading.cited.has(f"n_{word}"):
            yield Problem(match.group(), "status", "the cited facts do not state this status")


def _currencies(reading: Reading) -> Iterator[Problem]:
    """Money is not said of what is counted in units."""
    units = {(fact.unit or "").upper() for fact in reading.given}
    for match in re.finditer(r"\b(pounds|dollars|euros|gbp|usd|eur)\b", reading.plain, re.I):
        if CURRENCIES.get(match.group().lower(), match.group().upper()) not in units:
            yield Problem(match.group(), "unit", "no fact is in this currency")


def _rates(reading: Reading) -> Iterator[Problem]:
    """Amounts are per period: "a day" is not said of weekly data."""
    grain = reading.given.text("grain")
    for match in re.finditer(
        r"(?<!\bwithin )(?<!\bover )(?<!\binside )\b(?:a|per|each|every) (day|week|month|year|hour)\b(?! (?:ago|earlier|before|previously|cycle))|\b(dai|week)ly\b",
        reading.plain,
        re.I,
    ):
        unit = match[1] or {"dai": "day", "week": "week"}[match[2].lower()]
        if grain and unit.lower() != grain:
            yield Problem(match.group(), "unit", f"the periods of these facts are {grain}s")
