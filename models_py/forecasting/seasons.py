"""Which seasons a series of a season length may have."""

# Periods of a day, for series with many of them: those have a season of a week above the day's.
DAYS = (24, 48, 96, 144, 288, 1440)
_WEEK = 7


def seasons_of(season_length: int) -> tuple[int, ...]:
    """The seasons to look for, in periods, the shortest first: none for 1, day and week for hours and less.

    A week of hours stands for a day of them, too: (24, 168) for both 24 and 168.
    """
    for day in DAYS:
        if season_length in (day, _WEEK * day):
            return (day, _WEEK * day)
    return (season_length,) if season_length > 1 else ()
