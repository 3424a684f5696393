"""What the words right before and behind a number say that it is: which facts it cannot be then. A table, and how it is read."""

import re
from dataclasses import dataclass

from api.contracts import Fact
from api.copilot import kinds
from api.copilot.facts import kind
from api.copilot.mentions import Mention
from api.copilot.reading import Reading


@dataclass(frozen=True)
class Head:
    """Where `before` ends at a number and `after` begins behind it, it is one of the facts `only`, and none of `never`: beginnings of their ids."""

    before: str = ""
    after: str = ""
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


_MONEY = r"(?:just |only |about |some )?[£$€]?$"
_IS = r"(?:is|are|was|were|of|at|being)"
_UNITS = r"(?: units?)?"
_DAY = r"(?:the )?(?:\w+ of )?[^,;.]*?\d{4}"
_SUMS = (
    "forecast_sum",
    "revised_sum",
    "whatif_sum",
    "whatif_baseline",
    "arrived_",
    "last_cycle_sum",
    "previous_cycle_sum",
    "year_ago_sum",
)
_LEVELS = ("recent_level", "year_ago_level", "forecast_mean")
_MANY_PERIODS = (
    *_LEVELS,
    "forecast_sum",
    "last_cycle_sum",
    "previous_cycle_sum",
    "year_ago_sum",
    "whatif_sum",
    "whatif_baseline",
    "whatif_change",
)
_HEADS = (
    # what stands right before a number with "of" is what the number is
    Head(r"\bforecast of (?:the |some )?$", only=("forecast_", "revised_", "arrived_forecast", "whatif_", "worst_forecast", "n_", "rows_")),
    Head(r"\bbaseline(?: forecast)? of (?:the |some )?$", only=("whatif_baseline", "mae", "mase", "wape", "n_", "rows_")),
    Head(r"\btrend of (?:the |some )?$", only=("part_trend", "n_", "rows_")),
    Head(r"\bremainder of (?:the |some )?$", only=("part_remainder", "n_", "rows_")),
    Head(r"\b(?:season|seasonality) of (?:the |some )?$", only=("part_season", "n_", "rows_")),
    Head(r"\bmase of (?:the |some )?$", only=("mase",)),
    Head(r"\bwape of (?:the |some )?$", only=("wape",)),
    Head(r"\bcoverage of (?:the |some )?$", only=("coverage_80",)),
    Head(rf"\bbias {_IS} {_MONEY}", only=("bias",)),
    # a change is no level, and a level no change
    Head(r"\bto reach (?:just |only )?[£$€]?$", never=(*kinds.SIGNED, "mover_rank", "revision_rank")),
    Head(r"\b(?:mean|level|average) of (?:just |about )?-?[£$€]?$", never=tuple(kinds.SIGNED)),
    Head(r"\brevision,? (?:at|of|by) [£$€]?$", never=("revised_",)),
    Head(r"\bchange to (?:any|a) (?:single|one) \w+ (?:is|was|came to) [£$€]?$", only=("revision_peak", "whatif_peak")),
    Head(r"\beffect peaks at [£$€]?-?$", only=("whatif_peak",)),
    Head(r"\bchange in \x01+ (?:is|would be) worth [£$€]?$", only=("whatif_change", "whatif_share")),
    Head(r"\bforecast [£$€]?$", rf"{_UNITS}, or \d[\d.,]*%, (?:higher|lower|more|less)\b", only=tuple(kinds.SIGNED)),
    # parts of the mean forecast are not the whole of it
    Head(
        r"\b(?:level|trend|seasons?|holidays?|remainder|covariates?)\b(?: parts?)?(?: of (?:the|its) (?:mean forecast|forecast mean))?"
        rf" (?:{_IS}|takes?(?: away)?|adds?|gives?|contributes?) [£$€]?$",
        never=("forecast_mean", "forecast_sum"),
    ),
    # one period, and many
    Head(after=rf"{_UNITS},? (?:in|for|on) the (?:week|day|month|hour|quarter) of \d", never=_MANY_PERIODS),
    Head(r"\b(?:week|day|month|hour|quarter) of \d[^,;]*? (?:sold|brought in|made|took in) (?:just |only )?[£$€]?$", never=_MANY_PERIODS),
    Head(after=rf"{_UNITS},? (?:from|between) {_DAY} (?:to|and|until|through) {_DAY}", never=("forecast_first", "forecast_last", *_LEVELS)),
    Head(r"^\W*(?:At|With) [£$€]?$", rf"{_UNITS}, (?:the|its) (?:sum|total)\b", only=_SUMS),
    Head(rf"\bweeks? before,? which (?:had|sold|made|brought in|came to|totalled) {_MONEY}", only=("previous_cycle_sum", "year_ago_")),
    Head(after=rf"{_UNITS} (?:that |which )?(?:had been|was|were|has been|have been) (?:forecast|expected|predicted|foreseen)\b", never=("n_arrived",)),
    # counts of series, rows and steps
    Head(after=r" series (?:that|which) (?:were|are|have been|had been) (?:back)?tested\b", only=("n_backtested", "n_tested_for_drift")),
    Head(r"(?<!\bof )(?<!\bof the )$", r" series (?:were|are|have been|had been) (?:back)?tested\b", only=("n_backtested", "n_tested_for_drift")),
    Head(after=r"(?: series)? (?:were|was|are|is) (?:beaten|outperformed)\b", never=("n_series",)),
    Head(after=r" of (?:all|all the) (?:misses|errors)\b", never=("bias_share",)),
)  # fmt: skip
# What does this is counted.
_COUNTED = re.compile(
    r" (?:of (?:them|these|which) )?(?:(?:were|are|was|is|have been|had been|had to be) (?:filled|rejected|corrected|used|stale|drifted|short|ok|open|beaten)"
    r"|(?:show|shows|showed|use|uses|used|drift|drifts|drifted|fell (?:in|out)side|lay (?:in|out)side)) ?\b",
    re.I,
)


def by_another_head(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """Whether the words around a number say that it is something else than this fact."""
    before, after, own = reading.text[: mention.start], reading.text[mention.end :], fact.fact_id
    told = (
        head
        for head in _HEADS
        if re.search(head.before, before, re.I) and (not head.after or re.match(head.after, after, re.I))
    )
    is_counted = kind(fact) == "amount" and bool(_COUNTED.match(after))
    return is_counted or any(
        own.startswith(head.never) or (bool(head.only) and not own.startswith(head.only)) for head in told
    )


_END = re.compile(r"\b(?:upper|lower) (?:end|bound|limit|edge)s?\b", re.I)
_THAT_IS = re.compile(r"(?:(?!\b(?:than|while|whereas|but|forecasts? (?:of|at)|below|above)\b)[^;])*? ?\b(?:is|are|was|of|at) [£$€]?| [£$€]?", re.I)  # fmt: skip


def is_no_end(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """Whether an interval's end is told, and the fact is none: "the upper bound for the last week is 1,287 units"."""
    ends = [match.end() for match in _END.finditer(reading.text, 0, mention.start)]
    if not ends or "_lo_" in fact.fact_id or "_hi_" in fact.fact_id:
        return False
    others = [m for m in reading.amounts if ends[-1] <= m.start < mention.start and m.unit != "percent"]
    return not others and bool(_THAT_IS.fullmatch(reading.text, ends[-1], mention.start))


_RATIO = r"\b(?:mase|wape)\b"


def is_beside_a_ratio(reading: Reading, mention: Mention, fact: Fact) -> bool:
    """Whether a number without a unit is held against a MASE, which no amount is."""
    is_bare = mention.unit is None and not re.match(r"[ -][a-z]+", reading.text[mention.end :], re.I)
    return is_bare and kind(fact) == "amount" and bool(re.search(_RATIO, reading.plain, re.I))
