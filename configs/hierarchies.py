"""What the levels of a series set may be: sums of its series by columns of the contract."""

from collections import Counter
from collections.abc import Mapping, Sequence

BOTTOM = "bottom"
Hierarchy = Mapping[str, Sequence[str]]


def check_levels(hierarchy: Hierarchy, agg: str, fill: str, ends: str, total: str | None) -> None:
    """Raises ValueError when the set's series do not add up, or a level is there twice."""
    if not hierarchy:
        return
    if total is not None:
        raise ValueError("hierarchy: expected without total, found both: the sum of all is a level, as `total: []`")
    for setting, wanted, found, why in (
        ("agg", "sum", agg, "only sums add up"),
        ("fill", "zero", fill, "where one part was not observed the sums would be too low"),
        ("ends", "common", ends, "a sum needs all its parts"),
    ):
        if found != wanted:
            raise ValueError(f"hierarchy: expected only with {setting} {wanted}, found {setting} {found}: {why}")
    if BOTTOM in hierarchy:
        raise ValueError(f"hierarchy: {BOTTOM} is the level of the series themselves, found a level of that name")
    first: dict[frozenset[str], str] = {}
    for level, columns in hierarchy.items():
        if twice := [name for name, n in Counter(columns).items() if n > 1]:
            raise ValueError(f"hierarchy: level {level} names columns more than once: {', '.join(twice)}")
        if (same := first.setdefault(frozenset(columns), level)) != level:
            raise ValueError(f"hierarchy: expected each level once, found {same} and {level} of the same columns")


def check_groups(hierarchy: Hierarchy, types: Mapping[str, str], key: Sequence[str]) -> None:
    """Raises ValueError when a level is not of text or integer columns of the contract, or as fine as the series.

    types   type of each column of the contract
    key     the columns that make a row one row; without those of times they make a series
    """
    grouping = [name for name, kind in types.items() if kind in ("string", "integer")]
    of_series = {name for name in key if types.get(name) in ("string", "integer")}
    for level, columns in hierarchy.items():
        if unknown := [name for name in columns if name not in grouping]:
            raise ValueError(
                f"hierarchy: level {level}: expected columns of the contract with type string or integer "
                f"({', '.join(grouping)}), found {', '.join(unknown)}"
            )
        if of_series and of_series <= set(columns):
            raise ValueError(
                f"hierarchy: level {level}: expected sums of several series, found all columns of the key that are "
                f"no times ({', '.join(sorted(of_series))}): its groups are the series themselves"
            )
