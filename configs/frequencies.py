"""Frequencies: pandas offsets and ISO 8601 durations, read into a calendar unit and a count."""

import re
from typing import Literal

Unit = Literal["minute", "hour", "day", "week", "month", "quarter", "year"]

# Anchors are taken where they name the calendar's own quarters and years.
_OFFSETS: dict[str, Unit] = {
    r"min|T": "minute",
    r"h|H": "hour",
    r"D": "day",
    r"W(?:-(?:MON|TUE|WED|THU|FRI|SAT|SUN))?": "week",
    r"MS|ME|M": "month",
    r"QS(?:-(?:JAN|APR|JUL|OCT))?|(?:QE|Q)(?:-(?:MAR|JUN|SEP|DEC))?": "quarter",
    r"(?:YS|AS)(?:-JAN)?|(?:YE|Y|A)(?:-DEC)?": "year",
}
_DURATIONS: dict[str, Unit] = {
    r"PT(\d+)M": "minute",
    r"PT(\d+)H": "hour",
    r"P(\d+)D": "day",
    r"P(\d+)W": "week",
    r"P(\d+)M": "month",
    r"P(\d+)Y": "year",
}
_ACCEPTED = (
    "min h D B W W-MON..W-SUN MS ME QS QE YS YE (older: T H M Q Y A) with a count before it where it is not 1, as 15min or 2W-MON; "
    "or PT15M PT1H P1D P1W P1M P3M P1Y"
)


def parse_freq(text: str) -> tuple[Unit, int]:
    """The calendar unit of one period and how many of them: `15min` is (minute, 15), `2W-MON` (week, 2), `P3M` (quarter, 1).

    `B` is (day, 1): Saturdays and Sundays are closed, see SeriesSet. Raises ValueError that lists what is accepted.
    """
    if text == "B":
        return "day", 1
    unit, count = _duration(text) or _offset(text) or ("day", 0)
    if count < 1:
        raise ValueError(f"freq {text!r}: expected a pandas offset or an ISO 8601 duration: {_ACCEPTED}")
    return ("quarter", count // 3) if unit == "month" and count % 3 == 0 else (unit, count)


def _offset(text: str) -> tuple[Unit, int] | None:
    for pattern, unit in _OFFSETS.items():
        if found := re.fullmatch(rf"(\d*)(?:{pattern})", text):
            return unit, int(found[1] or 1)
    return None


def _duration(text: str) -> tuple[Unit, int] | None:
    for pattern, unit in _DURATIONS.items():
        if found := re.fullmatch(pattern, text):
            return unit, int(found[1])
    return None
